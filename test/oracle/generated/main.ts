// `npm run generated`: generated clients and deaths, what was lost by the programs' own logs, and what deadpeer says of it.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RunRecord } from "../../../src/timeline/record.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { classify } from "./classify.ts";
import { endOf, logsOf } from "./logs.ts";
import { makeCertificate, perform } from "./perform.ts";
import { type Result, exitCodeOf, lineOf, tableOf } from "./report.ts";
import { truthOf } from "./truth.ts";
import { type Case, caseOf } from "./case.ts";

/** All was seen, and what is expected is unknown. */
const ONLY_UNKNOWN = /^whether .* holds is unknown/;

try {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === "help") console.log(HELP);
  else await runAll(wanted);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function runAll(wanted: Arguments): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "generated-"));
  const results: Result[] = [];
  let isOver = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (isOver = true));
  try {
    makeCertificate(folder);
    for (const number of wanted.numbers) {
      if (isOver) break; // after the case that is under way: none of its processes stays behind
      const result = await runOne(caseOf(wanted.seed, number), wanted, folder);
      results.push(result);
      console.log(lineOf(result));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${tableOf(results)}`);
  process.exitCode = exitCodeOf(results);
}

async function runOne(
  all: Case,
  { seed, deadpeer, out, keepsAll }: Arguments,
  certificate: string,
): Promise<Result> {
  const folder = join(certificate, String(all.number));
  mkdirSync(folder);
  const { command, document, failed } = await perform(all, resolve(deadpeer), folder, certificate);
  const [run] = document?.runs ?? [];
  const result: Result =
    run === undefined ? { all, word: "not made", why: failed ?? "no run" } : judged(all, run, folder);
  if (keepsAll || (result.word !== "ok" && result.word !== "unknown")) {
    const again = `npm run generated -- --seed ${seed} --only ${all.number}`;
    writeFileSync(join(folder, "case.txt"), `${lineOf(result)}\n\n${again}\n\n${command}\n`);
    rmSync(join(folder, "report"), { recursive: true, force: true });
    cpSync(folder, join(out, String(all.number)), { recursive: true });
  }
  rmSync(folder, { recursive: true, force: true });
  return result;
}

function judged(all: Case, run: RunRecord, folder: string): Result {
  const { lost, unreported, missing } = run.verdict;
  const said = {
    ...(lost !== undefined && { lost }),
    ...(unreported !== undefined && { unreported }),
    ...(missing !== undefined && !ONLY_UNKNOWN.test(missing) && { missing }),
  };
  const logs = logsOf(folder, run);
  if (logs === undefined) return { all, said, word: "not made", why: missing ?? "no log of the client" };
  const truth = truthOf(logs, endOf(run));
  return { all, said, truth, ...classify(truth, said, all) };
}
