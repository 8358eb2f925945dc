import { Server } from "../server.mjs";

export const title = "Review: without training, and with nothing to judge";

export async function story(t) {
  const server = await t.server({ profile: "public-safety" });
  const page = await t.signedIn(server);
  t.expectError(/400 \(Bad Request\)/);
  t.expectError(/401 \(Unauthorized\).*session/);
  const ann = await server.key("ann", "review");
  const reviewer = await t.signedIn(server, ann.file);
  await reviewer.goto(`${server.url}/console/review`);
  await reviewer.getByRole("alert").waitFor();
  t.check("without training the denial says so", (await reviewer.getByRole("alert").innerText()).length > 10);
  await server.verb("reviewers", "train", "ann", "--until", `${new Date().getFullYear()}-12-31`);
  await reviewer.reload();
  await reviewer.getByText("Nothing waits for you.").waitFor();
  await t.look(reviewer, "review-empty");
  const denied = await Server.call(page, "Beholden.NextReview");
  t.check("the owner's key may not review", denied.status === 400);
}
