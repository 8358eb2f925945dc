import { collection, enrol, floorIn, found, judgeAll, search } from "../safety.mjs";
import { Server } from "../server.mjs";

export const title = "Review and leads: blind, by keyboard alone, two people, and who is told";

const othersMax = 8;
const name = "eileen";

export async function story(t) {
  const server = await t.server({ profile: "public-safety" });
  t.expectError(/400 \(Bad Request\)/);
  t.expectError(/401 \(Unauthorized\).*session/);
  const owner = await t.signedIn(server);
  const signed = async (who, purpose, person = who) =>
    t.signedIn(server, (await server.key(who, purpose, person)).file);
  const ann = await signed("ann", "review");
  const ben = await signed("ben", "review");
  const keeper = await signed("keeper", "enrolment");
  const officer = await signed("officer", "investigation");

  await untrained(t, server, owner, ann);
  await found(keeper);
  await enrol(keeper, name, t.portrait);
  const at = floorIn((await search(officer, t.portrait)).body.Message);
  await search(officer, t.portrait, at);
  await blind(t, server, officer, ann);
  const own = await looked(t, ann);
  await judged(t, server, { owner, officer, ann, ben }, own);
  await among(t, server, { keeper, officer, ann, ben }, { own, at });
}

/** The denial is a sentence; training is entered by who governs. */
async function untrained(t, server, owner, ann) {
  await ann.goto(`${server.url}/console/review`);
  await ann.getByRole("alert").waitFor();
  t.check("without training the denial says so", /train/.test(await ann.getByRole("alert").innerText()));
  await owner.goto(`${server.url}/console/leads/reviewers`);
  await owner.getByText("Nobody was trained yet").waitFor();
  for (const person of ["ann", "ben"]) {
    await owner.getByLabel("Person, as the keys say").fill(person);
    await owner.getByLabel("Last day").fill(`${new Date().getFullYear()}-12-31`);
    await owner.getByRole("button", { name: "Enter it" }).click();
    await owner.getByRole("cell", { name: person, exact: true }).waitFor();
  }

  await t.look(owner, "reviewers");
  await ann.reload();
  await ann.getByText("Nothing waits for you.").waitFor();
  await t.look(ann, "review-empty", { hasScreen: false });
  const denied = await Server.call(owner, "Beholden.NextReview");
  t.check("the owner's key may not review", denied.status === 400);
}

/** Nothing on the page, nor behind it, tells whose it is, how alike, when, or what others said. */
async function blind(t, server, officer, ann) {
  const leads = (await Server.call(officer, "Beholden.ListLeads")).body.Leads;
  t.check("the search made a lead", leads.length === 1 && leads[0].State === "open");
  const coming = ann.waitForResponse(
    (answer) => answer.request().headers()["x-amz-target"] === "Beholden.NextReview",
  );
  await ann.getByRole("button", { name: "Look again" }).click();
  await ann.getByText("The face searched for").first().waitFor();
  const answer = await (await coming).json();
  t.check(
    "the page is given pictures and ids of this review alone",
    Object.keys(answer).sort().join() === "Candidates,Probe,ReviewId" &&
      answer.Candidates.every((one) => /^CandidateId(,Picture)?$/.test(Object.keys(one).sort().join())),
  );
  const told = `${await ann.locator("main").innerText()} ${JSON.stringify(answer)}`;
  const secrets = [leads[0].LeadId, leads[0].RequestedBy, name, collection, "investigation"];
  t.check("it tells neither lead, nor key, nor name", !secrets.some((secret) => told.includes(secret)));
  t.check("it tells no number of likeness", !/\d\s*%|[Ss]imilar/.test(told.replaceAll(answer.Probe, "")));
}

/** All pictures under one glass, by keys, wheel and buttons. @returns The candidate's picture. */
async function looked(t, ann) {
  const focused = () => ann.evaluate(() => document.activeElement.value);
  t.check("'none of these' has the focus", (await focused()) === "none");
  t.check("it stands first", (await ann.locator(".candidate").first().innerText()).includes("none of these"));
  await t.look(ann, "review");
  const states = () =>
    ann.locator(".looked img").evaluateAll((all) => [...new Set(all.map((one) => one.style.transform))]);
  const before = await states();
  await ann.keyboard.press("+");
  await ann.keyboard.press("+");
  await ann.keyboard.press("Shift+ArrowRight");
  const after = await states();
  t.check("keys move the glass over all pictures", after.length === 1 && after[0] !== before[0]);
  t.check("and choose nothing", (await focused()) === "none");
  await ann.locator(".compare-probe .looked").hover();
  await ann.mouse.wheel(0, -200);
  const wheeled = await states();
  t.check("the wheel over one does too", wheeled.length === 1 && wheeled[0] !== after[0]);
  await ann.mouse.down();
  await ann.mouse.move(300, 400);
  await ann.mouse.up();
  const dragged = await states();
  t.check("and dragging", dragged.length === 1 && dragged[0] !== wheeled[0]);
  await ann.getByRole("button", { name: "Whole faces" }).click();
  t.check("whole faces again", (await states())[0] === before[0]);
  return ann.locator(".candidate img").first().getAttribute("src");
}

/** Two judge alone; only then, and only to the key that asked, it is told. */
async function judged(t, server, { owner, officer, ann, ben }, own) {
  const pick = (sources) => sources.indexOf(own) + 1;
  t.check("the first judges by keys alone", (await judgeAll(ann, server, pick)) === 1);
  await officer.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Leads" }).click();
  await officer.getByText("open: people are asked").waitFor();
  t.check(
    "after one verdict nobody is told",
    (await officer.getByRole("button", { name: "Tell who it is" }).count()) === 0,
  );
  t.check("the second too", (await judgeAll(ben, server, pick)) === 1);
  await officer.getByRole("button", { name: "Look again" }).click();
  await officer.getByRole("button", { name: "Tell who it is" }).click();
  await officer.getByRole("heading", { name: "A lead, not an identification" }).waitFor();
  t.check("the name is told", await officer.getByText(name, { exact: true }).isVisible());
  await t.look(officer, "leads");
  await owner.goto(`${server.url}/console/leads`);
  await owner.getByText("confirmed by two people").waitFor();
  t.check(
    "those who govern see the lead and not who it is",
    (await owner.getByRole("button", { name: "Tell who it is" }).count()) === 0 &&
      !(await owner.locator("main").innerText()).includes(name),
  );
  t.check(
    "reviewers and those who enrol see no leads",
    (await ben.getByRole("link", { name: "Leads" }).count()) === 0,
  );
}

/** Among faces of others: who is there is found, and two who disagree close nothing alone. */
async function among(t, server, { keeper, officer, ann, ben }, { own, at }) {
  const people = new Map(t.photos.map(({ person, path }) => [person, path]));
  if (people.size === 0) {
    t.skip("Faces of others are not at hand, so no list of candidates is filled up with them.");
    return;
  }

  for (const [person, path] of [...people].slice(0, othersMax)) {
    await enrol(keeper, person, path);
  }

  await search(officer, t.portrait, at);
  await ann.goto(`${server.url}/console/review`);
  await ann.getByText("The face searched for").first().waitFor();
  const chosen = () => ann.evaluate(() => document.activeElement.closest("label").innerText.trim());
  t.check("candidates are filled up to four", (await ann.locator(".candidate img").count()) === 4);
  await ann.keyboard.press("3");
  t.check("a number chooses", (await chosen()) === "Candidate 3");
  await ann.keyboard.press("ArrowDown");
  t.check("an arrow goes on", (await chosen()) === "Candidate 4");
  await ann.keyboard.press("Enter");
  await ann.keyboard.press("Escape");
  t.check("one can go back", (await chosen()) === "Candidate 4");
  await ann.keyboard.press("0");
  t.check("0 is none of these", (await chosen()).endsWith("none of these"));
  await t.look(ann, "review-four", { hasScreen: false });
  await judgeAll(ann, server, (sources) => sources.indexOf(own) + 1);
  await judgeAll(ben, server, () => 0);
  await officer.getByRole("button", { name: "Look again" }).click();
  await officer.getByText("open: people are asked").waitFor();
  t.check("one yes and one no confirm nobody", true);
}
