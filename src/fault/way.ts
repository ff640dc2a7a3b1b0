// Which fault can come at which moment, and what makes it exact: one table for options, experiments and docs/faults.md.

import type { Fault } from "./fault.ts";
import { type MomentName, holdsReply, holdsRequest } from "./moments.ts";

/** `waiting`: for a program to print something; `quiet`: until nothing happens any more. */
export type WayName = "quiet" | "waiting" | "wire" | "relay";

/** Why it cannot be, or what makes it exact. */
export type Way =
  | { readonly by: WayName; readonly why?: undefined }
  | { readonly by?: undefined; readonly why: string };

export function wayTo(fault: Fault, moment: MomentName): Way {
  if (moment === "idle") return { by: "quiet" };
  if (fault.makesOwnMoment) return { why: "it has a moment of its own" };
  if (fault.needsCommand && moment === "accepted")
    return { why: "what the command's own connection says would be held as well" };
  if (moment === "printed") return { by: "waiting" };
  if (holdsReply(moment)) return wayInReply(fault);
  if (moment === "crossing" && !canCross(fault)) return { why: "the server sends neither FIN nor RST then" };
  return { by: "wire" };
}

/** As `wayTo`, of what can be. @param hasUpstream a relay stands in for a server that cannot be killed */
export function wayOf(fault: Fault, moment: MomentName, hasUpstream: boolean): WayName {
  const isInMiddle = holdsRequest(moment) || holdsReply(moment);
  return hasUpstream && isInMiddle ? "relay" : (wayTo(fault, moment).by ?? "wire");
}

/** What a process has written is its kernel's to send, whatever becomes of the process. */
function wayInReply({ cutsReply, followsReply }: Fault): Way {
  if (cutsReply) return { by: "wire" };
  return followsReply ? { by: "relay" } : { why: "the rest is in the kernel's hands, and is sent" };
}

function canCross({ isControl, expects: { endings } }: Fault): boolean {
  return (
    isControl === true || endings.includes("fin") || (endings.includes("rst") && !endings.includes("silence"))
  );
}
