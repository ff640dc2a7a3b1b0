// Makes the runs of the self-check, several at a time, through the library's own function: what is checked is what users
// get.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFailure } from "../failure.ts";
import { runScenario } from "../run/run.ts";
import { unknownCauses } from "../timeline/words.ts";
import type { SelfcheckCase } from "./cases.ts";
import { type Comparison, compareRun } from "./compare.ts";
import { optionsOf } from "./options.ts";

/** Each makes two runs at the same time, its own and its control. */
const AT_ONCE = 4;

export interface CaseResult extends Comparison {
  readonly name: string;
  readonly client: string;
  readonly fault: string;
  /** The verdict in sentences. */
  readonly summary: readonly string[];
}

/** What was undecided because the machine was busy is made so often again, alone. */
const ALONE = 2;

/**
 * Makes a run of each case, several at a time; those that the machine was too busy for are made again, alone. Rejects with
 * the signal's reason when aborted.
 *
 * @param finished called with each result that counts as it comes, and the place of its case
 */
export async function checkAll(
  cases: readonly SelfcheckCase[],
  signal: AbortSignal,
  finished: (result: CaseResult, place: number) => void,
): Promise<CaseResult[]> {
  const directory = await mkdtemp(join(tmpdir(), "deadpeer-selfcheck-"));
  const results: CaseResult[] = [];
  const waiting = [...cases.entries()];
  const busy: (readonly [number, SelfcheckCase])[] = [];
  const check = async (place: number, each: SelfcheckCase, mayBeAgain: boolean): Promise<boolean> => {
    const result = await checkOne(each, join(directory, `lines-${place}`), signal);
    results[place] = result;
    if (mayBeAgain && isForWantOfProcessor(result)) return false;
    finished(result, place);
    return true;
  };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (!(await check(...next, true))) busy.push(next);
  };
  try {
    const workers = Array.from({ length: AT_ONCE }, worker);
    await Promise.allSettled(workers); // no run is left when another fails
    await Promise.all(workers);
    for (const next of busy)
      for (let time = 1; time <= ALONE; time += 1) if (await check(...next, time < ALONE)) break;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return results;
}

function isForWantOfProcessor({ outcome, why }: Comparison): boolean {
  return outcome === "unknown" && why?.includes(unknownCauses["machine-busy"]) === true;
}

async function checkOne(each: SelfcheckCase, file: string, signal: AbortSignal): Promise<CaseResult> {
  const { name, client, options, expected } = each;
  const about = { name, client, fault: String(options.fault) };
  try {
    if (each.counts === true) await writeFile(file, "");
    const { runs } = await runScenario({ ...optionsOf(each, file), network: "loopback", signal });
    const [run] = runs;
    if (run === undefined) return { ...about, ...notMade(expected, "no run was made") };
    return { ...about, ...compareRun(run), summary: run.verdict.summary };
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return { ...about, ...notMade(expected, error.message) }; // its remedy is about options of `deadpeer run`
  }
}

function notMade(expected: string, why: string): Comparison & Pick<CaseResult, "summary"> {
  const words = expected.split(",").map((term) => ({ expected: term, observed: "" }));
  return { outcome: "unknown", words, why, summary: [] };
}
