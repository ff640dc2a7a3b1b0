// What one run says about the client's patience.

import { type FaultName, faults } from "../fault/index.ts";
import type { RunRecord } from "../timeline/record.ts";
import { ofKind } from "../timeline/queries.ts";
import { toMs } from "../timeline/units.ts";
import { type Patience, unknownCauses } from "../timeline/words.ts";
import type { Noticing, Try } from "./result.ts";

const outcomes: Readonly<Record<Patience, Try["outcome"]>> = {
  bears: "borne",
  "false-alarm": "not-borne",
  loses: "not-borne",
  unknown: "unknown",
};

/** Of a run with a fault that lasts for a time. */
export function readTry(fault: FaultName, ms: number, run: RunRecord): Try {
  const { patience = "unknown", lastedNs, afterNs, by, summary } = run.verdict;
  const missing = whyUnknown(run, "patience");
  const outcome = missing === undefined ? outcomes[patience] : "unknown";
  const lasted = lastedNs === undefined ? {} : { lastedMs: toMs(lastedNs) };
  if (outcome === "unknown") return { fault, ms, outcome, ...lasted, why: missing ?? "it is not known" };
  const gaveUp = outcome === "not-borne" && patience === "false-alarm" && afterNs !== undefined;
  return {
    fault,
    ms,
    outcome,
    ...lasted,
    ...(gaveUp && { gaveUpMs: toMs(afterNs) }),
    ...(gaveUp && by !== undefined && { by }),
    why: summary[0] ?? "",
  };
}

/** Of a run with a death. */
export function readNoticing(fault: FaultName, watchedMs: number, run: RunRecord): Noticing {
  const { noticed, afterUseNs, by } = run.verdict;
  const afterNs = sinceDeath(fault, run);
  const why = whyUnknown(run, "noticed");
  if (why !== undefined) return { fault, noticed: "unknown", watchedMs, why };
  return {
    fault,
    noticed,
    ...(afterNs !== undefined && { afterMs: toMs(afterNs) }),
    ...(afterUseNs !== undefined && { afterUseMs: toMs(afterUseNs) }),
    ...(noticed === "never" && watchedSinceUse(run)),
    ...(by !== undefined && { by }),
    watchedMs,
  };
}

/**
 * After a silence from the fault on, also where an RST ends it: it answers what the client has sent, and that comes as late
 * as the client's own timer. An ending that comes by itself nobody can notice before it has come.
 */
function sinceDeath(name: FaultName, { verdict, observations }: RunRecord): number | undefined {
  const { afterNs, ending } = verdict;
  const [fault] = ofKind(observations, "fault");
  const isSilent = faults[name].expects.endings.includes("silence");
  if (!isSilent || afterNs === undefined || ending.atNs === undefined || fault === undefined) return afterNs;
  return ending.atNs - fault.atNs + afterNs;
}

/** Since something was first typed after the fault, until the run was over. */
function watchedSinceUse({ observations }: RunRecord): Pick<Noticing, "usedMs"> {
  const [fault] = ofKind(observations, "fault");
  const use = ofKind(observations, "typed").find(({ atNs }) => fault !== undefined && atNs > fault.atNs);
  const end = observations.at(-1);
  return use === undefined || end === undefined ? {} : { usedMs: toMs(end.atNs - use.atNs) };
}

/** Undefined where it is known. What stands on a control that is not there is not known. */
function whyUnknown({ verdict, control }: RunRecord, word: "patience" | "noticed"): string | undefined {
  if (verdict.grade === "inconclusive") return verdict.missing ?? "it could not be observed";
  if (control?.missing !== undefined) return control.missing;
  if (verdict[word] !== undefined && verdict[word] !== "unknown") return undefined;
  const cause = verdict.undecided?.[word];
  return cause === undefined ? unknownCauses["not-observed"] : unknownCauses[cause];
}
