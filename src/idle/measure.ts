// Leaves a connection idle until each end has closed it by itself, and then makes a request meet the server's FIN.

import { isFailure } from "../failure.ts";
import { performPlan, recordOf, specOf } from "../run/plan.ts";
import { requireLinux, requireProc } from "../run/platform.ts";
import { runRequest } from "../run/run.ts";
import { scenarios } from "../run/scenarios.ts";
import type { RunRequest } from "../run/request.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatMs } from "../timeline/units.ts";
import { type IdleOptions, type IdleRequest, checkIdle } from "./options.ts";
import { readIdleTimes } from "./read-times.ts";
import type { IdleTimes, Idleness } from "./result.ts";

/**
 * Measures how long each end keeps an idle connection, and makes the crossing where the server is the first to close.
 *
 * Rejects as `runScenario` does.
 */
export async function measureIdle(options: IdleOptions = {}): Promise<Idleness> {
  requireLinux("measureIdle");
  return await measure(checkIdle(options));
}

/** As `measureIdle`, of options that have been checked. */
export async function measure(request: IdleRequest): Promise<Idleness> {
  requireProc();
  const run = await leaveIdle(request.idle);
  const times = readIdleTimes(run);
  const notMade = whyNoCrossing(times, request);
  if (notMade !== undefined) return { ...times, run, crossing: { notMade }, isMissing: false };
  const crossing = await cross(request.crossing(times.server.closesMs ?? 0), TRIES);
  return { ...times, run, crossing, isMissing: "notMade" in crossing };
}

async function leaveIdle(request: RunRequest): Promise<RunRecord> {
  const [plan] = scenarios.idle.runs;
  if (plan === undefined) throw new Error("no plan for `idle`");
  const spec = { ...specOf("idle", plan, request), custom: request.custom };
  const { evidence, left } = await performPlan(spec, request);
  if (left) throw left;
  return { scenario: "idle", ...recordOf(spec, evidence) };
}

/** So soon after an answer there is no idle connection that a request could be sent on. */
const AT_ONCE_MS = 50;

function whyNoCrossing(
  { first, server, client, marginMs }: IdleTimes,
  { saysNothing, upToMs }: IdleRequest,
): string | undefined {
  if (first === "neither") return `neither end closes an idle connection within ${formatMs(upToMs)}`;
  if (first === "unknown") return server.why ?? client.why ?? "it is unknown who closes first";
  if (first === "client")
    return `the client closes first: a request meets the server's ${server.by === "rst" ? "RST" : "FIN"} only if it is on its way for longer than ${marginMs === undefined ? "the margin" : formatMs(marginMs)}`;
  if ((server.closesMs ?? 0) < AT_ONCE_MS) return "the server keeps no idle connection";
  return saysNothing ? "nothing is said to the client after the connection was idle" : undefined;
}

/** On a busy machine the server may close before the crossing is prepared. */
const TRIES = 2;

async function cross(request: RunRequest, tries: number): Promise<Idleness["crossing"]> {
  try {
    const { document, broken } = await runRequest(request);
    if (broken !== undefined) throw broken;
    const [run, control] = document.runs;
    if (run === undefined) return { notMade: "no run was made" };
    return { run, ...(control && { control }) };
  } catch (error) {
    if (request.signal?.aborted || !isFailure(error) || error.exitCode !== 3) throw error;
    if (tries > 1) return await cross(request, tries - 1);
    return { notMade: `${error.message} ${error.remedy}` };
  }
}
