import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export const title = "My data: a person reads, objects, withdraws and erases";

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const owner = await t.signedIn(server);
  await enrol(t, server, owner);
  const { Path: path } = await server.told("person", "link", "--collection", "staff", "--person", "ann");

  const page = await t.page(server);
  await page.goto(`${server.url}${path}`);
  await page.getByRole("button", { name: "Show what is held" }).waitFor();
  const address = await page.evaluate(() => location.href);
  t.check("the token is gone from the address", address === `${server.url}/console/person`);
  await t.look(page, "person-link");
  await page.getByRole("button", { name: "Show what is held" }).click();
  await page.getByText("Searches that found you").waitFor();
  t.check("one face is told", (await page.getByText("Kept under the name").count()) === 1);
  t.check(
    "the search is told with its similarity",
    await page.getByRole("cell", { name: "SearchFacesByImage (outcome)" }).first().isVisible(),
  );
  t.check("the consent is told in words", await page.getByText("letting people in").isVisible());
  await t.look(page, "person");
  await written(t, server, page);

  await choose(page, "Object", "Yes, object");
  await page.getByText("You have objected: 1 of your faces left the results.").waitFor();
  await choose(page, "Take the objection back", "Yes, take it back");
  await page.getByText("Your objection is over: 1 of your faces can be found again.").waitFor();
  await choose(page, "Withdraw this consent", "Yes, withdraw it");
  await page.getByText("The consent is withdrawn").waitFor();
  await erase(t, server, page);
}

/** The line for a terminal is run as it stands, but for the place of its file. */
async function written(t, server, page) {
  const line = await page.locator(".cli code").textContent();
  t.figure("line", line);
  const file = join(t.work, "my-data.json");
  await server.verb(...line.replace("my-data.json", file).split(" ").slice(1));
  const { Collection: collection, Faces: faces } = JSON.parse(readFileSync(file, "utf8"));
  t.check("the line for a terminal does the same", collection === "us-east-1/staff" && faces.length === 1);
}

async function enrol(t, server, owner) {
  await owner.evaluate(async (who) => {
    const call = (target, input) =>
      fetch("/console/call", {
        method: "POST",
        body: JSON.stringify(input),
        headers: { "X-Amz-Target": target, "X-Beholden-Console": "1" },
      }).then(async (response) => {
        if (!response.ok) {
          throw new Error(await response.text());
        }
      });
    const bytes = new Uint8Array(await (await fetch("/console/sample.jpg")).arrayBuffer());
    const image = { Bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
    await call("RekognitionService.CreateCollection", { CollectionId: "staff" });
    await call("Beholden.PutConsent", {
      CollectionId: "staff",
      Person: who,
      Controller: "ACME",
      Purposes: ["letting people in"],
      Method: "signed form",
    });
    const named = { CollectionId: "staff", ExternalImageId: who, Image: image };
    await call("RekognitionService.IndexFaces", named);
    await call("RekognitionService.SearchFacesByImage", { CollectionId: "staff", Image: image });
  }, "ann");
}

async function choose(page, title, sure) {
  await page.getByRole("button", { name: title }).click();
  await page.getByRole("button", { name: sure }).click();
}

async function erase(t, server, page) {
  await choose(page, "Erase everything", "Yes, erase everything");
  await page.getByText("1 of your faces were destroyed").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the receipt" }).click();
  const file = join(server.folder, (await coming).suggestedFilename());
  await (await coming).saveAs(file);
  const { stdout: verdict } = await promisify(execFile)(server.beholden, ["ledger", "verify", file]);
  t.check("the receipt holds without the server", /^Proven: .*PersonErase/m.test(verdict));
  t.figure("ledger verify", verdict.trim());
  await t.look(page, "person-erased");
  const left = await server.told(
    "person",
    "export",
    join(server.folder, "left.json"),
    "--collection",
    "staff",
    "--person",
    "ann",
  );
  t.check("no face and no consent is left", left.Faces.length + left.Consents.length === 0);

  t.expectError(/401 \(Unauthorized\)/);
  await page.reload();
  await page.getByRole("button", { name: "Show what is held" }).click();
  await page.getByText("Your visit is over").waitFor();
  t.check("the visit is over in a sentence", true);
}
