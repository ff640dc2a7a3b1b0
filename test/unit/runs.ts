// Made-up runs, judged: what a report is drawn from.

import { judge } from "../../src/run/judge.ts";
import type { ScenarioName } from "../../src/run/scenarios.ts";
import { DOCUMENT_VERSION, type RunDocument, type RunRecord } from "../../src/timeline/record.ts";
import { type Timed, evidenceOf, observations } from "./made-up.ts";

/** A run of these observations, each with its milliseconds, and its verdict. */
export function runOf(
  facts: readonly Timed[],
  other: Partial<RunRecord> = {},
  scenario: ScenarioName = "experiment",
): RunRecord {
  const evidence = {
    ...evidenceOf(observations(...facts)),
    title: "A made-up run",
    commands: { server: "a server", client: "a client" },
    network: { name: "loopback" as const },
    clock: { startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5), offsetErrorNs: 0, driftNs: 0 },
    ...other,
  };
  return { ...evidence, ...judge(scenario, evidence), ...other };
}

export function documentOf(...runs: readonly RunRecord[]): RunDocument {
  return {
    version: DOCUMENT_VERSION,
    tool: { name: "deadpeer", version: "0.0.0-test" },
    kernel: "Linux 6.18.0",
    network: "loopback",
    scenario: "experiment",
    runs,
  };
}

/** What a program may print to harm a report: markup, escapes, NUL, text that runs backwards, half a character. */
export const HOSTILE: string =
  "</script><script>document.title='harmed'</script><img src=x onerror=\"document.title='harmed'\">" +
  "\u001b[2J\u0007\u0000\u202eabc\ud800]]>&amp;<!--`|*_[x](http://x)@someone::error::%0A";
