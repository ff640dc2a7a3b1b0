// `npm run bench`: measures deadpeer against its peers and against its own targets, and says which are met.
//
//   npm run bench [-- [--json FILE] [--compare OLD] [--cases N] [PART...]]
//
// PART: servers, fin, run, observing, wire, relay, report, experiment, suite, inspect, results, judging, moments (default:
// all).
// OLD: what --json has written before: prints of each figure its median, minimum and maximum then and now, and CHANGED where
// each median lies outside of the other's range.
// N: of the suite (default 1,000; they take minutes), and of each moment (default 5; 20 of `answered`).
//
// Exits with 0 also when a target is missed, with 2 when something could not be run.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, type } from "node:os";
import { parseArgs } from "node:util";
import { type SavedBench, compareBenches } from "./compare.ts";
import { compareEchoServers } from "./echo-speed.ts";
import { compareFinToFin } from "./fin-to-fin.ts";
import { measureInspect } from "./inspect.ts";
import { measureJudging } from "./judging.ts";
import { measureMoments } from "./moments.ts";
import { measureObserving } from "./observing.ts";
import { type Part, showPart } from "./part.ts";
import { compileCPrograms } from "./paths.ts";
import { compareRelay } from "./relay.ts";
import { measureReport } from "./report.ts";
import { measureResults } from "./results.ts";
import { measureSuite } from "./suite.ts";
import { compareWire } from "./wire.ts";
import { measureWholeExperiments } from "./whole-experiment.ts";
import { timeWholeRuns } from "./whole-run.ts";

const parts: Readonly<Record<string, (cases?: number) => Promise<Part>>> = {
  servers: compareEchoServers,
  fin: compareFinToFin,
  run: timeWholeRuns,
  observing: measureObserving,
  wire: compareWire,
  relay: compareRelay,
  report: measureReport,
  experiment: measureWholeExperiments,
  suite: measureSuite,
  inspect: measureInspect,
  results: measureResults,
  judging: measureJudging,
  moments: measureMoments,
};

function machine(): Record<"kernel" | "cpu" | "node", string> {
  const processors = cpus();
  const model = (processors[0]?.model ?? "unknown").replaceAll(/\s+/g, " ").trim();
  const [version = release()] = /^[\d.]*\d/.exec(release()) ?? []; // without the suffix of whoever built it
  return { kernel: `${type()} ${version}`, cpu: `${processors.length} x ${model}`, node: process.version };
}

function readBench(file: string): SavedBench {
  return JSON.parse(readFileSync(file, "utf8")) as SavedBench;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, compare: { type: "string" }, cases: { type: "string" } },
    allowPositionals: true,
  });
  const old = values.compare === undefined ? undefined : readBench(values.compare);
  const names = positionals.length > 0 ? positionals : Object.keys(parts);
  const here = machine();
  process.stdout.write(`Kernel ${here.kernel}\nCPU    ${here.cpu}\nNode   ${here.node}\n\n`);
  await compileCPrograms();
  const done: Part[] = [];
  for (const name of names) {
    const measure = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (measure === undefined) throw new Error(`no part ${name}: ${Object.keys(parts).join(", ")}`);
    const part = await measure(values.cases === undefined ? undefined : Number(values.cases));
    done.push(part);
    process.stdout.write(`${showPart(part)}\n`);
  }
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ ...here, parts: done }, null, 2)}\n`);
  if (old) process.stdout.write(`${compareBenches(old, { ...here, parts: done }).join("\n")}\n`);
  return done.some(({ failures }) => failures.length > 0) ? 2 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
