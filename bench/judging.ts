// Part twelve: judging a long run again, of 100,000 segments, and of 100,000 lines that the client printed as well. Each in a
// process of its own, which says how much memory it took.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { RunDocument } from "../src/timeline/record.ts";
import { median } from "./numbers.ts";
import { type Part, target } from "./part.ts";
import { cli, compiled } from "./paths.ts";
import { run, temporaryDirectory } from "./programs.ts";
import { lengthen, talk } from "./saved-runs.ts";

const COUNT = 100_000;
const ROUNDS = 5;
const SEGMENTS_MS = 500;
const BOTH_MS = 1000;
const BOTH_MB = 300;

/** What `judge-long` prints. */
interface Judged {
  readonly ms: number;
  readonly peakMb: number;
}

export async function measureJudging(): Promise<Part> {
  const title = "12 Judging";
  try {
    const directory = temporaryDirectory();
    const document = await ordinaryRun(directory);
    const long = lengthen(document, COUNT);
    const segments = await judgeLong(join(directory, "segments.json"), long);
    const both = await judgeLong(join(directory, "both.json"), talk(long, COUNT));
    return { title, ...describe(segments, both), failures: [], measurements: { segments, both } };
  } catch (error) {
    return { title, lines: [], targets: [], failures: [(error as Error).message], measurements: {} };
  }
}

/** The echo server and the echo client, killed, and its control. */
async function ordinaryRun(directory: string): Promise<RunDocument> {
  const file = join(directory, "run.json");
  const programs = [
    "--server",
    `${execPath} ${cli} serve`,
    "--client",
    `${execPath} ${cli} connect 127.0.0.1`,
  ];
  await run([
    execPath,
    cli,
    "run",
    ...programs,
    "--say",
    "hello",
    "--fault",
    "kill",
    "--out",
    directory,
    "--json",
    file,
  ]);
  return JSON.parse(readFileSync(file, "utf8")) as RunDocument;
}

async function judgeLong(file: string, document: RunDocument): Promise<Judged> {
  writeFileSync(file, JSON.stringify(document));
  const rounds: Judged[] = [];
  for (let i = 0; i < ROUNDS; i += 1)
    rounds.push(JSON.parse(await run([execPath, compiled("judge-long"), file])) as Judged);
  return { ms: median(rounds.map(({ ms }) => ms)), peakMb: median(rounds.map(({ peakMb }) => peakMb)) };
}

function describe(segments: Judged, both: Judged): Pick<Part, "lines" | "targets"> {
  const count = COUNT.toLocaleString("en");
  return {
    lines: [`medians of ${ROUNDS} processes; from the observations in memory to the verdict`],
    targets: [
      target(
        `${count} segments judged`,
        `under ${SEGMENTS_MS} ms`,
        `${segments.ms.toFixed(0)} ms`,
        segments.ms < SEGMENTS_MS,
      ),
      target(
        `${count} segments and ${count} lines judged`,
        `under ${BOTH_MS} ms and ${BOTH_MB} MB`,
        `${both.ms.toFixed(0)} ms, ${both.peakMb.toFixed(0)} MB`,
        both.ms < BOTH_MS && both.peakMb < BOTH_MB,
      ),
    ],
  };
}
