// The verdict where a proxy stands between client and server: the fault is proven on the server's leg, the client is judged
// by what reaches it on its own, and the proxy by the difference. Pure.

import { type Case, layOut } from "../timeline/case.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import { beyondProxy } from "../timeline/legs.ts";
import { passageInWords } from "../timeline/passage-words.ts";
import { ofKind } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { findMissing } from "./proof/proof.ts";
import { type Legs, passageOf } from "./proxy/passage.ts";
import { judgeClient } from "./verdict.ts";

/** What is expected of a proxy: that what the server does reaches the client. */
export const KEPT: string = "through=keeps";

/** The run as it was between proxy and server. */
export function farLeg({ evidence }: Case): Case {
  return layOut({ ...evidence, observations: beyondProxy(evidence.observations) });
}

/** As `judgeClient`. */
export function judgeThroughProxy(near: Case, expected: FaultEvidence, unproven?: string): Verdict {
  if (near.fault?.pid === 0) return judgeClient(near, expected, unproven);
  const legs: Legs = { near, far: farLeg(near) };
  const { tried: _, ...ofClient } = expected;
  const missing = unproven ?? whyNotProven(legs, expected);
  const verdict = judgeClient(near, { ...ofClient, endings: ["fin", "rst", "silence", "none"] }, missing);
  if (verdict.missing !== undefined) return verdict;
  const passage = passageOf(legs);
  const summary = [...verdict.summary, passageInWords(passage), ...proxyEnded(near)];
  return { ...verdict, summary, passage };
}

/** A proxy that dies of what the server does is news. */
function proxyEnded({ observations }: Case): string[] {
  return ofKind(observations, "proxy-exited")
    .slice(0, 1)
    .map((end) => `The proxy itself ended (${formatEnd(end)}).`);
}

function whyNotProven({ far }: Legs, expected: FaultEvidence): string | undefined {
  if (far.connection === undefined && far.fault !== undefined)
    return "the proxy was not seen to connect to the server";
  return findMissing(far, expected);
}
