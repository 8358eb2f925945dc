// A server for investigations, and people of it who enrol, search, judge and govern.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "./server.mjs";

export const collection = "wanted";

/** The profile public-safety, with a delay that a story can wait for. @returns Its file. */
export function trialProfile(t, delaySeconds) {
  const file = join(t.work, "profile.json");
  const profile = JSON.parse(
    readFileSync(join(t.root, "src/Beholden.Oversight/Profiles/public-safety.json"), "utf8"),
  );
  writeFileSync(file, JSON.stringify({ ...profile, id: "trial", delaySeconds }));
  return file;
}

export function image(file) {
  return { Bytes: readFileSync(file).toString("base64") };
}

/** Makes the collection and tells what its faces rest on. @param page Of somebody who enrols. */
export async function found(page) {
  await done(page, "CreateCollection", { CollectionId: collection });
  const { CollectionARN } = await done(page, "DescribeCollection", { CollectionId: collection });
  const tags = { "beholden:basis": "law", "beholden:term": "P30D", "beholden:source": "register" };
  await done(page, "TagResource", { ResourceArn: CollectionARN, Tags: tags });
}

/** @returns The face's id. */
export async function enrol(page, name, file) {
  const { FaceRecords: records } = await done(page, "IndexFaces", {
    CollectionId: collection,
    Image: image(file),
    ExternalImageId: name,
    MaxFaces: 1,
  });
  return records[0].Face.FaceId;
}

/** A call that must not be refused. @returns Its answer. */
async function done(page, operation, input) {
  const { status, body } = await Server.call(page, operation, input);
  if (status !== 200) {
    throw new Error(`${operation}: ${JSON.stringify(body)}`);
  }

  return body;
}

/** Searches by a picture. @param {number} [threshold] Left out: AWS's own default. */
export function search(page, file, threshold) {
  const asked = threshold === undefined ? {} : { FaceMatchThreshold: threshold };
  return Server.call(page, "SearchFacesByImage", {
    CollectionId: collection,
    Image: image(file),
    ...asked,
  });
}

/** The similarity that a denial asks for. */
export function floorIn(message) {
  return Number(/similarity of at least (\d+\.\d+)/.exec(message)?.[1]);
}

/**
 * Judges all that waits for whoever is signed in, by keys alone.
 * @param {(sources: string[]) => number} pick Of the candidates' pictures, which one: from 1, or 0 for none.
 * @returns How many verdicts were given.
 */
export async function judgeAll(page, server, pick) {
  await page.goto(`${server.url}/console/review`);
  const empty = page.getByText("Nothing waits for you.");
  for (let given = 0; ; given++) {
    await empty.or(page.getByText("The face searched for")).first().waitFor();
    if (await empty.isVisible()) {
      return given;
    }

    const sources = await page.locator(".candidate img").evaluateAll((all) => all.map((one) => one.src));
    const next = page.waitForResponse(
      (answer) => answer.request().headers()["x-amz-target"] === "Beholden.NextReview",
    );
    await page.keyboard.press(`${pick(sources)}`);
    await page.keyboard.press("Enter");
    await page.getByText("It cannot be taken back.").first().waitFor();
    await page.keyboard.press("Enter");
    await next;
  }
}
