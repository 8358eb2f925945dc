import { Server } from "../server.mjs";

export const title = "Health: charts of what Prometheus reads";

export async function story(t) {
  const server = await t.server({ profile: "personal" });
  const page = await t.signedIn(server);
  await page.goto(`${server.url}/console/health`);
  for (let i = 0; i < 5; i++) {
    await Server.call(page, "ListCollections");
  }

  await page.getByText(/calls a second/).waitFor();
  await page.getByRole("cell", { name: "ListCollections" }).waitFor();
  t.check("charts are drawn", (await page.locator(".chart canvas").count()) === 4);
  t.check(
    "networks have their times",
    await page
      .getByRole("cell", { name: "yunet-n" })
      .or(page.getByRole("cell", { name: "rfb-320" }))
      .first()
      .isVisible(),
  );
  const text = await (await fetch(`${server.url}/metrics`)).text();
  t.check(
    "Prometheus reads the same",
    /beholden_requests_total\{[^}]*operation="ListCollections",outcome="answered"\} [5-9]/.test(text),
  );
  t.check("no measure names a key", !text.includes("BEHOLDENOWNER"));
  t.check(
    "a proxied request needs the token",
    (await fetch(`${server.url}/metrics`, { headers: { "X-Forwarded-For": "192.0.2.1" } })).status === 403,
  );
  await t.look(page, "health");
  await page.close();
  await forgotten(t, server);
}

/** The charts are no use of a session; once it has ended they ask for a key, and go on. */
async function forgotten(t, server) {
  t.expectError(/401 \(Unauthorized\)/);
  const left = await server.key("left", "personal");
  const page = await t.signedIn(server, left.file);
  await page.goto(`${server.url}/console/health`);
  const isReading = (request) => new URL(request.url()).pathname === "/console/metrics";
  const read = await page.waitForRequest(isReading);
  t.check("charts that read themselves say so", read.headers()["x-beholden-console"] === "by-itself");
  await page.getByText(/calls a second/).waitFor();
  await server.verb("keys", "revoke", left.id);
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await t.signIn(page, await server.key("back", "personal"));
  const again = await page.waitForResponse((response) => isReading(response.request()));
  t.check("after signing in again they go on", again.status() === 200);
}
