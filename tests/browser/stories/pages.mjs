import { readFileSync } from "node:fs";
import { Server } from "../server.mjs";

export const title = "Transparency, calibration, fairness, models, coverage";

const uses = 12;

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const page = await t.signedIn(server);
  const bytes = readFileSync(t.portrait).toString("base64");
  for (let i = 0; i < uses; i++) {
    await Server.call(page, "CompareFaces", { SourceImage: { Bytes: bytes }, TargetImage: { Bytes: bytes } });
  }

  await page.goto(`${server.url}/console/pages`);
  const row = page.getByRole("row").filter({ hasText: "CompareFaces" });
  await row.waitFor();
  t.check(
    "the page's numbers are those of the calls",
    (await row.innerText()).split("\t").at(-1) === `${uses}`,
  );
  await t.look(page, "transparency");

  await page.getByRole("link", { name: "Calibration" }).click();
  await page.getByText(/At 80, AWS's default: About 1 in/).waitFor();
  await t.look(page, "calibration", { hasScreen: false });
  for (const [name, words] of Object.entries({
    Fairness: /perceived/i,
    Quality: /discard/i,
    Detection: /WIDER/,
    Models: /licence/i,
    Coverage: /DetectFaces/,
  })) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
    await page.locator("article").getByText(words).first().waitFor();
    await t.until(`${name}: its plots are loaded`, async () =>
      page
        .locator("article img")
        .evaluateAll((images) => images.every((image) => image.complete && image.naturalWidth > 0)),
    );
    await t.look(page, name.toLowerCase(), { hasScreen: false });
  }
}
