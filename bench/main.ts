// `npm run bench`: measures deadpeer against its peers and against its own targets, and says which are met.
//
//   npm run bench [-- [--json FILE] [--cases N] [PART...]]
//
// PART: servers, fin, run, observing, wire, relay, report, experiment, suite, inspect, results (default: all).
// N: of the suite (default 1,000; they take minutes).
//
// Exits with 0 also when a target is missed, with 2 when something could not be run.

import { writeFileSync } from "node:fs";
import { cpus, release, type } from "node:os";
import { parseArgs } from "node:util";
import { compareEchoServers } from "./echo-speed.ts";
import { compareFinToFin } from "./fin-to-fin.ts";
import { measureInspect } from "./inspect.ts";
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
};

function machine(): Record<"kernel" | "cpu" | "node", string> {
  const processors = cpus();
  const model = (processors[0]?.model ?? "unknown").replaceAll(/\s+/g, " ").trim();
  const [version = release()] = /^[\d.]*\d/.exec(release()) ?? []; // without the suffix of whoever built it
  return { kernel: `${type()} ${version}`, cpu: `${processors.length} x ${model}`, node: process.version };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, cases: { type: "string" } },
    allowPositionals: true,
  });
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
  return done.some(({ failures }) => failures.length > 0) ? 2 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
