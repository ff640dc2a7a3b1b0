// Part three: how long whole runs take, from their start to their end, and the most memory that they take: one of section
// 5.12, both of its clients, all sections, and a case of two small C programs with its control.

import { execPath } from "node:process";
import { type Effort, roundsOf } from "./effort.ts";
import { median } from "./numbers.ts";
import { type Measured, type Part, target } from "./part.ts";
import { peaksOf } from "./memory.ts";
import { cProgram, cli, insideProgram } from "./paths.ts";
import { FINISHED, run, temporaryDirectory } from "./programs.ts";

interface Whole {
  readonly what: string;
  readonly args: readonly string[];
  /** Of the usual form. */
  readonly runs: number;
  /** It takes too long for the short form. */
  readonly isLong?: true;
  readonly limitS: number;
}

const wholes = (): readonly Whole[] => [
  { what: "run 5.12 --wait-on both", args: ["run", "5.12", "--wait-on", "both"], runs: 10, limitS: 0.35 },
  { what: "run", args: ["run"], runs: 5, limitS: 0.85 },
  { what: "run all", args: ["run", "all"], runs: 3, limitS: 7, isLong: true },
  // Its client is watched for 200 ms in all: 50 before the fault, twice 50 in the control, and 50 after it.
  { what: "a case of two C programs", args: cPrograms(), runs: 10, limitS: 0.25 + 0.2 },
];

function cPrograms(): readonly string[] {
  const server = `exec ${cProgram("echo-fork")} $PORT`;
  const client = `exec ${cProgram("select-client")} $HOST $PORT`;
  return ["run", "--server", server, "--client", client, "--fault", "kill", "--watch-ms", "50"];
}

interface Timed {
  readonly whole: Whole;
  readonly seconds: number[];
}

export const wholeRuns: Part = {
  title: "3  Whole runs",
  needs: ["cc"],
  peers: [],
  measure: timeWholeRuns,
};

async function timeWholeRuns(effort: Effort): Promise<Measured> {
  const directory = temporaryDirectory();
  const failures: string[] = [];
  const measured: Timed[] = [];
  for (const whole of wholes().filter(({ isLong }) => !isLong || effort.form !== "short")) {
    const seconds: number[] = [];
    for (let i = 0; i < roundsOf(effort, whole.runs) && failures.length === 0; i += 1) {
      const before = performance.now();
      try {
        await run([execPath, cli, ...whole.args, "--out", directory], { okCodes: FINISHED });
        seconds.push((performance.now() - before) / 1000);
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    measured.push({ whole, seconds });
  }
  const peaks = await peaksOf([execPath, cli, "run", "5.12", "--out", directory], insideProgram);
  return {
    lines: ["from the command to its exit; peaks: of `deadpeer run 5.12`, and of its process inside"],
    figures: {
      ...Object.fromEntries(measured.map(({ whole, seconds }) => [`${whole.what}, s`, seconds])),
      "peak, MB": [peaks.outerMb],
      "peak inside, MB": [peaks.innerMb],
    },
    targets: measured.map(({ whole, seconds }) =>
      target(
        whole.what,
        `at most ${whole.limitS} s`,
        `${median(seconds).toFixed(2)} s`,
        median(seconds) <= whole.limitS,
      ),
    ),
    failures,
    measurements: {
      ...Object.fromEntries(measured.map(({ whole, seconds }) => [whole.what, seconds])),
      peaks,
    },
  };
}
