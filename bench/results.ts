// Part eleven: the results of very many cases: shards merged into one, and the page of all of them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { CaseResult, PlanRecord } from "../src/suite/results.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { median } from "./numbers.ts";
import { ROUNDS, inBrowser, openPage, timeOpening } from "./pages.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cli } from "./paths.ts";
import { missing, run, temporaryDirectory } from "./programs.ts";

const SHARDS = 20;
const CASES_OF_SHARD = 500;
const CASES = 5000;
const FAULTS = 50;

export const results: Part = {
  title: "11 Results of many cases",
  needs: [],
  peers: ["chromium"],
  measure: measureResults,
};

async function measureResults(effort: Effort): Promise<Measured> {
  const rounds = roundsOf(effort, ROUNDS);
  const mergeMs = await timeMerging(amountOf(effort, CASES_OF_SHARD));
  const page = await makePage(amountOf(effort, CASES));
  const pageTimes = await inBrowser(async (browser) => ({
    openMs: await timeOpening(browser, page, ".matrix", rounds),
    ...(await timeFilter(await openPage(browser, page, ".matrix"), rounds)),
  }));
  return describe({ mergeMs, ...pageTimes }, effort);
}

/** As `deadpeer test --shard` leaves them, a directory each. */
async function timeMerging(casesOfShard: number): Promise<number> {
  const directory = temporaryDirectory();
  const ids = idsOf(SHARDS * casesOfShard);
  for (let i = 0; i < SHARDS; i += 1) {
    const chosen = ids.filter((_, place) => place % SHARDS === i);
    writeResults(join(directory, `shard-${i + 1}`), ids, chosen, { index: i + 1, total: SHARDS });
  }
  return await timeMerge(directory, join(directory, "merged"));
}

/** Of one that was not divided: the file of its page. */
async function makePage(cases: number): Promise<string> {
  const directory = temporaryDirectory();
  const ids = idsOf(cases);
  writeResults(directory, ids, ids);
  await timeMerge(directory, join(directory, "out"));
  return join(directory, "out/index.html");
}

async function timeMerge(from: string, out: string): Promise<number> {
  const before = performance.now();
  await run([execPath, cli, "report", "--merge", from, "--out", out]);
  return performance.now() - before;
}

function idsOf(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `client-${Math.floor(i / FAULTS)}/kill@mid-reply:${i % FAULTS}`,
  );
}

function writeResults(
  directory: string,
  plan: readonly string[],
  chosen: readonly string[],
  shard?: PlanRecord["shard"],
): void {
  const first: PlanRecord = {
    kind: "plan",
    version: 1,
    tool: { name: "deadpeer", version: "0.1.0" },
    kernel: "Linux",
    plan,
    chosen,
    ...(shard && { shard }),
  };
  mkdirSync(directory, { recursive: true });
  const lines = [first, ...chosen.map(resultOf)].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(join(directory, "results.jsonl"), lines.join(""));
}

/** None fails: that would be the command's exit code. */
function resultOf(id: string, i: number): CaseResult {
  const [, moment = ""] = id.split("@");
  return {
    kind: "result",
    id,
    outcome: i % 7 === 0 ? "known" : "passed",
    times: 1,
    ms: 1200,
    expectations: [{ expected: "noticed!=never", observed: "at-once", outcome: "pass" }],
    run: {
      title: id,
      commands: { server: "exec ./server", client: "exec ./client" },
      fault: "kill",
      moment,
      grade: i % 7 === 0 ? "fail" : "pass",
      noticed: (["at-once", "late", "on-use", "never"] as const)[i % 4] ?? "never",
      reaction: (["exits", "closes", "tells-user", "hangs"] as const)[i % 4] ?? "none",
      afterNs: 5000,
      summary: ["noticed at once, 1.1 ms after the FIN, by its own FIN"],
    },
  };
}

interface FilterTimes {
  readonly setMs: readonly number[];
  readonly undoMs: readonly number[];
}

/** From the choice to the frame that shows it. */
async function timeFilter(page: Awaited<ReturnType<typeof openPage>>, rounds: number): Promise<FilterTimes> {
  const choose = async (outcome: string): Promise<number> =>
    await page.evaluate<number>(`(async () => {
      const choice = [...document.querySelectorAll(".filters select")].find((each) =>
        [...each.options].some(({ value }) => value === "known"));
      const before = performance.now();
      choice.value = ${JSON.stringify(outcome)};
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      return performance.now() - before;
    })()`);
  const times = { set: [] as number[], undo: [] as number[] };
  for (let i = 0; i < rounds; i += 1) {
    times.set.push(await choose("known"));
    times.undo.push(await choose(""));
  }
  await page.close();
  return { setMs: times.set, undoMs: times.undo };
}

/** Without a browser only the merge. */
interface Times extends Partial<FilterTimes> {
  readonly mergeMs: number;
  readonly openMs?: readonly number[];
}

function describe(times: Times, effort: Effort): Measured {
  const { mergeMs, openMs = [], setMs = [], undoMs = [] } = times;
  const under = (what: string, samples: readonly number[], limit: number): Measured["targets"] => {
    const ms = median(samples);
    return samples.length === 0 ? [] : [target(what, `under ${limit} ms`, `${ms.toFixed(0)} ms`, ms < limit)];
  };
  const cases = amountOf(effort, CASES);
  const absent = missing("chromium");
  return {
    lines: [
      absent === undefined
        ? `the page: medians of ${openMs.length}, ${cases / FAULTS} clients against ${FAULTS} columns`
        : `the page is not opened: ${absent}`,
    ],
    figures: {
      "merge, ms": [mergeMs],
      "page opened, ms": openMs,
      "filter set, ms": setMs,
      "filter undone, ms": undoMs,
    },
    targets: [
      ...under(`${SHARDS} shards of ${amountOf(effort, CASES_OF_SHARD)} cases merged`, [mergeMs], 10_000),
      ...under(`page of ${cases.toLocaleString("en")} cases opened`, openMs, 1000),
      ...under("a filter set", setMs, 1000),
      ...under("a filter undone", undoMs, 1000),
    ],
    failures: [],
    measurements: times,
  };
}
