// Part three: how long whole runs take, from their start to their end: one of section 5.12, and all sections.

import { execPath } from "node:process";
import { median } from "./numbers.ts";
import type { Part } from "./part.ts";
import { cli } from "./paths.ts";
import { run, temporaryDirectory } from "./programs.ts";

interface Whole {
  readonly what: string;
  readonly args: readonly string[];
  readonly runs: number;
  readonly limitS: number;
}

const wholes: readonly Whole[] = [
  { what: "run 5.12 --wait-on both", args: ["run", "5.12", "--wait-on", "both"], runs: 10, limitS: 1 },
  { what: "run all", args: ["run", "all"], runs: 5, limitS: 15 },
];

export async function timeWholeRuns(): Promise<Part> {
  const directory = temporaryDirectory();
  const failures: string[] = [];
  const measured: { whole: Whole; seconds: number[] }[] = [];
  for (const whole of wholes) {
    const seconds: number[] = [];
    for (let i = 0; i < whole.runs && failures.length === 0; i += 1) {
      const before = performance.now();
      try {
        await run([execPath, cli, ...whole.args, "--out", directory]);
        seconds.push((performance.now() - before) / 1000);
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    measured.push({ whole, seconds });
  }
  return {
    title: "3  Whole runs",
    lines: measured.map(
      ({ whole, seconds }) =>
        `median of ${whole.runs}, \`deadpeer ${whole.what}\`: ${median(seconds).toFixed(2)} s ` +
        `(slowest: ${Math.max(...seconds).toFixed(2)} s)`,
    ),
    targets: measured.map(({ whole, seconds }) => ({
      what: whole.what,
      wanted: `under ${whole.limitS} s`,
      measured: `${median(seconds).toFixed(2)} s`,
      isMet: median(seconds) < whole.limitS,
    })),
    failures,
    measurements: Object.fromEntries(measured.map(({ whole, seconds }) => [whole.what, seconds])),
  };
}
