// `deadpeer inflict`, as a run: its specification, and the document of what followed.

import type { RunDocument } from "../timeline/record.ts";
import { DEFAULTS, type RunOptions, performPlan, recordOf, specOf } from "./plan.ts";
import { documentOf } from "./run.ts";
import { scenarios } from "./scenarios.ts";
import type { FoundConnection } from "../inside/spec.ts";
import type { FaultName } from "../fault/index.ts";

export interface InflictOptions extends Pick<
  RunOptions,
  "signal" | "began" | "observed" | "watchMs" | "limitMs"
> {
  readonly fault: FaultName;
  readonly found: FoundConnection;
  /** For the fault `stop`: the process goes on so long afterwards. Left out: it stays stopped. */
  readonly continueAfterMs?: number;
}

/** Inflicts the fault and watches. Rejects as `runScenario` does. */
export async function inflict({ found, continueAfterMs, ...options }: InflictOptions): Promise<RunDocument> {
  const [plan] = scenarios.inflict.runs;
  if (plan === undefined) throw new Error("no plan for `inflict`");
  const network = { network: "machine", port: found.connection.server.port, without: ["output"] } as const;
  const runOptions: RunOptions = { watchMs: WATCH_MS, ...options, ...network };
  const after = continueAfterMs === undefined ? {} : { continueAfterMs };
  const spec = { ...specOf("inflict", plan, runOptions), found, ...after };
  const { evidence } = await performPlan(spec, runOptions);
  return documentOf("inflict", [recordOf(spec, evidence, "")]);
}

const WATCH_MS = 2 * DEFAULTS.watchMs;
