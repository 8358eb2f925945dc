// A person's own calls: they stand on a session that a link opened, and on no key (docs/people.md).
import { refusalOf, send } from "../../api/call.ts";

export interface HeldFace {
  FaceId: string;
  ExternalImageId: string | null;
  UserId: string | null;
  Basis: string | null;
  Source: string | null;
  Purpose: string | null;
  StoredAt: string;
  TermEnds: string | null;
  DestroyedFrom: string | null;
  LastUsedAt: string;
  /** Why no search finds it: "objection" and others; null when searches do. */
  Hidden: string | null;
  Template: string;
  Crop: string | null;
}

/** A record in the terms of the Data Privacy Vocabulary; the members that the page reads. */
export interface HeldConsent {
  "dct:identifier": string;
  "dpv:hasDataController": { "dpv:hasName": string; "dpv:hasContact": string | null };
  "dpv:hasConsentStatus": string;
  "dpv:isIndicatedAtTime": string;
  "dpv:hasIndicationMethod": string;
  "dpv:hasNotice": string | null;
  "dpv:hasProcess": {
    "dpv:hasPurpose": string[];
    "dpv:hasRecipient": string[];
    "dpv:hasStorageCondition": { "dpv:hasDuration": string };
  };
  "dct:valid": string | null;
}

export interface HeldEntry {
  Index: number;
  At: string;
  Kind: string;
  Operation: string;
  Purpose: string | null;
  Similarity: string | null;
}

export interface Held {
  Collection: string;
  MadeAt: string;
  Faces: HeldFace[];
  Consents: HeldConsent[];
  Entries: HeldEntry[];
  EntriesFrom: number;
  /** The ExternalImageId that the link names; null where it names a user or single faces. */
  Person: string | null;
  EndsAt: string;
}

/** What an act came to: numbers, and its entry. */
export interface Done {
  EnteredAs: number;
  [count: string]: unknown;
}

/** Uses the link up. @throws Refusal */
export function open(token: string, signal: AbortSignal): Promise<Held> {
  return post<Held>("/console/person", { Token: token }, signal);
}

/** @throws Refusal The visit is over, or the act is not possible. */
export function act<T = Done>(
  name: "export" | "object" | "release" | "withdraw" | "erase" | "leave",
  input: object,
  signal: AbortSignal,
): Promise<T> {
  return post<T>(`/console/person/${name}`, input, signal);
}

async function post<T>(path: string, input: object, signal: AbortSignal): Promise<T> {
  const response = await send(path, { method: "POST", body: JSON.stringify(input), signal });
  if (!response.ok) {
    throw await refusalOf(response);
  }

  return (await response.json()) as T;
}

/** A time for people, in their own zone. */
export function time(text: string | null): string {
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  return text === null ? "none" : new Date(text).toLocaleString("en", style);
}
