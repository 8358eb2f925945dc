import { collection, enrol, found, trialProfile } from "../safety.mjs";
import { Server } from "../server.mjs";

export const title = "Purposes and policy: a form for a change, rules of the site, history, consents, cases";

const markup = "<img src=x onerror=alert(1)>";

export async function story(t) {
  const server = await t.server({ profile: trialProfile(t, 60) });
  t.expectError(/400 \(Bad Request\)/);
  const owner = await t.signedIn(server);
  const signed = async (who, purpose) => t.signedIn(server, (await server.key(who, purpose)).file);
  const keeper = await signed("keeper", "enrolment");
  const officer = await signed("officer", "investigation");
  await found(keeper);
  await enrol(keeper, "eileen", t.portrait);
  await formed(t, server, owner);
  await forbidden(t, owner, officer);
  await told(t, owner);
  await answered(t, server, owner);
  await decided(t, server, owner);
}

/** The form changes the text; tighter holds at once, and looser waits. */
async function formed(t, server, owner) {
  await owner.goto(`${server.url}/console/policy/change`);
  const text = owner.getByLabel("The profile, as it shall be");
  await owner.getByLabel("Purpose to change").selectOption("investigation");
  await owner.getByRole("checkbox", { name: "compare" }).uncheck();
  const kept = await text.inputValue();
  t.check("the form writes the text", !JSON.parse(kept).purposes[0].acts.includes("compare"));
  await text.fill("{");
  await owner.getByText("The form is there once the text").waitFor();
  await text.fill(kept);
  await change(owner, `not needed ${markup}`);
  await owner.getByText("It is nowhere looser, so it holds: version 2.").waitFor();
  await t.look(owner, "policy-form", { hasScreen: false });
  await owner.getByLabel("One false candidate in so many searches, or no floor").fill("2");
  await change(owner, "more leads");
  await owner.getByText("It is looser, so it waits").waitFor();
  t.check("a lower floor is only proposed", (await server.told("policy", "show")).Version === 2);
  await owner.getByRole("button", { name: "Withdraw" }).click();
  await owner.getByRole("button", { name: "Yes: withdraw" }).click();
  await owner.getByText("There is none.").waitFor();
}

async function change(owner, reason) {
  await owner.getByLabel("Reason, which everybody may read").fill(reason);
  await owner.getByRole("button", { name: "Change or propose" }).click();
}

/** A rule of the site's own, checked by the official engine. */
async function forbidden(t, owner, officer) {
  const rules = owner.getByLabel("Rules", { exact: true });
  await rules.fill("permit (principal, action, resource);");
  await owner.getByLabel("Why it is forbidden, which everybody may read").fill("drill");
  await owner.getByRole("button", { name: "Forbid it" }).click();
  await owner.getByRole("alert").waitFor();
  t.check("a rule that permits is refused", (await owner.getByText("It holds: version").count()) === 0);
  await rules.fill('@id("no-users")\nforbid (principal, action == Action::"SearchUsers", resource);');
  await owner.getByRole("button", { name: "Forbid it" }).click();
  await owner.getByText("It holds: version 3.").waitFor();
  const asked = { CollectionId: collection, UserId: "somebody", UserMatchThreshold: 99.9 };
  const { body } = await Server.call(officer, "SearchUsers", asked);
  t.check("a rule that forbids denies at once, by its name", body.Message.includes("'no-users'"));
}

async function told(t, owner) {
  await owner.getByRole("link", { name: "History" }).click();
  await owner.getByText("Version 3", { exact: true }).waitFor();
  t.check(
    "each version has its reason, as text",
    await owner.getByRole("cell", { name: `not needed ${markup}` }).isVisible(),
  );
  t.check("each proposal has its state", await owner.getByRole("cell", { name: "withdrawn" }).isVisible());
  await t.look(owner, "policy-history", { hasScreen: false });
}

/** Consents: kept, shown, withdrawn. */
async function answered(t, server, owner) {
  await owner.goto(`${server.url}/console/policy/consents`);
  t.check(
    "without a collection no answer is kept",
    await owner.getByRole("button", { name: "Keep the answer" }).isDisabled(),
  );
  await owner.getByLabel("Collection").fill(collection);
  const fields = {
    "Person, as the faces' ExternalImageId says": "eileen",
    "Who keeps the faces": markup,
    "What they are kept for": "a trial",
    "How it was answered": "signed form",
    "Until, or until withdrawn": "P1Y",
  };
  for (const [label, value] of Object.entries(fields)) {
    await owner.getByLabel(label).fill(value);
  }

  await owner.getByRole("button", { name: "Keep the answer" }).click();
  await owner.getByRole("cell", { name: "given" }).waitFor();
  const entry = owner.getByRole("link", { name: /^Entry \d+/ });
  t.check("a kept consent names its entry", await entry.isVisible());
  await t.look(owner, "policy-consents", { hasScreen: false });
  await owner.getByRole("button", { name: "Withdraw" }).click();
  await owner.getByRole("button", { name: "Yes: withdraw" }).click();
  await owner.getByRole("cell", { name: "withdrawn" }).waitFor();
  const { Consents: kept } = await server.told("consent", "list", "--collection", collection);
  t.check("and it is withdrawn", kept.length === 1 && kept[0].State === "withdrawn");
}

/** Cases: a key for one, authorised, and refused for good. */
async function decided(t, server, owner) {
  await owner.goto(`${server.url}/console/policy/keys`);
  await owner.getByLabel("Name").fill("desk");
  await owner.getByLabel("Person who holds it").fill("dora");
  await owner.getByLabel("Purpose").selectOption("investigation");
  await owner.getByLabel("Case, if any").fill("26-117");
  await owner.getByRole("button", { name: "Make the key" }).click();
  await owner.getByRole("cell", { name: "investigation, case 26-117" }).waitFor();

  await owner.getByRole("link", { name: "Cases" }).click();
  await owner.getByText("There is no case yet.").waitFor();
  const fields = {
    Case: "26-117",
    "Who decided, such as a court": "district court",
    "Where it can be looked up": "4 Gs 12/26",
    "Last day, in UTC": `${new Date().getFullYear() + 1}-06-30`,
    "Collections, or all": collection,
  };
  for (const [label, value] of Object.entries(fields)) {
    await owner.getByLabel(label, { exact: true }).fill(value);
  }

  await owner.getByRole("button", { name: "Enter the authorisation" }).click();
  await owner.getByText("The case 26-117 is authorised.").waitFor();
  await owner.getByText("authorised", { exact: true }).waitFor();
  await t.look(owner, "policy-cases", { hasScreen: false });
  await owner.getByRole("button", { name: "Enter a refusal" }).click();
  await owner.getByRole("button", { name: "Yes: enter a refusal" }).click();
  await owner.getByText("The case 26-117 is refused for good.").waitFor();
  const [{ State: state }] = (await server.told("cases", "list")).Cases;
  t.check("a refusal is for good", state === "refused");
}
