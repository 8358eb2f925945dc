import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "../server.mjs";
import { tryEveryBit, tryVectors } from "../vectors.mjs";

export const title = "Ledger: read, find, and prove in the browser";

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const page = await t.signedIn(server);
  const bytes = readFileSync(t.portrait).toString("base64");
  await Server.call(page, "CreateCollection", { CollectionId: "friends" });
  await Server.call(page, "IndexFaces", {
    CollectionId: "friends",
    Image: { Bytes: bytes },
    ExternalImageId: "eileen",
  });
  await Server.call(page, "SearchFacesByImage", { CollectionId: "friends", Image: { Bytes: bytes } });

  await page.waitForTimeout(1100); // A checkpoint may be a second old.
  await page.goto(`${server.url}/console/ledger`);
  await page.getByRole("cell", { name: "SearchFacesByImage" }).first().waitFor();
  t.check(
    "the newest stand first",
    Number(await page.locator("tbody a").first().innerText()) >
      Number(await page.locator("tbody a").last().innerText()),
  );
  await page.getByLabel("Operation").fill("indexfaces");
  await t.until(
    "entries are found by operation",
    async () =>
      (await page.locator("tbody tr").count()) === 2 &&
      (await page.locator("tbody tr").allInnerTexts()).every((row) => row.includes("IndexFaces")),
  );
  await t.look(page, "ledger");
  await page.locator("tbody a").first().click();
  await page.getByText("Proven: the signed log holds exactly this entry").waitFor();
  t.check("each step is shown", (await page.locator(".steps .holds").count()) === 3);
  await page.getByText("The code that did it").click();
  t.check(
    "the code is shown",
    (await page.getByLabel("The code").innerText()).includes("crypto.subtle.verify"),
  );
  await page.getByText("The code that did it").click();
  await page.getByRole("button", { name: "Read the record" }).click();
  await page.getByLabel("The record").waitFor();
  t.check(
    "the record tells what was stored",
    (await page.getByLabel("The record").innerText()).includes("FaceId"),
  );
  t.check(
    "it is the one in the entry",
    await page.getByText("This is the record that the entry commits to").isVisible(),
  );
  await t.look(page, "ledger-entry");
  const index = page.url().split("/").at(-1);

  await alterations(t, page, server, index);
  const { tried, missed } = await tryEveryBit(t.root, t.work, server.url, Number(index));
  t.check(`each of ${tried} bits altered is noticed ${missed.join("; ")}`, missed.length === 0);
  await grown(t, page, server);
  await vectors(t);
}

/** The page's own code against the public vectors of Merkle proofs: data/README.md of the shared folder. */
async function vectors(t) {
  const folder = join(t.shared, "data/vectors/merkle");
  if (!existsSync(folder)) {
    t.skip(`The vectors of Merkle proofs are not at hand: ${folder}.`);
    return;
  }

  const { right, wrong } = await tryVectors(t.root, t.work, folder);
  const what = `${right} public vectors of proofs come out as they say ${wrong.join(", ")}`;
  t.check(what, wrong.length === 0 && right >= 196);
}

/** One bit in each thing that the proof rests on. */
async function alterations(t, page, server, index) {
  const altered = {
    "the entry": ["**/ledger/tile/entries/**", (body) => flip(body, body.lastIndexOf("IndexFaces") + 2)],
    "the proof": ["**/ledger/proof/inclusion?index=*&size=*", (body) => flip(body, 5)],
    "an entry's length": ["**/ledger/tile/entries/**", (body) => flip(body, 1)],
    "the checkpoint's size": ["**/ledger/checkpoint", (body) => flip(body, sizeEnd(body))],
    "the checkpoint's root": ["**/ledger/checkpoint", (body) => flip(body, body.indexOf("\n\n") - 20)],
    "the root's text": ["**/ledger/checkpoint", (body) => flip(body, body.indexOf("\n\n") - 20, 0x80)],
    "the checkpoint's signature": ["**/ledger/checkpoint", (body) => flip(body, body.length - 30)],
    "the signature's text": ["**/ledger/checkpoint", (body) => flip(body, body.length - 30, 0x80)],
    "the log's key": ["**/ledger/key", (body) => flip(body, body.length - 30)],
  };
  for (const [what, [pattern, change]] of Object.entries(altered)) {
    await page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(await response.body()) });
    });
    await page.goto(`${server.url}/console/ledger/${index}`);
    const alert = page.getByRole("alert").filter({ hasText: "Not proven" });
    await alert.waitFor();
    const text = await alert.innerText();
    t.check(`a bit of ${what} altered is told, and why`, /altered|did not sign/.test(text));
    const colour = await alert.evaluate((element) => getComputedStyle(element).borderTopColor);
    t.check(`in red (${colour})`, /rgb\((1[5-9]\d|2\d\d), ([0-9]|[1-6]\d), /.test(colour));
    await page.unroute(pattern);
  }
}

/** The lowest bit of a byte is another sign, mostly of base 64 still; the highest leaves no text. */
function flip(body, at, bit = 1) {
  const changed = Buffer.from(body);
  changed[at] ^= bit;
  return changed;
}

/** Of the second line's last digit. */
function sizeEnd(body) {
  return body.indexOf("\n", body.indexOf("\n") + 1) - 1;
}

async function grown(t, page, server) {
  await Server.call(page, "ListFaces", { CollectionId: "friends" });
  await page.waitForTimeout(1100);
  await page.goto(`${server.url}/console/ledger`);
  await page.getByText("the log only grew").waitFor();
  t.check("the browser kept a checkpoint and the log continues it", true);
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem("beholden-checkpoint"));
    const lines = kept.note.split("\n");
    lines[2] = btoa(String.fromCharCode(...new Uint8Array(32)));
    localStorage.setItem("beholden-checkpoint", JSON.stringify({ ...kept, note: lines.join("\n") }));
  });
  await page.reload();
  await page.getByText("It was changed or cut").waitFor();
  t.check("a log that does not continue it is told", true);
}
