// Part twelve: judging a long run again, of 100,000 segments, and of 100,000 lines that the client printed as well. Each in
// a process of its own, which says how much memory it took.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { RunDocument } from "../src/timeline/record.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { median } from "./numbers.ts";
import { type Measured, type Part, target } from "./part.ts";
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

export const judging: Part = { title: "12 Judging", needs: [], peers: [], measure: measureJudging };

async function measureJudging(effort: Effort): Promise<Measured> {
  const [rounds, count] = [roundsOf(effort, ROUNDS), amountOf(effort, COUNT)];
  const directory = temporaryDirectory();
  const document = await ordinaryRun(directory);
  const long = lengthen(document, count);
  const segments = await judgeLong(join(directory, "segments.json"), long, rounds);
  const both = await judgeLong(join(directory, "both.json"), talk(long, count), rounds);
  return { ...describe(segments, both, count), failures: [], measurements: { segments, both } };
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

async function judgeLong(file: string, document: RunDocument, times: number): Promise<Judged[]> {
  writeFileSync(file, JSON.stringify(document));
  const rounds: Judged[] = [];
  for (let i = 0; i < times; i += 1)
    rounds.push(JSON.parse(await run([execPath, compiled("judge-long"), file])) as Judged);
  return rounds;
}

function describe(
  segments: readonly Judged[],
  both: readonly Judged[],
  segmentCount: number,
): Pick<Measured, "lines" | "figures" | "targets"> {
  const values = (rounds: readonly Judged[], of: keyof Judged): number[] => rounds.map((round) => round[of]);
  const segmentsMs = median(values(segments, "ms"));
  const [bothMs, bothMb] = [median(values(both, "ms")), median(values(both, "peakMb"))];
  const count = segmentCount.toLocaleString("en");
  return {
    lines: [`medians of ${segments.length} processes; from the observations in memory to the verdict`],
    figures: {
      "segments, ms": values(segments, "ms"),
      "segments, peak in MB": values(segments, "peakMb"),
      "segments and lines, ms": values(both, "ms"),
      "segments and lines, peak in MB": values(both, "peakMb"),
    },
    targets: [
      target(
        `${count} segments judged`,
        `under ${SEGMENTS_MS} ms`,
        `${segmentsMs.toFixed(0)} ms`,
        segmentsMs < SEGMENTS_MS,
      ),
      target(
        `${count} segments and ${count} lines judged`,
        `under ${BOTH_MS} ms and ${BOTH_MB} MB`,
        `${bothMs.toFixed(0)} ms, ${bothMb.toFixed(0)} MB`,
        bothMs < BOTH_MS && bothMb < BOTH_MB,
      ),
    ],
  };
}
