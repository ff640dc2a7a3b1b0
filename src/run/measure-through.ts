// `deadpeer through`: what a proxy between client and server makes of each ending, and the client's verdict with it and
// without.

import { type Failure, isFailure } from "../failure.ts";
import { layOut } from "../timeline/case.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatEnd } from "../timeline/units.ts";
import type { Passage } from "../timeline/verdict-record.ts";
import type { Sent } from "../timeline/words.ts";
import { halfClosePassage } from "../verdict/proxy/half-close-passage.ts";
import { unknownPassage } from "../verdict/proxy/passage-unknown.ts";
import { farLeg } from "../verdict/through-proxy.ts";
import { runWithControl } from "./control.ts";
import { discardPrepared } from "./inside-process.ts";
import { performPlan, specOf } from "./plan.ts";
import { requireLinux, requireProc } from "./platform.ts";
import type { RunRequest } from "./request.ts";
import { scenarios } from "./scenarios.ts";
import { runDirect } from "./through.ts";
import { type ThroughOptions, type ThroughRequest, checkThrough } from "./through-options.ts";

/** What the proxy makes of one ending. */
export interface Through {
  readonly ending: Sent;
  readonly passage: Passage;
  /** How the proxy itself ended meanwhile: `exit code 0`. Left out where it ran on. */
  readonly proxyEnded?: string;
  /** The run through the proxy. Left out for half a close, which is no death, and where it could not be made. */
  readonly through?: RunRecord;
  /** The same without the proxy. */
  readonly direct?: RunRecord;
}

/**
 * Makes each ending, with the proxy between client and server and without.
 *
 * Rejects with a Failure (2) when an option is wrong or a program could not be started, which includes a proxy that never
 * listens, and with the signal's reason when aborted. What could not be observed is `unknown`.
 */
export async function measureThrough(options: ThroughOptions): Promise<readonly Through[]> {
  requireLinux("measureThrough");
  return await throughProxy(checkThrough(options));
}

/** As `measureThrough`, of options that have been checked. */
export async function throughProxy({ endings, requestOf, measured }: ThroughRequest): Promise<Through[]> {
  requireProc();
  const all: Through[] = [];
  try {
    for (const ending of endings) {
      const made = await makeOne(ending, requestOf(ending));
      measured?.(made);
      all.push(made);
    }
  } finally {
    await discardPrepared();
  }
  return all;
}

async function makeOne(ending: Sent, request: RunRequest): Promise<Through> {
  const isHalf = ending === "server-half-close" || ending === "client-half-close";
  return isHalf ? await makeHalfClose(ending, request) : await makeDeath(ending, request);
}

async function makeDeath(ending: Sent, request: RunRequest): Promise<Through> {
  const isAtOnce = request.custom.control === "at-once";
  const first = firstOf(runWithControl(request), request);
  const through = isAtOnce ? first : await first;
  const second = firstOf(runDirect(request), request);
  await Promise.allSettled([through, second]); // none is left running when the other fails
  const [made, direct] = await Promise.all([through, second]);
  const ofDirect = "run" in direct ? { direct: direct.run } : {};
  if ("why" in made) return { ending, passage: unknownPassage(made.why), ...ofDirect };
  const { passage, missing } = made.run.verdict;
  const unknown = (): Passage => unknownPassage(missing ?? "it was not seen");
  const { observations } = made.run;
  return {
    ending,
    passage: passage ?? unknown(),
    ...endOfProxy(observations),
    through: made.run,
    ...ofDirect,
  };
}

function endOfProxy(observations: readonly Observation[]): Pick<Through, "proxyEnded"> {
  const [end] = ofKind(observations, "proxy-exited");
  return end === undefined ? {} : { proxyEnded: formatEnd(end) };
}

async function makeHalfClose(
  ending: "server-half-close" | "client-half-close",
  request: RunRequest,
): Promise<Through> {
  const [plan] = scenarios.through.runs;
  if (plan === undefined) throw new Error("no plan for `through`");
  const halfClosedBy = ending === "server-half-close" ? "server" : "client";
  const spec = { ...specOf("through", plan, request), custom: request.custom, halfClosedBy } as const;
  try {
    const { evidence, left } = await performPlan(spec, request);
    if (left) throw left;
    const near = layOut(evidence);
    const passage = halfClosePassage({ near, far: farLeg(near) });
    return { ending, passage, ...endOfProxy(evidence.observations) };
  } catch (error) {
    return { ending, passage: unknownPassage(whyNot(error, request)) };
  }
}

type Run = { readonly run: RunRecord } | { readonly why: string };

async function firstOf(
  made: Promise<{ readonly runs: readonly RunRecord[]; readonly broken?: unknown }>,
  request: RunRequest,
): Promise<Run> {
  try {
    const { runs, broken } = await made;
    if (broken !== undefined) throw broken;
    const [run] = runs;
    return run === undefined ? { why: "no run was made" } : { run };
  } catch (error) {
    return { why: whyNot(error, request) };
  }
}

/** Throws again what is no result: a program that could not be started, an interruption. */
function whyNot(error: unknown, { signal }: RunRequest): string {
  if (signal?.aborted || !isFailure(error) || error.exitCode !== 3) throw error;
  return (error as Failure).message.replace(/\.$/, "");
}
