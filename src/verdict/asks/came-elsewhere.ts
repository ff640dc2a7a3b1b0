// What was said on one connection, and answered on another one, as an FTP client's.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import { type Flow, bytesBetween, endOf, newIn } from "../bytes/flows.ts";
import type { Put, Said } from "../bytes/puts.ts";
import { textOf, unnumbered } from "../bytes/sent-again.ts";
import { isSealed } from "../bytes/sealed.ts";

interface Context {
  readonly flows: readonly Flow[];
  readonly said: Said;
  /** What was expected after it was printed, and when. */
  readonly isPrinted: boolean;
  readonly printedNs?: number | undefined;
  /** The server also sends what nobody has asked for. */
  readonly isPushed: boolean;
}

/** What was expected was printed, and something came on another connection than those on which it was asked. */
export function cameElsewhere(
  seen: Case,
  puts: readonly Put[],
  { flows, said, isPrinted, isPushed, printedNs }: Context,
): boolean {
  if (!isPrinted || isPushed || printedNs === undefined) return false;
  const others = flows.filter(
    (flow) => puts.every((put) => put.flow !== flow) && !isGreeted(seen, flow, flows),
  );
  return (
    bytesBetween(
      others.filter((flow) => !asksAsBefore(flow, said.atNs)),
      said.atNs,
      printedNs + 1,
    ) > 0
  );
}

/** It polls: all that it asks there it had asked there before, but for a number. */
function asksAsBefore(flow: Flow, saidNs: number): boolean {
  if (isSealed(flow)) return false;
  const sent = newIn(flow.toServer.segments);
  const since = sent.filter(({ atNs }) => atNs > saidNs);
  const before = new Set(sent.flatMap((each) => (each.atNs < saidNs ? [wordsOf(each)] : [])));
  return since.length > 0 && since.every((each) => before.has(wordsOf(each)));
}

function wordsOf(segment: SeenSegment): string {
  return unnumbered(textOf([segment])).replaceAll(/\S*\d\S*/g, "0");
}

/**
 * Made since the server's end, and nothing sent on it but what the first one begins with, before anything was said: a
 * greeting is no answer. Of what cannot be read it is no more bytes than that; a login with a nonce (MySQL's, SCRAM's) is as
 * long each time, part by part.
 */
export function isGreeted(seen: Case, flow: Flow, [first]: readonly Flow[]): boolean {
  if (first === undefined || seen.ending === undefined || flow.beganNs <= seen.ending.arrivedAtNs)
    return false;
  const untilNs = seen.typed[0]?.atNs ?? 0;
  const begins = first.toServer.segments.filter(({ atNs }) => atNs < untilNs);
  if (isSealed(flow)) return flow.toServer.sentTo <= greatest(begins.map(endOf), 1);
  const sent = flow.toServer.segments.filter(({ length }) => length > 0);
  const parts = begins.filter(({ length }) => length > 0);
  const isSameLogin = sent.every(({ length }, i) => length === parts[i]?.length);
  return isSameLogin || textOf(begins).startsWith(textOf(sent));
}
