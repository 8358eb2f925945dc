// node judge.mjs FILE MEMBER '>='|'<=' LIMIT: exit 0 when the figure in the JSON object keeps the limit.
// MEMBER may be a path with dots; an object in a list goes by its id, group or name.
import { readFileSync } from "node:fs";

const [file, member, comparison, limitText] = process.argv.slice(2);
const step = (at, key) => Array.isArray(at)
  ? at.find((item) => [item.id, item.group, item.name].includes(key))
  : at?.[key];
const figure = member.split(".").reduce(step, JSON.parse(readFileSync(file, "utf8")));
const limit = Number(limitText);
if (typeof figure !== "number" || Number.isNaN(figure)) {
  console.log(`${member} is not a number in ${file}.`);
  process.exit(1);
}

const holds = comparison === ">=" ? figure >= limit : figure <= limit;
console.log(`${member} = ${figure}, ${comparison} ${limitText}: ${holds ? "holds" : "does not hold"}`);
process.exit(holds ? 0 : 1);
