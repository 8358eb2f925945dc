import { call, Refusal } from "../../api/call.ts";
import { counted, type NotDone } from "./answers.ts";

/** What came of an act with several faces. */
export interface Done {
  what: string;
  entry: number | undefined;
  failures: NotDone[];
  /** What would take it back. */
  undo?: { userId: string; isNew: boolean; faceIds: string[] };
}

/** Told which faces belong to whom now. */
export type TellUsers = (faceIds: ReadonlySet<string>, userId: string | undefined) => void;
/** Told which faces are no more. */
export type TellGone = (faceIds: ReadonlySet<string>) => void;

// The contract's largest requests.
export const associateMax = 100;
const deleteMax = 4096;

interface Associated {
  AssociatedFaces?: { FaceId: string }[];
  UnsuccessfulFaceAssociations?: NotDone[];
}

/** Makes a user of faces, or gives them to the one that is there. */
export async function makeUser(
  collection: string,
  userId: string,
  faceIds: string[],
  signal: AbortSignal,
  tell: TellUsers,
): Promise<Done> {
  const user = { CollectionId: collection, UserId: userId };
  const isNew = await call("CreateUser", user, signal).then(
    () => true,
    (failure: Error) => {
      if (failure instanceof Refusal && failure.code === "ConflictException") {
        return false;
      }

      throw failure;
    },
  );
  try {
    const { body, entry } = await call<Associated>("AssociateFaces", { ...user, FaceIds: faceIds }, signal);
    const taken = (body.AssociatedFaces ?? []).map((face) => face.FaceId);
    tell(new Set(taken), userId);
    return {
      what: isNew
        ? `The new user ${userId} has ${taken.length} of these faces.`
        : `There was a user ${userId} already, who now has ${taken.length} of these faces too.`,
      entry,
      failures: body.UnsuccessfulFaceAssociations ?? [],
      undo: { userId, isNew, faceIds: taken },
    };
  } catch (failure) {
    // A user of nobody is of no use.
    if (isNew) {
      await call("DeleteUser", user, signal).catch(() => undefined);
    }

    throw failure;
  }
}

/** Takes the faces from the user again, and the user away if it was new. */
export async function undo(
  collection: string,
  { userId, isNew, faceIds }: NonNullable<Done["undo"]>,
  signal: AbortSignal,
  tell: TellUsers,
): Promise<Done> {
  const user = { CollectionId: collection, UserId: userId };
  let failures: NotDone[] = [];
  let entry: number | undefined;
  if (faceIds.length > 0) {
    const answer = await call<{ UnsuccessfulFaceDisassociations?: NotDone[] }>(
      "DisassociateFaces",
      { ...user, FaceIds: faceIds },
      signal,
    );
    failures = answer.body.UnsuccessfulFaceDisassociations ?? [];
    entry = answer.entry;
  }

  if (isNew) {
    entry = (await call("DeleteUser", user, signal)).entry;
  }

  tell(new Set(faceIds), undefined);
  const change = isNew ? `the user ${userId} is gone` : `${userId} has these faces no more`;
  return { what: `Undone: ${change}. The faces are still here.`, entry, failures };
}

export async function removeFaces(
  collection: string,
  faceIds: string[],
  signal: AbortSignal,
  tell: TellGone,
): Promise<Done> {
  let count = 0;
  const failures: NotDone[] = [];
  let entry: number | undefined;
  for (let at = 0; at < faceIds.length; at += deleteMax) {
    const answer = await call<{ DeletedFaces?: string[]; UnsuccessfulFaceDeletions?: NotDone[] }>(
      "DeleteFaces",
      { CollectionId: collection, FaceIds: faceIds.slice(at, at + deleteMax) },
      signal,
    );
    const gone = answer.body.DeletedFaces ?? [];
    count += gone.length;
    failures.push(...(answer.body.UnsuccessfulFaceDeletions ?? []));
    entry = answer.entry;
    // Each time: what comes after may fail.
    tell(new Set(gone));
  }

  const keys = count === 1 ? "its key" : "their keys";
  return { what: `${counted(count, "face was", "faces were")} deleted, with ${keys}.`, entry, failures };
}
