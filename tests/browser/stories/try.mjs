export const title = "Try it: find, compare, cover";

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const page = await t.page(server);

  // As a new user: the link of ./run, then clicks are counted until a photo is analysed.
  await page.goto((await server.told("console")).Link);
  await page.getByRole("main").getByRole("link", { name: "Try it" }).click();
  await page.getByRole("button", { name: "Use the sample portrait" }).click();
  await page.getByText("One face was found").waitFor();
  t.check("two clicks from the page to the first photo analysed", true);
  t.check("the token is gone from the address", !(await page.evaluate(() => location.hash)));
  t.check("a box is drawn", (await page.locator(".mark rect").count()) === 1);
  t.check("landmarks are drawn", (await page.locator(".mark path").count()) >= 20);
  await page.locator(".facts li").first().hover();
  t.check("pointing at the answer marks the box", (await page.locator(".mark.chosen").count()) === 1);
  await page.locator(".facts summary").first().click();
  t.check(
    "the JSON stands beside",
    await page
      .getByLabel("The answer on face 1")
      .innerText()
      .then((text) => JSON.parse(text).BoundingBox.Width > 0),
  );
  await page.locator(".facts summary").first().click();
  await page.getByText("The same from a terminal").click();
  t.check(
    "the same line for the AWS CLI",
    (await page.locator(".cli pre").innerText()).startsWith(
      "aws rekognition detect-faces --endpoint-url http",
    ),
  );
  await t.look(page, "try");

  await compare(t, page);
  await cover(t, page);
  await hostile(t, page);
}

async function compare(t, page) {
  await page.getByRole("link", { name: "Compare two" }).click();
  await page.getByRole("button", { name: "Use the sample portrait" }).first().click();
  await page.getByRole("button", { name: "Use the sample portrait" }).last().click();
  await page.getByText("Similarity 100").waitFor();
  t.check(
    "the score has a meaning",
    await page.getByText(/About 1 in [\d,]+ strangers would score/).isVisible(),
  );
  await t.look(page, "try-compare");
}

async function cover(t, page) {
  await page.getByRole("link", { name: "Cover faces" }).click();
  await page.getByRole("button", { name: "Use the sample portrait" }).click();
  await page.getByText("nothing covered is found or matched").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download/ }).click();
  t.check("the covered picture is downloaded", (await coming).suggestedFilename() === "sample-covered.jpg");
  await t.look(page, "try-redact");
}

async function hostile(t, page) {
  t.expectError(/400 \(Bad Request\)/);
  await page.getByRole("link", { name: "Find faces" }).click();
  const input = page.locator("input[type=file]");
  const markup = "<img src=x onerror=alert(1)>.jpg";
  await input.setInputFiles({ name: markup, mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await page.getByRole("alert").waitFor();
  t.check(
    "what is no picture is refused with a sentence",
    (await page.getByRole("alert").innerText()).length > 10,
  );
  t.check("a file's name is text", (await page.locator("img[src=x]").count()) === 0);
  await input.setInputFiles({ name: markup, mimeType: "image/jpeg", buffer: Buffer.alloc(6_000_000) });
  await page.getByText("is the most").waitFor();
  t.check(
    "too large a file is refused before it is sent",
    await page.getByRole("alert").filter({ hasText: markup }).isVisible(),
  );
}
