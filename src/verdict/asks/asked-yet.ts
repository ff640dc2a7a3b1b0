// A client that was still at its work when it was watched no more: what it was refused, or got in part, it may have asked
// for once more, and have got meanwhile.

import type { Case } from "../../timeline/case.ts";
import { endedAt } from "../bytes/death.ts";
import { flightsOn } from "../bytes/flights.ts";
import { type Flow, flowsOf } from "../bytes/flows.ts";
import { isTls } from "../bytes/sealed.ts";
import { isSentAgain, lastSent, textOf } from "../bytes/sent-again.ts";
import { isServedToTheEnd, isStillAtWork } from "../bytes/served-again.ts";
import { FEWER, YET } from "./why-unsure.ts";

/** What it had asked last on the connection under test was asked again since; or nobody can read whether it was (TLS). */
export function mayHaveItYet(seen: Case): boolean {
  const flows = flowsOf(seen);
  const [mine, ...others] = flows;
  if (mine === undefined || !isStillAtWork(seen, flows)) return false;
  const endNs = endedAt(seen);
  const since = others.filter(({ beganNs }) => beganNs > endNs);
  return isTls(mine) || isSentAgain(since, textOf(lastSent(mine, endNs)));
}

/**
 * Its server lives, or was brought back to life (a stop that was undone), and answered until it was watched no more; nowhere
 * did something stay unanswered. (Of a fault with an amount still-coming.ts says so.)
 */
export function isServedYet(seen: Case): boolean {
  if (seen.ending !== undefined || seen.fault?.amount !== undefined) return false;
  const flows = flowsOf(seen);
  return isServedToTheEnd(seen, flows, endedAt(seen)) && flows.every(isAnswered);
}

function isAnswered(flow: Flow): boolean {
  const last = flightsOn(flow, Number.POSITIVE_INFINITY, true).at(-1);
  return last === undefined || last.answeredNs !== undefined;
}

/** Why it is not known whether less came than is to come on the connections that it has in the control as well. */
export function whyYet(seen: Case): { readonly why: string } | undefined {
  if (isServedYet(seen)) return { why: YET };
  return mayHaveItYet(seen) ? { why: FEWER } : undefined;
}
