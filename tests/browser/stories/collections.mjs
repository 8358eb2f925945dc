import { appendFileSync, copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "../server.mjs";

export const title = "Collections: add folders, look through, make users, search, delete";

// Enough that a run can be stopped in its middle.
const manyPictures = 30;

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const page = await t.signedIn(server);
  await create(t, page, server);
  await add(t, page);
  await makeUser(t, page);
  await search(t, page);
  await hostile(t, page, server);
  await remove(t, page, server);

  const folder = manyCopies(t);
  await resume(t, page, server, folder);
  await twoTabs(t, page, server, folder);
  await lost(t, page, server, folder);
  await denials(t);
}

async function create(t, page, server) {
  await page.goto(`${server.url}/console/collections`);
  await page.getByText("There is none yet").waitFor();
  t.check("an empty list is told", true);
  await page.getByText("On what basis").click();
  await page.getByLabel("Basis").selectOption("consent");
  await page.getByLabel("Source of the pictures").fill("signed forms of 2026");
  await page.getByLabel("Term, such as").fill("P3Y");
  await page.getByLabel("Name", { exact: true }).fill("not a name");
  await page.getByRole("button", { name: "Make it" }).click();
  t.check("a wrong name is not sent", page.url().endsWith("/collections"));
  await page.getByLabel("Name", { exact: true }).fill("tagged");
  await t.look(page, "collections");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByText("Tags, and deleting it").click();
  await page.getByText("signed forms of 2026").waitFor();
  t.check("tags are kept, and shown", true);
  await page.getByRole("link", { name: "All collections" }).click();
  await page.getByText("0 faces, 0 users").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("friends");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("heading", { name: "friends" }).waitFor();
}

/** Six files: one that is twice there, and what cannot be added. */
async function add(t, page) {
  const folder = join(t.work, "six");
  mkdirSync(join(folder, "below"), { recursive: true });
  copyFileSync(t.portrait, join(folder, "eileen.jpg"));
  copyFileSync(t.portrait, join(folder, "below/the same <b>.jpg"));
  writeFileSync(join(folder, "broken.jpg"), "this is no picture");
  writeFileSync(join(folder, "empty.png"), "");
  writeFileSync(join(folder, "large.jpg"), Buffer.alloc(6_000_000));
  writeFileSync(join(folder, "notes.txt"), "neither");
  t.expectError(/400 \(Bad Request\)/);
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await page.getByText("Done: 5 of 5 pictures").waitFor();
  const refused = await page.getByRole("list", { name: "refused" }).locator("li").allInnerTexts();
  t.check(
    `three are refused, with reasons: ${refused.join(" | ")}`,
    refused.length === 3 && refused.every((line) => /^(broken.jpg|empty.png|large.jpg): .{8}/.test(line)),
  );
  t.check("the text file is left out", await page.getByText("1 file is neither JPEG nor PNG").isVisible());
  t.check("two faces are kept", (await told(page, "Faces kept")) === "2");
  await t.look(page, "collections-add");

  await drop(page, page.locator(".drop"), folder);
  await t.until(
    "a folder that is dropped again adds nothing",
    async () => (await told(page, "Done before")) === "2" && (await told(page, "Faces kept")) === "0",
  );
  await page.getByText("2 faces, 0 users").waitFor();
  t.check("the collection counts two faces", true);
}

async function told(page, name) {
  return page.locator(".run dl div").filter({ hasText: name }).locator("dd").innerText();
}

/** As a hand does it: the browser gets a real folder. */
async function drop(page, locator, folder) {
  const box = await locator.boundingBox();
  const cdp = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await cdp.send("Input.dispatchDragEvent", {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  }
}

async function makeUser(t, page) {
  await page.getByRole("link", { name: "Faces", exact: true }).click();
  await page.getByText("below:the_20same_20_3cb_3e.jpg").waitFor();
  t.check("names are as beholden index makes them", true);
  await page.getByLabel("Find among").fill("eileen");
  await page.getByText("1 found among 2 read").waitFor();
  await page.getByLabel("Find among").fill("");
  await page.getByRole("button", { name: "Choose all 2" }).click();
  await page.getByLabel("User", { exact: true }).fill("eileen");
  await page.getByRole("button", { name: "Make a user of them" }).click();
  await page.getByText("The new user eileen has 2 of these faces").waitFor();
  const links = page.getByRole("link", { name: "eileen", exact: true });
  t.check("a user is made of faces", (await links.count()) === 2);
  await t.look(page, "collections-faces");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone: the user eileen is gone").waitFor();
  await page.getByText("2 faces, 0 users").waitFor();
  t.check("and taken back", (await links.count()) === 0);
  await page.getByRole("button", { name: "Make a user of them" }).click();
  await page.getByText("The new user eileen has 2 of these faces").waitFor();
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await page.getByRole("link", { name: "Faces of eileen" }).click();
  await page.getByText("Faces of the user eileen").waitFor();
  await t.until("a user's faces are shown", async () => (await page.getByRole("checkbox").count()) === 2);
}

async function search(t, page) {
  await page.getByRole("link", { name: "Search", exact: true }).first().click();
  await page.getByLabel("Choose a photo").setInputFiles(t.portrait);
  await page.getByRole("heading", { name: "2 faces found" }).waitFor();
  const likest = page.locator(".matches li").first();
  await t.until("a similarity has its meaning", async () =>
    /Similarity 100\.00\..*strangers would score/.test((await likest.innerText()).replaceAll("\n", " ")),
  );
  await t.look(page, "collections-search");
  await page.getByLabel("users", { exact: true }).check();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { name: "1 user found" }).waitFor();
  t.check(
    "users are found by photo",
    await page.locator(".matches").getByText("eileen", { exact: true }).isVisible(),
  );
  await page.getByRole("link", { name: "Faces", exact: true }).click();
  await page
    .getByRole("link", { name: /^Search with face/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { name: "1 face found" }).waitFor();
  t.check("faces are found by face", true);
  await page.getByLabel("a user of it").check();
  await page.getByLabel("User", { exact: true }).fill("eileen");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { name: "No user is that alike" }).waitFor();
  t.check("users are looked for by user", true);
}

/** Names that other clients may have given: text, and never an address. */
async function hostile(t, page, server) {
  const names = ["javascript:alert.1.", "..:..:etc:passwd"];
  for (const [i, ExternalImageId] of names.entries()) {
    const bytes = Buffer.concat([readFileSync(t.portrait), Buffer.from([i])]);
    await Server.call(page, "IndexFaces", {
      CollectionId: "friends",
      Image: { Bytes: bytes.toString("base64") },
      ExternalImageId,
    });
  }

  await page.goto(`${server.url}/console/collections/friends`);
  await page.getByText("javascript:alert.1.").waitFor();
  const addresses = await page.getByRole("link").evaluateAll((links) => links.map((link) => link.href));
  t.check(
    "a name is never an address",
    addresses.every((address) => /^https?:/.test(address)),
  );
  const brought = new URLSearchParams({ deleted: "<img src=x>", entry: "javascript:1" });
  await page.goto(`${server.url}/console/collections?${brought}`);
  await page.getByText("<img src=x>").waitFor();
  t.check("nor is what an address brings", (await page.locator("img[src=x]").count()) === 0);
}

async function remove(t, page, server) {
  await page.goto(`${server.url}/console/collections/friends/faces`);
  await page.getByRole("checkbox", { name: /javascript/ }).check();
  await page.getByRole("button", { name: "Delete them" }).click();
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  t.check("the way out has the focus", focused === "Cancel");
  await page.getByRole("button", { name: "Cancel" }).click();
  t.check("nothing is deleted yet", (await page.getByRole("checkbox").count()) === 4);
  await page.getByRole("button", { name: "Delete them" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("1 face was deleted, with its key").waitFor();
  await page.waitForTimeout(1100); // A checkpoint may be a second old.
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the receipt" }).click();
  const stream = await (await coming).createReadStream();
  let receipt = "";
  for await (const chunk of stream) {
    receipt += chunk;
  }

  t.check("the receipt is a proof", receipt.startsWith("c2sp.org/tlog-proof@v1"));
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await page.getByRole("button", { name: "Delete eileen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("The user eileen was deleted").waitFor();
  t.check("a user is deleted", await page.getByText("There are no users yet").isVisible());
  await page.getByText("Tags, and deleting it").click();
  await page.getByRole("button", { name: "Delete the collection" }).click();
  await page.getByRole("button", { name: "Delete all of it" }).click();
  await page.getByText("The collection friends was deleted").waitFor();
  await page.getByRole("link", { name: /^Entry \d+ of the ledger/ }).click();
  await page
    .getByText(/Proven|DeleteCollection/)
    .first()
    .waitFor();
  t.check("the deletion has its entry", true);
}

/** Copies that differ in a byte behind the picture's end: each is a picture of its own. */
function manyCopies(t) {
  const folder = join(t.work, "many");
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < manyPictures; i++) {
    const path = join(folder, `portrait-${String(i).padStart(3, "0")}.jpg`);
    copyFileSync(t.portrait, path);
    appendFileSync(path, Buffer.from([i]));
    utimesSync(path, 1_700_000_000, 1_700_000_000);
  }

  return folder;
}

async function facesOf(page, collection) {
  return (await Server.call(page, "DescribeCollection", { CollectionId: collection })).body.FaceCount;
}

async function resume(t, page, server, folder) {
  await Server.call(page, "CreateCollection", { CollectionId: "many" });
  await page.goto(`${server.url}/console/collections/many/add`);
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await t.until("some are done", async () => Number(await told(page, "Faces kept")) >= 5);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText(/^Paused: \d+ of/).waitFor();
  t.check("a run is paused", await page.getByRole("button", { name: "Go on" }).isVisible());
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("link", { name: "Faces", exact: true }).click();
  await page.getByRole("link", { name: "Add photos" }).click();
  t.check("it goes on while other views are looked at", await page.getByText(/^(Adding|Done:)/).isVisible());
  await page.reload();
  const before = await facesOf(page, "many");
  t.check(`the page is loaded anew in the middle, at ${before}`, before >= 5 && before < manyPictures);
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await page.getByText(`Done: ${manyPictures} of ${manyPictures} pictures`).waitFor();
  t.check(
    `it goes on where it stopped (${await told(page, "Done before")} done before)`,
    Number(await told(page, "Done before")) >= 5,
  );
  t.check("no face twice", (await facesOf(page, "many")) === manyPictures);
}

async function twoTabs(t, page, server, folder) {
  await Server.call(page, "CreateCollection", { CollectionId: "shared" });
  const tabs = [page, await t.tab(page, server)];
  for (const tab of tabs) {
    await tab.goto(`${server.url}/console/collections/shared/add`);
    await tab.getByLabel("Choose a folder").waitFor({ state: "attached" });
  }

  for (const tab of tabs) {
    await tab.bringToFront();
    await tab.getByLabel("Choose a folder").setInputFiles(folder);
  }

  await Promise.all(tabs.map((tab) => tab.getByText(`Done: ${manyPictures} of`).waitFor()));
  const kept = await Promise.all(tabs.map(async (tab) => Number(await told(tab, "Faces kept"))));
  t.check(`two tabs take each picture once: ${kept.join(" and ")}`, kept[0] + kept[1] === manyPictures);
  t.check("and keep no face twice", (await facesOf(page, "shared")) === manyPictures);
  await tabs[1].close();
}

async function lost(t, page, server, folder) {
  t.expectError(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED/);
  t.expectError(/401 \(Unauthorized\)/);
  await Server.call(page, "CreateCollection", { CollectionId: "lost" });
  await page.goto(`${server.url}/console/collections/lost/add`);
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await t.until("some are done", async () => Number(await told(page, "Faces kept")) >= 3);
  await server.stop("SIGKILL");
  await page.getByText("It goes on by itself once it does").waitFor();
  t.check("a run waits for the server", true);
  await server.start();
  const key = await server.key("again", "personal");
  // Sessions end with the server: it asks once, and then goes on.
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await t.signIn(page, key);
  await page.getByText(`Done: ${manyPictures} of ${manyPictures} pictures`).waitFor({ timeout: 60_000 });
  t.check("and goes on, without a face twice", (await facesOf(page, "lost")) === manyPictures);
}

/** Where rules ask for more: what is missing is told, and what to do. */
async function denials(t) {
  const server = await t.server({ profile: "public-safety" });
  const clerk = await server.key("clerk", "enrolment");
  const detective = await server.key("detective", "investigation");
  const page = await t.signedIn(server, clerk.file);
  await page.goto(`${server.url}/console/collections`);
  await page.getByLabel("Basis").waitFor();
  t.check("the basis is asked for", true);
  await page.getByLabel("Name", { exact: true }).fill("wanted");
  await page.getByRole("button", { name: "Make it" }).click();
  const folder = join(t.work, "one");
  mkdirSync(folder);
  copyFileSync(t.portrait, join(folder, "eileen.jpg"));
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await page.getByText("Denied by the rule basis").waitFor();
  t.check("a denial names its rule and what would do", await page.getByText(/^To be allowed: /).isVisible());
  t.check(
    "no search is offered to a clerk",
    (await page.getByRole("link", { name: "Search", exact: true }).count()) === 0,
  );
  await Server.call(page, "DeleteCollection", { CollectionId: "wanted" });
  await page.goto(`${server.url}/console/collections`);
  await page.getByLabel("Name", { exact: true }).fill("wanted");
  await page.getByLabel("Basis").selectOption("law");
  await page.getByLabel("Source of the pictures").fill("court order 12");
  await page.getByLabel("Term, such as").fill("P1Y");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  await page.getByText("Done: 1 of 1 picture").waitFor();

  const other = await t.signedIn(server, detective.file);
  await other.goto(`${server.url}/console/collections/wanted/search`);
  await other.getByLabel("Choose a photo").setInputFiles(t.portrait);
  await other.getByText("Denied by the rule floor").waitFor();
  await t.look(other, "collections-denied");
  await other.getByRole("button", { name: /^Search with \d/ }).click();
  await other.getByRole("heading", { name: "A lead, no name" }).waitFor();
  t.check("a search under review gives a lead", await other.getByText("One candidate is shown").isVisible());
}
