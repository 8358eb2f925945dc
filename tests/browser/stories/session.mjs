import { Server } from "../server.mjs";

const firstPageBytesMax = 250_000;
const shiftMax = 0.1; // What Web Vitals call good.

export const title = "Signing in, and what may go wrong";

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  t.expectError(/401 \(Unauthorized\)/);
  t.expectError(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED/);
  const page = await t.page(server);
  await page.goto(`${server.url}/`);
  t.check("the root leads to the console", page.url() === `${server.url}/console/`);
  await page.getByLabel("Access key").waitFor();
  const bytes = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .map((one) => one.encodedBodySize)
      .reduce((sum, one) => sum + one, 0),
  );
  t.check(`the first page has ${bytes} bytes as they travel`, bytes > 1000 && bytes <= firstPageBytesMax);
  await page.getByLabel("Access key").fill("<script>alert(1)</script>");
  await page.getByLabel("Secret").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("There is no such key").waitFor();
  t.check("a wrong key is told in a sentence", true);
  await t.look(page, "sign-in");

  const link = (await server.told("console")).Link;
  await page.goto(link);
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  await page.reload();
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  t.check("a session outlives a reload", true);
  await t.look(page, "home");
  await steady(t, server, page);
  const cookies = await page.context().cookies();
  t.check(
    "the cookie is HttpOnly and SameSite",
    cookies.every((one) => one.httpOnly && one.sameSite === "Strict"),
  );
  const other = await t.page(server);
  await other.goto(link);
  await other.getByText("This link was used before").waitFor();
  t.check("a link works once", true);

  await strangers(t, server, page);
  await expired(t, server, page);
  await lost(t, server, page);
}

/** Another site's page has neither the header nor the cookie. */
async function strangers(t, server, page) {
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const call = (headers) =>
    fetch(`${server.url}/console/call`, {
      method: "POST",
      body: "{}",
      headers: { "X-Amz-Target": "RekognitionService.ListCollections", ...headers },
    });
  t.check("without the header a cookie is not enough", (await call({ Cookie: cookie })).status === 400);
  t.check(
    "without a cookie the header is not enough",
    (await call({ "X-Beholden-Console": "1" })).status === 401,
  );
  t.check(
    "with both it is answered",
    (await call({ Cookie: cookie, "X-Beholden-Console": "1" })).status === 200,
  );
  const page2 = await fetch(`${server.url}/console/`);
  const policy = page2.headers.get("content-security-policy");
  t.check(
    "the policy allows nothing inline",
    policy.includes("script-src 'self';") && !policy.includes("unsafe"),
  );
}

/** The session ends while a page is open in two tabs: what was being done goes on after signing in. */
async function expired(t, server, page) {
  const tab = await t.tab(page, server);
  await tab.goto(`${server.url}/console/try`);
  await tab.getByRole("button", { name: "Use the sample portrait" }).waitFor();
  await page.goto(`${server.url}/console/`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Access key").waitFor();
  await tab.getByRole("button", { name: "Use the sample portrait" }).click();
  await tab.getByRole("heading", { name: "Sign in again" }).waitFor();
  const key = await server.key("visitor", "personal");
  await t.signIn(tab, key);
  await tab.getByText("One face was found").waitFor();
  t.check("an ended session asks to sign in and then goes on", true);
  t.check("the other tab is signed in too", (await Server.call(page, "ListCollections")).status === 200);
  await server.verb("keys", "revoke", key.id);
  t.check("a revoked key ends its session", (await Server.call(page, "ListCollections")).status === 401);
}

async function lost(t, server, page) {
  await page.goto((await server.told("console")).Link);
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  await page.goto(`${server.url}/console/try`);
  await page.getByRole("button", { name: "Use the sample portrait" }).click();
  await page.getByText("One face was found").waitFor();
  await server.stop();
  await page.locator("input[type=file]").setInputFiles(t.portrait);
  await page.getByText("The server does not answer").first().waitFor();
  t.check("a lost connection is told", true);
  await server.start();
  await t.until(
    "the sentence goes by itself",
    async () => (await page.getByRole("main").getByText("Nothing was lost", { exact: false }).count()) <= 1,
  );
}

/** No view moves what is already there when the rest of it comes. */
async function steady(t, server, page) {
  const views = await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.pathname));
  const tab = await t.tab(page, server);
  await tab.addInitScript(() => {
    globalThis.shifted = { sum: 0, what: new Set() };
    new PerformanceObserver((seen) => {
      for (const { value, sources } of seen.getEntries()) {
        globalThis.shifted.sum += value;
        for (const { node } of sources) {
          globalThis.shifted.what.add(node?.nodeName + "." + (node?.className ?? ""));
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const view of views) {
    await tab.goto(server.url + view, { waitUntil: "networkidle" });
    const [sum, what] = await tab.evaluate(() => [shifted.sum, [...shifted.what].join(" ")]);
    t.check(`${view} comes without a jump (${sum.toFixed(3)} ${what})`, sum <= shiftMax);
  }

  await tab.close();
}
