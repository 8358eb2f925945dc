// Tells the stories one after the other and counts what held.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Told } from "./told.mjs";

const [beholden, root, work, ...words] = process.argv.slice(2);
const isWriting = words.includes("--write"),
  isSlow = words.includes("--slow");
const wanted = words.filter((word) => !word.startsWith("--"));
const here = import.meta.dirname;
const names = readdirSync(join(here, "stories"))
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length < wanted.length) {
  console.error(`There is no such story; there are: ${readdirSync(join(here, "stories")).join(", ")}`);
  process.exit(2);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  const { story, title } = await import(join(here, "stories", `${name}.mjs`));
  console.log(`== ${title}`);
  const t = new Told({ beholden, root, work: join(work, name), isWriting, isSlow, counts });
  const begun = Date.now();
  try {
    await story(t);
  } catch (failure) {
    await t.broke(failure);
  }

  await t.end();
  console.log(`   ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
