// `npm run oracle [-- CLIENT[/PLACE][/DEATH]...]`: what real clients do when their server dies, by strace, tcpdump and ss
// alone, beside the verdict of deadpeer on the same. A JSON line a run, and a table at the end. --alone leaves deadpeer out,
// --evidence prints the system calls and segments that a finding stands on; $ORACLE_OUT also gets the JSON lines.

import { appendFileSync } from "node:fs";
import { clients } from "./clients.ts";
import { type Comparison, compare, differences, find } from "./compare.ts";
import { evidence } from "./conclude.ts";
import { removePrepared } from "./prepared.ts";
import { type Client, type Death, type Place, deaths } from "./recipe.ts";
import { missingPrograms } from "./installed.ts";
import { table } from "./table.ts";

const options = new Set(process.argv.slice(2).filter((argument) => argument.startsWith("--")));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const out = process.env["ORACLE_OUT"];

const done: Comparison[] = [];
let failures = 0;
try {
  for (const client of clients) await runAll(client);
} finally {
  removePrepared();
}
console.log(table(done));
if (done.length === 0 && failures === 0) console.error("No client, place and death is of that name.");
const isEqual = done.length > 0 && done.every((compared) => differences(compared).length === 0);
process.exitCode = isEqual && failures === 0 ? 0 : 1;

async function runAll(client: Client): Promise<void> {
  const pairs = (client.on ?? (["pipes"] as const)).flatMap((on) =>
    (client.deaths ?? deaths).filter((death) => isWanted(client, on, death)).map((death) => ({ on, death })),
  );
  if (pairs.length === 0) return;
  const missing = missingPrograms(client);
  if (missing.length > 0) {
    const text = `${client.name} is left out: ${missing.join(", ")} not installed.`;
    if (process.env["CI"]) throw new Error(text);
    console.log(text);
    return;
  }
  for (const { on, death } of pairs) await runOne(client, on, death);
}

async function runOne(client: Client, on: Place, death: Death): Promise<void> {
  try {
    const compared = await (options.has("--alone") ? find : compare)(client, on, death);
    done.push(compared);
    const { seen, ...words } = compared;
    if (options.has("--evidence")) console.log(evidence(seen));
    report(JSON.stringify({ ...words, differences: differences(compared) }));
  } catch (error) {
    failures += 1;
    report(
      JSON.stringify({ client: client.name, on, death, failed: (error as Error).message.slice(0, 500) }),
    );
  }
}

function report(line: string): void {
  console.log(line);
  if (out !== undefined) appendFileSync(out, `${line}\n`);
}

function isWanted({ name }: Client, on: Place, death: Death): boolean {
  const names = new Set([name, `${name}/${on}`, `${name}/${death}`, `${name}/${on}/${death}`]);
  return wanted.length === 0 || wanted.some((each) => names.has(each));
}
