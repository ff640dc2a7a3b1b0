// Whether a client to which nothing is said tries to connect again: as long as it does it may yet tell.

import type { Case } from "../../timeline/case.ts";
import type { ProcessEnd } from "../../timeline/program-facts.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { ASKED, OWN } from "../asks/loss.ts";
import { isGreeted } from "../bytes/flights.ts";
import { flowsOf } from "../bytes/flows.ts";
import { acceptedSince, newSyns } from "../signs/signs.ts";
import { isStillTrying } from "../signs/still-trying.ts";

interface Known {
  readonly ledger: Ledger;
  readonly exit: ProcessEnd | undefined;
}

/**
 * Nothing is said to it, and it runs on and tries to connect again: like one that waits for its answer it may yet tell.
 * False where it has tried, and may have given up, or is connected, and has asked nothing there yet; undefined where it has
 * not tried, or was served again.
 */
export function triesAgain(seen: Case, sinceNs: number, { ledger, exit }: Known): boolean | undefined {
  if (exit !== undefined || !ledger.said.some(({ text }) => text === ASKED)) return undefined;
  const endedNs = seen.ending?.arrivedAtNs ?? sinceNs;
  const hasTried = newSyns(seen, endedNs).length > 0 && !isServedAnew(seen, endedNs);
  return hasTried ? isStillTrying(seen, endedNs) && !isIdleAnew(seen, endedNs) : undefined;
}

/** Its last connection was accepted, and it speaks first, and has said nothing there: that may be the next thing. */
function isIdleAnew(seen: Case, sinceNs: number): boolean {
  const [first, ...others] = flowsOf(seen);
  const last = others.at(-1);
  if (first === undefined || last === undefined || last.beganNs <= sinceNs || isGreeted(first)) return false;
  const port = last.connection.client.port;
  const isAccepted = acceptedSince(seen, sinceNs).some(({ to }) => to.port === port);
  return isAccepted && last.toServer.segments.every(({ length }) => length === 0);
}

/**
 * It has not done what it was started for, runs on and tries to connect again, whichever of its processes does (a shell that
 * starts its worker anew): it may yet do it, or tell.
 */
export function mayYetSucceed(seen: Case, sinceNs: number, { ledger, exit }: Known): boolean {
  if (exit !== undefined || !ledger.said.some(({ text, isLost }) => text === OWN && isLost)) return false;
  return isStillTrying(seen, seen.ending?.arrivedAtNs ?? sinceNs);
}

/** Something came on a connection that it has made since: one that its server's kernel accepts alone is no success. */
function isServedAnew(seen: Case, sinceNs: number): boolean {
  return flowsOf(seen).some(
    ({ beganNs, toClient }) => beganNs > sinceNs && toClient.segments.some(({ length }) => length > 0),
  );
}
