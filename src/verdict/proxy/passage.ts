// What a proxy between client and server makes of an ending: what one end did, by the segments on its leg, against what
// reached the other end, by the segments on the other. Pure.

import type { Case } from "../../timeline/case.ts";
import {
  type Arrival,
  type SeenSegment,
  arrivals,
  hasFlag,
  payloadText,
} from "../../timeline/conversation.ts";
import { withoutChecks } from "../../timeline/proxy-checks.ts";
import type { Passage } from "../../timeline/verdict-record.ts";
import type { PassageWord } from "../../timeline/words.ts";
import { unknownPassage, whyNotIdle, whyNotSeen } from "./passage-unknown.ts";

/** A run with a proxy, as it was on either side of it. */
export interface Legs {
  /** Between client and proxy. */
  readonly near: Case;
  /** Between proxy and server. */
  readonly far: Case;
}

/** Of a fault that the server dies of, or is out of reach by. */
export function passageOf({ near, far }: Legs): Passage {
  const why = whyNotSeen(near, far);
  const { fault } = near;
  if (why !== undefined || fault === undefined)
    return unknownPassage(why ?? "the run ended before the fault");
  const sent = whatWasSent(far, fault.atNs);
  const reached = whatReached(near, fault.atNs);
  const isLate = sent.what !== "refusal" && isUsedBetween(near, sent.by, reached.by);
  const said = madeUp({ near, far }, fault.atNs);
  const isWaitedFor = reached.by === undefined || isLate;
  const unknown = (isWaitedFor && whyNotIdle(near)) || whyNotSaid(near, sent.what, reached.what, said);
  if (unknown !== undefined) return unknownPassage(unknown);
  const facts: Omit<Passage, "word"> = {
    sent: sent.what,
    reached: reached.what,
    ...(reached.by && { afterNs: reached.by.arrivedAtNs - (sent.by?.atNs ?? fault.atNs) }),
    ...(said && { said: firstLine(said) }),
    because: [sent.by, reached.by, said].flatMap((shown) => shown?.id ?? []),
  };
  return {
    word: isLate && said === undefined ? "eats" : wordFor(facts, { near, far }, fault.atNs),
    ...facts,
  };
}

/** Whether a silence is kept shows only in what becomes of something that is said. */
function whyNotSaid(
  { segments, fault }: Case,
  sent: string,
  reached: string,
  made: SeenSegment | undefined,
): string | undefined {
  const isSaid = made !== undefined || dataAfter({ segments }, fault?.atNs ?? 0) !== undefined;
  if (sent !== "silence" || reached !== "silence" || isSaid) return undefined;
  return "nothing was said through the proxy after the fault (--say)";
}

/** What the server's end showed on its own leg. */
function whatWasSent(
  { segments }: Case,
  faultNs: number,
): { what: "fin" | "rst" | "silence" | "refusal"; by?: SeenSegment } {
  const by = segments.find(
    (segment) => segment.atNs > faultNs && segment.direction === "server->client" && ends(segment),
  );
  if (by === undefined) return { what: "silence" };
  const isRefusal = hasFlag(by, "R") && !segments.some(({ flags }) => flags === "S.");
  return { what: isRefusal ? "refusal" : kindOf(by), by };
}

/** What reached the client before it closed by itself. */
function whatReached({ segments }: Case, faultNs: number): { what: "fin" | "rst" | "silence"; by?: Arrival } {
  const by = arrivals(segments).find((segment) => segment.arrivedAtNs > faultNs && ends(segment));
  return by?.direction === "server->client" ? { what: kindOf(by), by } : { what: "silence" };
}

/** A proxy that passes an ending on when it is used again leaves whoever only waits without it. */
function isUsedBetween(near: Case, sent: SeenSegment | undefined, reached: Arrival | undefined): boolean {
  if (sent === undefined || reached === undefined) return false;
  const isBetween = ({ atNs }: { readonly atNs: number }): boolean =>
    atNs > sent.atNs && atNs < reached.arrivedAtNs;
  const isSaid = ({ direction, length }: SeenSegment): boolean =>
    direction === "client->server" && length > 0;
  return near.typed.some(isBetween) || near.segments.filter(isSaid).some(isBetween);
}

/**
 * The first data that reached the client after the fault, if the server had sent none by then: not over another of the
 * proxy's connections either.
 */
function madeUp({ near }: Legs, faultNs: number): SeenSegment | undefined {
  const made = near.segments.find(
    ({ atNs, direction, length }) => atNs > faultNs && direction === "server->client" && length > 0,
  );
  if (made === undefined) return undefined;
  const isFromServer = withoutChecks(near.observations).some(
    ({ atNs, sentBy, length }) => atNs > faultNs && atNs <= made.atNs && sentBy === "server" && length > 0,
  );
  return isFromServer ? undefined : made;
}

function wordFor(
  { sent, reached, said }: Pick<Passage, "sent" | "reached" | "said">,
  legs: Legs,
  faultNs: number,
): PassageWord {
  if (said !== undefined) return "answers";
  if (sent === "silence") return reached === "silence" ? silenceWord(legs, faultNs) : "makes-up";
  if (reached === "silence") return "eats";
  const isRefused = !legs.near.segments.some(({ flags }) => flags === "S.");
  return (sent === "refusal" ? reached === "rst" && isRefused : sent === reached) ? "keeps" : "turns";
}

/** A kernel that acknowledges what the server's host does not keeps TCP's own timers of the client from ending the wait. */
function silenceWord({ near, far }: Legs, faultNs: number): PassageWord {
  return isAcknowledged(near, faultNs) && !isAcknowledged(far, faultNs) ? "covers" : "keeps";
}

/** What the client says first after the fault. */
function dataAfter({ segments }: Pick<Case, "segments">, faultNs: number): SeenSegment | undefined {
  return segments.find(
    ({ atNs, direction, length }) => atNs > faultNs && direction === "client->server" && length > 0,
  );
}

function isAcknowledged({ segments }: Pick<Case, "segments">, faultNs: number): boolean {
  const data = dataAfter({ segments }, faultNs);
  if (data === undefined) return false;
  return segments.some(
    (segment) =>
      segment.direction === "server->client" &&
      segment.atNs > data.atNs &&
      hasFlag(segment, ".") &&
      segment.relativeAck >= data.relativeSeq + data.length,
  );
}

export function ends(segment: SeenSegment): boolean {
  return hasFlag(segment, "F") || hasFlag(segment, "R");
}

export function kindOf(ending: SeenSegment): "fin" | "rst" {
  return hasFlag(ending, "R") ? "rst" : "fin";
}

const LONGEST = 60;

function firstLine(segment: SeenSegment): string {
  const [line = ""] = payloadText(segment).split(/\r?\n/);
  return line.slice(0, LONGEST);
}
