// Part nine: a suite of small clients, each with its control: the time a case takes, the runner's memory, and whether
// several at a time get the verdicts that they get one by one.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { CaseResult } from "../src/suite/results.ts";
import { type Effort, casesOf } from "./effort.ts";
import { readPeakMb } from "./memory.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cProgram, cli } from "./paths.ts";
import { FINISHED, start, temporaryDirectory } from "./programs.ts";

const CASES = { short: 30, usual: 200, long: 1000 };
/** For a thousand. */
const LIMIT_S = 300;
const ONE_BY_ONE = { short: 6, usual: 40, long: 40 };
const LISTED = 10_000;

interface Timed {
  readonly seconds: number;
  /** The runner's peak, in MB. */
  readonly peakMb: number;
}

export const suite: Part = { title: "9  A suite", needs: ["cc"], peers: [], measure: measureSuite };

async function measureSuite(effort: Effort): Promise<Measured> {
  const cases = casesOf(effort, CASES);
  const oneByOne = Math.min(cases, ONE_BY_ONE[effort.form]);
  const directory = temporaryDirectory();
  const listed = await timed(configure(directory, LISTED), ["--list"]);
  const many = await timed(configure(directory, cases), ["--reporter", "dots"]);
  const atOnce = outcomes(directory);
  const few = await timed(configure(directory, oneByOne), ["--reporter", "dots", "--workers", "1"]);
  const measurements = { cases, listed, many, few, atOnce, oneByOne: outcomes(directory) };
  return { ...describe(measurements), failures: [], measurements };
}

/** A C client that waits on both its sources, on a terminal, against the C server. */
function configure(directory: string, clients: number): string {
  const command = `exec ${cProgram("select-client")} $HOST $PORT`;
  const config = {
    servers: { c: `exec ${cProgram("echo-fork")} $PORT` },
    clients: Object.fromEntries(Array.from({ length: clients }, (_, i) => [`client-${i}`, { command }])),
    faults: ["kill"],
    watchMs: 50,
  };
  writeFileSync(join(directory, "deadpeer.config.json"), JSON.stringify(config));
  return directory;
}

async function timed(directory: string, args: readonly string[]): Promise<Timed> {
  const config = join(directory, "deadpeer.config.json");
  const startMs = performance.now();
  const child = start([execPath, cli, "test", "--config", config, ...args]);
  child.stdout?.resume();
  let peakMb = 0;
  const looking = setInterval(() => {
    peakMb = Math.max(peakMb, readPeakMb(child.pid));
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearInterval(looking);
  if (code === null || !FINISHED.includes(code))
    throw new Error(`deadpeer test ${args.join(" ")} ended with exit code ${String(code)}`);
  return { seconds: (performance.now() - startMs) / 1000, peakMb };
}

/** What came of each case: `passed at-once exits`. */
function outcomes(directory: string): Outcomes {
  const [, ...lines] = readFileSync(join(directory, "deadpeer-results/results.jsonl"), "utf8")
    .trim()
    .split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const { id, outcome, run } = JSON.parse(line) as CaseResult;
      return [id, `${outcome} ${run?.noticed} ${run?.reaction}`];
    }),
  );
}

/** By the case's id. */
type Outcomes = Readonly<Record<string, string>>;

/** What is not known of a case, or was only known once it was run again alone. */
function countUnsure(all: Outcomes): number {
  return Object.values(all).filter((words) => /^(inconclusive|contended)/.test(words)).length;
}

/** Cases that came out differently beside others. */
function countDifferent(atOnce: Outcomes, oneByOne: Outcomes): number {
  return Object.entries(oneByOne).filter(([id, words]) => atOnce[id] !== words).length;
}

interface Suites extends Readonly<Record<"listed" | "many" | "few", Timed>> {
  readonly cases: number;
  readonly atOnce: Outcomes;
  readonly oneByOne: Outcomes;
}

function describe({
  cases,
  listed,
  many,
  few,
  atOnce,
  oneByOne,
}: Suites): Pick<Measured, "lines" | "figures" | "targets"> {
  const limitS = (LIMIT_S * cases) / 1000;
  const alone = Object.keys(oneByOne).length;
  const different = countDifferent(atOnce, oneByOne);
  return {
    lines: [
      `${cases} cases of a C client, each with its control, 50 ms watched: ${many.seconds.toFixed(1)} s`,
      `${alone} of them one by one: ${few.seconds.toFixed(1)} s`,
    ],
    figures: {
      "a case, s": [many.seconds / cases],
      "a case one by one, s": [few.seconds / alone],
      "the runner's peak, MB": [many.peakMb],
      [`--list of ${LISTED} cases, s`]: [listed.seconds],
    },
    targets: [
      target(
        `${cases} cases, with their controls`,
        `under ${limitS} s`,
        `${many.seconds.toFixed(1)} s`,
        many.seconds < limitS,
      ),
      target("inconclusive or contended", "0", String(countUnsure(atOnce)), countUnsure(atOnce) === 0),
      target("the runner's peak", "under 300 MB", `${many.peakMb.toFixed(0)} MB`, many.peakMb < 300),
      target("other verdicts than one by one", "0", `${different} of ${alone}`, different === 0),
      target(`--list of ${LISTED} cases`, "under 1 s", `${listed.seconds.toFixed(2)} s`, listed.seconds < 1),
    ],
  };
}
