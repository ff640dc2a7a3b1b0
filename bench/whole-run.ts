// Part three: how long a whole `deadpeer run 5.12 --wait-on both` takes, from its start to its end.

import { execPath } from "node:process";
import { median } from "./numbers.ts";
import type { Part } from "./part.ts";
import { cli } from "./paths.ts";
import { run, temporaryDirectory } from "./programs.ts";

const RUNS = 10;
const LIMIT_S = 1;

export async function timeWholeRuns(): Promise<Part> {
  const directory = temporaryDirectory();
  const seconds: number[] = [];
  const failures: string[] = [];
  for (let i = 0; i < RUNS && failures.length === 0; i += 1) {
    const before = performance.now();
    try {
      await run([execPath, cli, "run", "5.12", "--wait-on", "both", "--out", directory]);
      seconds.push((performance.now() - before) / 1000);
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  const measured = median(seconds);
  return {
    title: "3  A whole run",
    lines: [
      `median of ${RUNS} runs of \`deadpeer run 5.12 --wait-on both\`: ${measured.toFixed(2)} s`,
      `(slowest: ${Math.max(...seconds).toFixed(2)} s)`,
    ],
    targets: [
      {
        what: "whole run",
        wanted: `under ${LIMIT_S} s`,
        measured: `${measured.toFixed(2)} s`,
        isMet: measured < LIMIT_S,
      },
    ],
    failures,
    measurements: { seconds },
  };
}
