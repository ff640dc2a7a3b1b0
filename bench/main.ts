// `npm run bench`: measures deadpeer against its peers and against its own targets, and says which are met.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type SavedBench, compareBenches } from "./compare.ts";
import { echoServers } from "./echo-speed.ts";
import { type Effort, effortOf } from "./effort.ts";
import { finToFin } from "./fin-to-fin.ts";
import { inspect } from "./inspect.ts";
import { judging } from "./judging.ts";
import { lab } from "./lab.ts";
import { describeMachine, showMachine } from "./machine.ts";
import { moments } from "./moments.ts";
import { observing } from "./observing.ts";
import { type Part, type Result, measurePart, showResult } from "./part.ts";
import { compileCPrograms } from "./paths.ts";
import { relay } from "./relay.ts";
import { report } from "./report.ts";
import { results } from "./results.ts";
import { suite } from "./suite.ts";
import { wholeExperiment } from "./whole-experiment.ts";
import { wholeRuns } from "./whole-run.ts";
import { wire } from "./wire.ts";

const parts: Readonly<Record<string, Part>> = {
  servers: echoServers,
  fin: finToFin,
  run: wholeRuns,
  observing,
  wire,
  relay,
  report,
  experiment: wholeExperiment,
  suite,
  inspect,
  results,
  judging,
  moments,
  lab,
};

const USAGE = `Usage: npm run bench [-- [--short | --long] [--cases N] [--json FILE] [--compare OLD] [PART...]]

PART (default: all)  ${Object.keys(parts).join(", ")}
  --short            few rounds, all parts together in a minute and a half (CI)
  --long             more rounds where a part has them, a suite of 1,000 cases,
                     each moment 50 times
  --cases N          of the suite, and of each moment (\`answered\`: 4 times as
                     many, if N is not 1)
  --json FILE        writes every single measurement
  --compare OLD      a file of --json: of each figure median, minimum and maximum
                     then and now, and CHANGED where each median lies outside of
                     the other's range

Exit code 0 also when a target is missed, 2 when something could not be run.
`;

interface Chosen {
  readonly effort: Effort;
  readonly parts: readonly Part[];
  readonly json: string | undefined;
  readonly old: SavedBench | undefined;
}

/** Undefined where only the help is asked for. */
function choose(): Chosen | undefined {
  const { values, positionals } = parseArgs({
    options: {
      short: { type: "boolean" },
      long: { type: "boolean" },
      cases: { type: "string" },
      json: { type: "string" },
      compare: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
  });
  if (values.help === true) return undefined;
  return {
    effort: effortOf(values),
    parts: positionals.length > 0 ? positionals.map(partCalled) : Object.values(parts),
    json: values.json,
    old: values.compare === undefined ? undefined : readBench(values.compare),
  };
}

function partCalled(name: string): Part {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) throw new Error(`no part ${name}: ${Object.keys(parts).join(", ")}`);
  return part;
}

function readBench(file: string): SavedBench {
  return JSON.parse(readFileSync(file, "utf8")) as SavedBench;
}

async function main(): Promise<number> {
  const asked = choose();
  if (asked === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { effort, parts: chosen, json, old } = asked;
  const programs = new Set(chosen.flatMap(({ needs, peers }) => [...needs, ...peers]));
  const machine = describeMachine([...programs]);
  process.stdout.write(`${showMachine(machine)}Form      ${effort.form}\n\n`);
  if (programs.has("cc")) await compileCPrograms();
  const done: Result[] = [];
  for (const part of chosen) {
    const result = await measurePart(part, effort);
    done.push(result);
    process.stdout.write(`${showResult(result, effort.form)}\n`);
  }
  const bench = { ...machine, ...effort, parts: done };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(bench, null, 2)}\n`);
  if (old) process.stdout.write(`${compareBenches(old, bench).join("\n")}\n`);
  return done.some(({ failures }) => failures.length > 0) ? 2 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\nSee npm run bench -- --help.\n`);
  process.exitCode = 2;
}
