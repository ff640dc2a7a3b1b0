// A client that gets no input may have got on new connections what it was started for: it asks there for the same, as far as
// that can be read, and as much comes as without the fault.

import type { Case } from "../../timeline/case.ts";
import { isInReply } from "../../timeline/moments.ts";
import { findExit } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { isGreeted } from "../bytes/flights.ts";
import { type Flow, bytesBetween, flowsOf } from "../bytes/flows.ts";
import { isSure, lastAsked, lastSent, mayBeNumberedAnew, ownPuts, timesAsked } from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";
import { endSign } from "../signs/signs.ts";
import { mayBeLetterAnew } from "./letter-anew.ts";
import { bytesAgain, lacksSome } from "./session-again.ts";

/** What the control has of it. */
type Usual = Pick<SaidEntry, "answerBytes" | "connections">;

/** `whole`: its answer. `unsure`: another answer, or to something else. `other`: it has asked for something else. */
type Came = "whole" | "unsure" | "other";

/**
 * What came on the connections that it has made since its server's end, of which there are more than in the control.
 * Undefined: it has made none, or nothing came.
 *
 * @param slackBytes so many may be missing of the same, or be there in addition
 * @param isAnswered something came on the connection that ended, too
 */
export function cameElsewhere(
  seen: Case,
  { answerBytes = 0, connections }: Usual,
  slackBytes: number,
  isAnswered: boolean,
): Came | undefined {
  const used = flowsOf(seen).filter(({ toServer }) => hasData(toServer));
  const since = used.filter((flow) => isSince(seen, flow));
  const isUsual = answerBytes === 0 || connections === undefined || used.length <= connections;
  if (isUsual || since.length === used.length || bytesSince(since) === 0) return undefined;
  const isAsMuch = (bytes: number): boolean => Math.abs(bytes - answerBytes) <= slackBytes;
  const again = bytesAgain(seen, used, used.length - connections);
  const all = bytesSince(used) - again;
  const isNext = isAnswered && !isInReply(seen.evidence.moment); // it was answered, and has asked the next thing
  if (isNext && isAsMuch(all) && !lacksSome(seen, used)) return "whole";
  const before = used.filter((flow) => !since.includes(flow));
  const { asks, bytes } = askedSince(before, since, endedAt(seen), again);
  const isMore = (each: number): boolean => each > answerBytes + slackBytes;
  if (asks === "another") return isMore(all) && mayLogIn(since) ? "unsure" : "other";
  return bytes.some((each) => isAsMuch(each) || (asks === "the rest" && isMore(each))) ? "whole" : "unsure";
}

/** Some of what came may belong to a login that is never the same. */
function mayLogIn(since: readonly Flow[]): boolean {
  return since.some((flow) => isGreeted(flow));
}

interface Asked {
  readonly asks: "the same" | "the rest" | "another";
  /** What came, from each time on at which it may have been asked. */
  readonly bytes: readonly number[];
}

/** @param again so much of it is what its session begins with */
function askedSince(before: readonly Flow[], since: readonly Flow[], endedNs: number, again: number): Asked {
  const last = before.at(-1);
  const text = last === undefined ? "" : lastAsked(last, endedNs);
  if (last === undefined || !isReadable(text)) {
    const begun = since.map(({ toServer }) => toServer.segments[0]?.atNs);
    return { asks: "the same", bytes: begun.map((atNs) => bytesSince(since, atNs)) };
  }
  if (ownPuts([last, ...since], endedNs).length === 1) {
    // How much of what came is its answer is not known, then.
    const isAnew = mayBeNumberedAnew(last, since, text) || mayBeLetterAnew(since, text);
    return { asks: isAnew ? "the rest" : "another", bytes: [] };
  }
  const times = since.flatMap((flow) => timesAsked(flow, text));
  // Not word for word: with what came before.
  if (times.length === 0) return { asks: "the rest", bytes: [bytesSince([...before, ...since]) - again] };
  const earlier = bytesBetween(before, 0, lastSent(last, endedNs)[0]?.atNs ?? 0);
  return { asks: "the same", bytes: times.map((atNs) => earlier + bytesSince(since, atNs)) };
}

export function endedAt({ ending, fault }: Case): number {
  return ending?.arrivedAtNs ?? fault?.atNs ?? Number.POSITIVE_INFINITY;
}

/** All of it is from after its end. */
export function isSince(seen: Case, { toServer, toClient }: Flow): boolean {
  return [...toServer.segments, ...toClient.segments].every(({ atNs }) => atNs > endedAt(seen));
}

function isReadable(text: string): boolean {
  return isSure(text) && !isBinary(text);
}

function bytesSince(flows: readonly Flow[], sinceNs = 0): number {
  return bytesBetween(flows, sinceNs - 1, Number.POSITIVE_INFINITY);
}

function hasData({ segments }: Flow["toServer"]): boolean {
  return segments.some(({ length }) => length > 0);
}

export function endsAsUsual({ observations, evidence: { control } }: Case): boolean {
  const exit = findExit(observations, "client");
  if (exit === undefined) return false;
  return control?.signs.some(({ what }) => what === endSign(exit)) === true;
}
