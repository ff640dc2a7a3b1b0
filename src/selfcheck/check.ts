// Makes the runs of the self-check, several at a time, through the library's own function: what is checked is what users get.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFailure } from "../failure.ts";
import type { RunOptions } from "../run/options.ts";
import { runScenario } from "../run/run.ts";
import type { SelfcheckCase } from "./cases.ts";
import { type Comparison, compareRun } from "./compare.ts";

/** Each makes two runs at the same time, its own and its control. */
const AT_ONCE = 4;
const WATCH_MS = 400;

export interface CaseResult extends Comparison {
  readonly name: string;
  readonly client: string;
  readonly fault: string;
  /** The verdict in sentences. */
  readonly summary: readonly string[];
}

/**
 * Makes a run of each case. @param finished called with each result as it comes, and the place of its case
 *
 * Rejects with the signal's reason when aborted.
 */
export async function checkAll(
  cases: readonly SelfcheckCase[],
  signal: AbortSignal,
  finished: (result: CaseResult, place: number) => void,
): Promise<CaseResult[]> {
  const directory = await mkdtemp(join(tmpdir(), "deadpeer-selfcheck-"));
  const results: CaseResult[] = [];
  const waiting = [...cases.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, each] = next;
      const result = await checkOne(each, join(directory, `lines-${place}`), signal);
      results[place] = result;
      finished(result, place);
    }
  };
  try {
    const workers = Array.from({ length: AT_ONCE }, worker);
    await Promise.allSettled(workers); // no run is left when another fails
    await Promise.all(workers);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return results;
}

async function checkOne(
  { name, client, options, counts, expected }: SelfcheckCase,
  file: string,
  signal: AbortSignal,
): Promise<CaseResult> {
  const about = { name, client, fault: String(options.fault) };
  const common: RunOptions = {
    ...programs(client),
    watchMs: WATCH_MS,
    control: "at-once",
    network: "loopback",
  };
  try {
    const counting = counts === true ? await countIn(file) : {};
    const { runs } = await runScenario({
      ...common,
      ...counting,
      ...options,
      expectVerdict: expected,
      signal,
    });
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

/** The paths are in variables: the project may lie in a folder with a blank in its name. */
function programs(client: string): RunOptions {
  const clientEnv = { SELFCHECK_NODE: process.execPath, SELFCHECK_CLIENT: pathOf("client") };
  return { client: `exec "$SELFCHECK_NODE" "$SELFCHECK_CLIENT" ${client}`, clientEnv, clientOn: "pipes" };
}

async function countIn(file: string): Promise<RunOptions> {
  await writeFile(file, "");
  const serverEnv = {
    SELFCHECK_NODE: process.execPath,
    SELFCHECK_SERVER: pathOf("counting-server"),
    SELFCHECK_LINES: file,
  };
  const server = 'exec "$SELFCHECK_NODE" "$SELFCHECK_SERVER" "$SELFCHECK_LINES"';
  return { server, serverEnv, count: `wc -l < '${file.replaceAll("'", String.raw`'\''`)}'` };
}

function pathOf(program: "client" | "counting-server"): string {
  return fileURLToPath(new URL(`./${program}.js`, import.meta.url));
}
