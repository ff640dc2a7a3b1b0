// `npm run oracle [-- CLIENT[/PLACE][/DEATH]...]`: what real clients do when their server dies, by strace, tcpdump and ss
// alone, beside the verdict of deadpeer on the same. A JSON line a run, and tables at the end; --help has the rest.

import { appendFileSync } from "node:fs";
import { clients } from "./clients.ts";
import { type Comparison, compare, differences, find } from "./compare.ts";
import { evidence } from "./conclude.ts";
import { removePrepared } from "./prepared.ts";
import { HELP, type Wanted, readArguments, runsOf } from "./options.ts";
import type { Client, Death, Place } from "./recipe.ts";
import { type Repeated, isSteady, repeat, tableOf } from "./repeat.ts";
import { missingPrograms } from "./installed.ts";
import { count, summary } from "./summary.ts";
import { table } from "./table.ts";

const out = process.env["ORACLE_OUT"];
const wanted = readArguments(process.argv.slice(2), clients);
const done: Comparison[] = [];
const repeated: Repeated[] = [];
let failures = 0;
if (wanted === "help") console.log(HELP);
else if ("unknown" in wanted) {
  console.error(`There is no ${wanted.unknown.join(", no ")}. --help says what there is.`);
  process.exitCode = 2;
} else await runWanted(wanted);

async function runWanted(all: Wanted): Promise<void> {
  try {
    for (const client of clients) await runAll(client, all);
  } finally {
    removePrepared();
  }
  const isRepeated = all.options.has("--repeat");
  const text = isRepeated ? tableOf(repeated) : `${table(done)}\n\n${summary(done)}\n\n${count(done)}`;
  console.log(`${text}, ${failures} could not be made.`);
  const isEqual = isRepeated
    ? repeated.length > 0 && repeated.every(isSteady)
    : done.length > 0 && done.every((compared) => differences(compared).length === 0);
  process.exitCode = isEqual && failures === 0 ? 0 : 1;
}

async function runAll(client: Client, { isWanted, options }: Wanted): Promise<void> {
  const pairs = runsOf(client).filter(({ on, death }) => isWanted(client, on, death));
  if (pairs.length === 0) return;
  const missing = missingPrograms(client);
  if (missing.length > 0) {
    const text = `${client.name} is left out: ${missing.join(", ")} not installed.`;
    if (process.env["CI"]) throw new Error(text);
    console.log(text);
    return;
  }
  for (const { on, death } of pairs) await runOne(client, on, death, options);
}

async function runOne(client: Client, on: Place, death: Death, options: Wanted["options"]): Promise<void> {
  try {
    if (options.has("--repeat")) return await repeatOne(client, on, death);
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

async function repeatOne(client: Client, on: Place, death: Death): Promise<void> {
  const all = await repeat(client, on, death);
  repeated.push(all);
  report(JSON.stringify(all));
}

function report(line: string): void {
  console.log(line);
  if (out !== undefined) appendFileSync(out, `${line}\n`);
}
