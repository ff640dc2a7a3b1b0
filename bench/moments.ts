// Part thirteen: how often each moment is hit, and proven, while both processors are kept busy by something else: each moment
// once by each mechanism that holds it (docs/faults.md).

import { type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { execPath } from "node:process";
import type { RunDocument } from "../src/timeline/record.ts";
import { type Part, target } from "./part.ts";
import { cli } from "./paths.ts";
import { run, start, stop, temporaryDirectory } from "./programs.ts";

/** By the moment `answered` and by the others: an answer that was done and not seen is the one that is asked about most. */
const TIMES = { answered: 20, other: 5 };
/** For `--cases`: so many times as often for `answered`. */
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

interface Measured {
  readonly fault: string;
  readonly times: number;
  readonly proven: number;
}

/** @param cases how often each, and four times as often for `answered` */
export async function measureMoments(cases?: number): Promise<Part> {
  const failures: string[] = [];
  const measured: Measured[] = [];
  const busy: readonly ChildProcess[] = Array.from({ length: availableParallelism() }, () =>
    start(["sh", "-c", "while :; do :; done"]),
  );
  for (const fault of FAULTS) {
    try {
      measured.push(await prove(fault, timesOf(fault, cases)));
    } catch (error) {
      failures.push(`${fault}: ${(error as Error).message}`);
    }
  }
  await Promise.all(busy.map(stop));
  return {
    title: "13  Moments, with both processors busy",
    lines: measured.map(({ fault, times, proven }) => `${fault.padEnd(20)} proven ${proven} of ${times}`),
    targets: [describe(measured)],
    failures,
    measurements: measured,
  };
}

function timesOf(fault: string, cases: number | undefined): number {
  if (!fault.endsWith("@answered")) return cases ?? TIMES.other;
  return cases === undefined ? TIMES.answered : cases * ANSWERED_SHARE;
}

async function prove(fault: string, times: number): Promise<Measured> {
  const directory = temporaryDirectory();
  const file = join(directory, "runs.json");
  const what = ["--say", "hello", "--expect", "hello", "--control", "none", "--watch-ms", "50"];
  const kept = ["--expect-verdict", "none", "--out", join(directory, "report"), "--json", file];
  // Exit code 3: not each was proven. What was saved says how many.
  const all = [execPath, cli, "run", "--fault", fault, ...what, ...kept, "--times", String(times)] as const;
  await run(all, times * LIMIT_MS).catch(() => "");
  const { repeats = [] } = JSON.parse(readFileSync(file, "utf8")) as RunDocument;
  return { fault, times, proven: repeats[0]?.proven ?? 0 };
}

function describe(measured: readonly Measured[]): ReturnType<typeof target> {
  const times = measured.reduce((sum, each) => sum + each.times, 0);
  const proven = measured.reduce((sum, each) => sum + each.proven, 0);
  return target("moments proven", "all", `${proven} of ${times}`, proven === times);
}
