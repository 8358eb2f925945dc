import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "../server.mjs";

export const title = "Purposes and policy: keys, denials, changes, stops";

const delaySeconds = 3;
const everyMs = 5000; // As the list of stops reads itself again.

export async function story(t) {
  const server = await t.server({ profile: profileFile(t) });
  const owner = await t.signedIn(server);
  await owner.goto(`${server.url}/console/policy`);
  await owner.getByRole("heading", { name: "investigation" }).waitFor();
  t.check(
    "a purpose is told in words",
    await owner.getByText("at most one false candidate in 20 searches").first().isVisible(),
  );
  await t.look(owner, "policy");

  const officer = await makeKey(t, server, owner);
  await denied(t, server, owner, officer);
  await changed(t, server, owner);
  await stopped(t, server, owner, officer);
  await forgotten(t, server);
}

/** The public-safety profile, with a delay that a test can wait for. */
function profileFile(t) {
  const file = join(t.work, "profile.json");
  const profile = JSON.parse(
    readFileSync(join(t.root, "src/Beholden.Oversight/Profiles/public-safety.json"), "utf8"),
  );
  writeFileSync(file, JSON.stringify({ ...profile, id: "trial", delaySeconds }));
  return file;
}

async function makeKey(t, server, owner) {
  const name = "<b>officer</b>";
  await owner.getByRole("link", { name: "Keys" }).click();
  await owner.getByLabel("Name").fill(name);
  await owner.getByLabel("Person who holds it").fill("olga");
  await owner.getByLabel("Purpose").selectOption("investigation");
  await owner.getByRole("button", { name: "Make the key" }).click();
  await owner.getByText("This secret is shown once").waitFor();
  const secret = await owner.locator("pre", { hasText: "aws_secret" }).innerText();
  await t.until("a key's name is text", () => owner.getByRole("cell", { name }).isVisible());
  const file = join(t.work, "officer.credentials");
  writeFileSync(file, `[default]\n${secret}\n`);
  await owner.goto(`${server.url}/console/policy/keys`);
  await owner.getByRole("cell", { name }).waitFor();
  t.check("the secret is not shown again", (await owner.getByText("aws_secret_access_key").count()) === 0);
  await t.look(owner, "policy-keys");
  return file;
}

/** Step 1 of the say's acceptance: the default threshold is denied, and why is told. */
async function denied(t, server, owner, credentials) {
  t.expectError(/400 \(Bad Request\)/);
  const keeper = await server.key("keeper", "enrolment");
  await server.verb("keys", "list");
  const keeping = await t.signedIn(server, keeper.file);
  await Server.call(keeping, "CreateCollection", { CollectionId: "wanted" });
  const officer = await t.signedIn(server, credentials);
  t.check(
    "who does not govern sees no policy",
    (await officer
      .getByRole("navigation", { name: "Views" })
      .getByRole("link", { name: "Purposes" })
      .count()) === 0,
  );
  const answer = await Server.call(officer, "SearchFacesByImage", {
    CollectionId: "wanted",
    Image: { Bytes: readFileSync(t.portrait).toString("base64") },
  });
  t.check(
    "a search at the default threshold is denied by the rule's name",
    answer.status === 400 && answer.body.Message.includes("'floor'"),
  );
  await owner.waitForTimeout(1100); // A checkpoint may be a second old.
  await owner.getByRole("link", { name: "Denials" }).click();
  await owner.getByText("below the floor of the purpose").waitFor();
  t.check(
    "the denial names its rule and its entry",
    await owner.getByRole("link", { name: /^Entry \d+/ }).isVisible(),
  );
  await t.look(owner, "policy-denials");
}

/** Step 8: loosened by one is refused; by two it holds after the delay. */
async function changed(t, server, owner) {
  const second = await server.key("second", "oversight");
  await owner.getByRole("link", { name: "Change", exact: true }).click();
  const text = owner.getByLabel("The profile, as it shall be");
  await t.until("the profile is there", async () =>
    (await text.inputValue()).includes("falseCandidateInSearches"),
  );
  const looser = (await text.inputValue()).replace(
    '"falseCandidateInSearches": 20',
    '"falseCandidateInSearches": 2',
  );
  await text.fill(looser);
  await owner.getByLabel("Reason, which everybody may read").fill("fewer leads than wanted");
  await owner.getByRole("button", { name: "Change or propose" }).click();
  await owner.getByText("It is looser, so it waits").waitFor();
  await approve(owner);
  await owner
    .getByText(/Agreed: BEHOLDENOWNER|Agreed: owner/)
    .or(owner.getByRole("alert"))
    .first()
    .waitFor();
  t.check("the proposer alone does not loosen it", (await version(server)) === 1);
  await t.look(owner, "policy-change");
  const page = await t.signedIn(server, second.file);
  await page.goto(`${server.url}/console/policy/change`);
  await approve(page);
  await t.until(
    "a second approval is enough",
    async () => (await page.getByText(/It holds from|There is none/).count()) > 0,
  );
  await t.until("what two approved holds after the delay", async () => (await version(server)) === 2, 30_000);
}

async function approve(page) {
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("button", { name: "Yes: approve" }).click();
}

async function version(server) {
  return (await server.told("policy", "show")).Version;
}

/** Step 5: one stops, at once; enough people resume. */
async function stopped(t, server, owner, credentials) {
  await owner.goto(`${server.url}/console/`);
  await owner.getByRole("link", { name: "Stop…" }).click();
  await owner.getByLabel("Reason, which everybody may read").fill("drill <script>alert(1)</script>");
  await owner.getByRole("button", { name: "Stop now" }).click();
  await owner.getByText("Stopped, as stop").waitFor();
  const officer = await t.signedIn(server, credentials);
  const bytes = readFileSync(t.portrait).toString("base64");
  const answer = await Server.call(officer, "DetectFaces", { Image: { Bytes: bytes } });
  t.check("what is stopped is denied", answer.status === 400 && answer.body.Message.includes("'stopped'"));
  await t.look(owner, "policy-stop");
  const second = await server.key("fourth", "oversight");
  const other = await t.signedIn(server, second.file);
  for (const page of [owner, other]) {
    await page.goto(`${server.url}/console/policy/stop`);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Yes: resume" }).click();
    await page.getByText(/Resumed\.|more must agree/).waitFor();
  }

  t.check(
    "two people resume it",
    (await Server.call(officer, "DetectFaces", { Image: { Bytes: bytes } })).status === 200,
  );
}

/** The list of stops reads itself again; a page left open asks for its key once, and then goes on. */
async function forgotten(t, server) {
  t.expectError(/401 \(Unauthorized\)/);
  const left = await server.key("left", "oversight");
  const page = await t.signedIn(server, left.file);
  await page.goto(`${server.url}/console/policy/stop`);
  const isList = (request) => request.headers()["x-amz-target"] === "Beholden.ListStops";
  const read = await page.waitForRequest(isList);
  t.check("a list that reads itself says so", read.headers()["x-beholden-console"] === "by-itself");
  let refused = 0;
  page.on("response", (response) => {
    refused += isList(response.request()) && response.status() === 401 ? 1 : 0;
  });
  await server.verb("keys", "revoke", left.id);
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await page.waitForTimeout(2 * everyMs);
  t.check(`an ended session is asked for once (${refused})`, refused === 1);
  const come = await server.key("come", "oversight");
  const [answer] = await Promise.all([
    page.waitForResponse((response) => isList(response.request())),
    t.signIn(page, come),
  ]);
  t.check("signed in again, the list goes on", answer.status() === 200);
}
