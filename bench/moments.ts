// Part thirteen: how often each moment is hit, and proven, while both processors are kept busy by something else: each
// moment once by each mechanism that holds it (docs/faults.md).

import { type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { execPath } from "node:process";
import type { RunDocument } from "../src/timeline/record.ts";
import { type Effort, casesOf } from "./effort.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cli } from "./paths.ts";
import { FINISHED, run, start, stop, temporaryDirectory } from "./programs.ts";

/** How often each. */
const TIMES = { short: 1, usual: 1, long: 50 };
/**
 * Where they are repeated, so many times as often: an answer that was done and not seen is the one that is asked about most.
 */
const ANSWERED_SHARE = 4;
/** For one run, its start and its page. */
const LIMIT_MS = 20_000;

const FAULTS: readonly string[] = [
  "kill@answered",
  "reset@answered",
  "host-crash@answered",
  "kill@idle",
  "kill-unread",
  "kill@accepted",
  "kill@mid-request:3",
  "kill@mid-reply:3",
  "reset@mid-reply:3",
  "close@mid-reply:0",
  "kill@request:/ell/",
  "kill@reply:/ell/",
  "reset@reply:/ell/",
  "kill@printed:/ello/",
  "kill@crossing",
];

/** With both processors busy each run takes seconds. */
const SHORT_FAULTS: readonly string[] = ["kill@answered", "kill@mid-reply:3"];

interface Proven {
  readonly fault: string;
  readonly times: number;
  readonly proven: number;
}

export const moments: Part = {
  title: "13  Moments, with both processors busy",
  needs: [],
  peers: [],
  measure: measureMoments,
};

async function measureMoments(effort: Effort): Promise<Measured> {
  const failures: string[] = [];
  const measured: Proven[] = [];
  const busy: readonly ChildProcess[] = Array.from({ length: availableParallelism() }, () =>
    start(["sh", "-c", "while :; do :; done"]),
  );
  for (const fault of effort.form === "short" ? SHORT_FAULTS : FAULTS) {
    try {
      measured.push(await prove(fault, timesOf(fault, effort)));
    } catch (error) {
      failures.push(`${fault}: ${(error as Error).message}`);
    }
  }
  await Promise.all(busy.map(stop));
  return {
    lines: measured.map(({ fault, times, proven }) => `${fault.padEnd(20)} proven ${proven} of ${times}`),
    figures: {},
    targets: [describe(measured)],
    failures,
    measurements: measured,
  };
}

function timesOf(fault: string, effort: Effort): number {
  const times = casesOf(effort, TIMES);
  return times > 1 && fault.endsWith("@answered") ? times * ANSWERED_SHARE : times;
}

async function prove(fault: string, times: number): Promise<Proven> {
  const directory = temporaryDirectory();
  const file = join(directory, "runs.json");
  const what = ["--say", "hello", "--expect", "hello", "--control", "none", "--watch-ms", "50"];
  const kept = ["--expect-verdict", "none", "--out", join(directory, "report"), "--json", file];
  // Whether each was proven is what it saves, not its exit code.
  const all = [execPath, cli, "run", "--fault", fault, ...what, ...kept, "--times", String(times)] as const;
  await run(all, { limitMs: times * LIMIT_MS, okCodes: FINISHED });
  const { runs, repeats } = JSON.parse(readFileSync(file, "utf8")) as RunDocument;
  const isProven = runs[0] !== undefined && runs[0].verdict.grade !== "inconclusive";
  return { fault, times, proven: repeats?.[0]?.proven ?? Number(isProven) };
}

function describe(measured: readonly Proven[]): ReturnType<typeof target> {
  const times = measured.reduce((sum, each) => sum + each.times, 0);
  const proven = measured.reduce((sum, each) => sum + each.proven, 0);
  return target("moments proven", "all", `${proven} of ${times}`, proven === times);
}
