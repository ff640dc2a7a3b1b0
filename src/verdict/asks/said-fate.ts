// How far one typed line got: the furthest of its transmissions.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { isControlOnly } from "../../timeline/http2.ts";
import { after, findExit, printedBy } from "../../timeline/queries.ts";
import type { Fate } from "../../timeline/words.ts";
import { type Flow, endOf, findRefusal, isPartlyRecorded, newIn } from "../bytes/flows.ts";
import type { Found, Put, Said } from "../bytes/puts.ts";
import { saidBack } from "../bytes/said-back.ts";
import { isHttp2 } from "../bytes/spoken.ts";
import { type Claim, type Timing, timingOf } from "../lines/printed-at.ts";
import { cameElsewhere, isGreeted } from "./came-elsewhere.ts";
import { ANSWERED } from "./fates.ts";
import { MAY_BE_PUSHED } from "./why-unsure.ts";

export interface Fated {
  readonly fate: Fate;
  readonly why?: string;
  readonly because: readonly number[];
  /** What was expected was printed before the answer came, or may have been. */
  readonly isEarly?: true;
  /** The client had sent more before the answer came, after a pause. */
  readonly isLate?: true;
  /** The answer lay in the client's receive queue when that was last looked at. */
  readonly isUnread?: true;
}

interface Context {
  readonly said: Said;
  /** When the next thing was said. */
  readonly untilNs: number;
  /** What was expected after it was printed. */
  readonly isPrinted: boolean;
  /** When that was, if it is known. */
  readonly printedNs?: number | undefined;
  /** As it was printed. */
  readonly texts: readonly string[];
  readonly flows: readonly Flow[];
  /** What came before it is no answer. */
  readonly answeredSinceNs?: number | undefined;
  /** The server also sends what nobody has asked for. */
  readonly isPushed: boolean;
  /** Segments that are the answers to what was said before. */
  readonly answers: Set<number>;
}

/** The nearer first. */
const order: readonly Fate[] = [
  "refused",
  "unacknowledged",
  "acknowledged",
  "unread",
  "taken",
  "answered",
  "read",
  "shown",
];

export function fateOf(seen: Case, found: Found, context: Context): Fated {
  const { flows, said, isPrinted, printedNs, texts } = context;
  const timing = timingIn(seen, flows, { saidNs: said.atNs, printedNs, texts });
  const isEarly = timing === "before" || timing === "answered-later";
  const fated = asRecorded(
    seen,
    flows,
    furthestOf(seen, found, {
      ...context,
      isPrinted: isPrinted && !isEarly,
      ...(timing === "answered-later" && { isPushed: false, answeredSinceNs: printedNs }),
    }),
  );
  const why = doubts[timing];
  if (why !== undefined && fated.fate === "shown") return { ...fated, fate: "unknown", why, isEarly: true };
  const isLater = fated.fate === "unknown" ? hasCome(seen, context) : ANSWERED.has(fated.fate);
  return isEarly && isLater ? { ...fated, isEarly: true } : fated;
}

const IN_THE_FLOOD = "in the flood not each segment was recorded";

/** It may have got further on a connection of which the flood left out most. */
function asRecorded(seen: Case, flows: readonly Flow[], fated: Fated): Fated {
  const isPartial = flows.some((flow) => isPartlyRecorded(seen, flow));
  return isPartial && !ANSWERED.has(fated.fate) ? { fate: "unknown", why: IN_THE_FLOOD, because: [] } : fated;
}

/** What came first may have come where not each segment was recorded. */
function timingIn(seen: Case, flows: readonly Flow[], claim: Claim): Timing | "hidden" {
  const timing = timingOf(flows, claim);
  return timing !== "after" && flows.some((flow) => isPartlyRecorded(seen, flow)) ? "hidden" : timing;
}

const doubts: Partial<Record<Timing | "hidden", string>> = {
  hidden: IN_THE_FLOOD,
  near: "what was expected was printed just as the first data of the server came",
  unclear: "what was expected was printed after data of the server that it may have sent by itself",
};

/** Data of the server came after it was said. */
function hasCome(seen: Case, { flows, said }: Context): boolean {
  return flows.some((flow) => answersTo(flow, 0, said.atNs).length > 0 && !isGreeted(seen, flow, flows));
}

function furthestOf(seen: Case, found: Found, context: Context): Fated {
  const { isPrinted } = context;
  if ("unclear" in found) {
    return isPrinted && hasCome(seen, context)
      ? { fate: "shown", because: [] }
      : { fate: "unknown", why: found.unclear, because: [] };
  }
  if (found.puts.length === 0) return neverSent(seen, context);
  if (found.by === "beginning") return fateOfBeginning(seen, found.puts, context);
  // An answer may be to what it sends by itself.
  const unsure = { ...context, isPushed: context.isPushed || found.by === "time" };
  const all = found.puts.map((put) => fateOfPut(put, unsure));
  const best = all.reduce((one, other) => (rank(other) > rank(one) ? other : one));
  const isElsewhere = !ANSWERED.has(best.fate) && cameElsewhere(seen, found.puts, context);
  return isElsewhere ? { fate: "shown", because: best.because } : best;
}

function rank({ fate }: Fated): number {
  return order.indexOf(fate);
}

/** What came after the beginning was never sent: refused or unacknowledged like it, else it got nowhere. */
function fateOfBeginning(seen: Case, puts: readonly Put[], context: Context): Fated {
  const fates = puts.map(({ flow, first, end }) => fateUnanswered(flow, first, end));
  return fates.find(({ fate }) => STUCK.has(fate)) ?? neverSent(seen, context);
}

const STUCK: ReadonlySet<Fate> = new Set(["refused", "unacknowledged"]);

function neverSent(seen: Case, { said, untilNs }: Context): Fated {
  if (after(seen.observations, said.atNs).some(({ kind }) => kind === "narrowed"))
    return { fate: "unknown", why: IN_THE_FLOOD, because: [] };
  const exit = findExit(seen.observations, "client");
  const isSilentEnd =
    exit !== undefined &&
    exit.atNs < untilNs &&
    exit.exitCode === 0 &&
    exit.atNs - said.atNs < AT_ITS_END_NS &&
    after(printedBy(seen.observations, "client"), said.atNs).length === 0;
  if (isSilentEnd)
    return {
      fate: "unknown",
      why: "the client ended just then, and may not have read it",
      because: [exit.id],
    };
  return { fate: "swallowed", because: exit ? [exit.id] : [] };
}

/** A client that ends so soon after something was typed may have been about to end. */
const AT_ITS_END_NS = 200e6;

function fateOfPut({ flow, first, end }: Put, context: Context): Fated {
  const { answers, isPushed: isUnsure, isPrinted, answeredSinceNs = 0 } = context;
  const sinceNs = Math.max(first.atNs, answeredSinceNs);
  const come = answersTo(flow, end, sinceNs);
  const all = isUnsure && !isPrinted ? [] : come;
  const answer = all.find(({ id }) => !answers.has(id)) ?? (isPrinted ? all[0] : undefined);
  if (answer !== undefined) {
    answers.add(answer.id);
    return fateOfAnswer(flow, {
      first,
      answer,
      isPrinted,
      isLate: hasSentMore({ flow, first, end }, answer),
    });
  }
  if (all.length > 0) return { fate: "unknown", why: ONE_ANSWER, because: [first.id] };
  const fated =
    (isUnsure ? undefined : fateOfLostAnswer({ flow, first, end }, answers)) ??
    fateUnanswered(flow, first, end);
  return fated.fate === "taken" && come.length > 0 ? { ...fated, why: MAY_BE_PUSHED } : fated;
}

const ONE_ANSWER = "two things were said close together, and one answer came";

/** Data that the server sent when it had all of it, and that reached the client's host. */
function answersTo(flow: Flow, end: number, sentNs: number): SeenSegment[] {
  const isFramed = isHttp2(flow);
  return flow.toClient.segments.filter(
    (each) =>
      each.length > 0 &&
      each.atNs >= sentNs &&
      each.relativeAck >= end &&
      each.arrivedAtNs !== undefined &&
      !(isFramed && isControlOnly(each)),
  );
}

/** What the server said to it was seen to be sent, and never got to the client; nor its acknowledgment, or an RST did. */
function fateOfLostAnswer({ flow, first, end }: Put, answers: Set<number>): Fated | undefined {
  const back = saidBack(flow);
  if (back === undefined || back.to < end || answers.has(back.answer.id)) return undefined;
  answers.add(back.answer.id);
  return { fate: "taken", because: [first.id, back.answer.id] };
}

function fateUnanswered({ toServer, toClient }: Flow, first: SeenSegment, end: number): Fated {
  const refusal = toServer.ackedTo < end ? findRefusal(first.atNs, toClient) : undefined;
  if (refusal !== undefined) return { fate: "refused", because: [first.id, refusal.id] };
  const because = [first.id];
  if (toServer.ackedTo < end) return { fate: "unacknowledged", because };
  const { readTo, unreadFrom } = toServer.queue;
  if (readTo >= end) return { fate: "taken", because };
  const isUnread = unreadFrom !== undefined && unreadFrom < end;
  return { fate: isUnread ? "unread" : "acknowledged", because };
}

/** What is sent so long after it is something else, such as a heartbeat, and what comes then may be the answer to that. */
const PAUSE_NS = 100e6;

function hasSentMore({ flow, first, end }: Put, answer: SeenSegment): boolean {
  return newIn(flow.toServer.segments).some(
    (more) =>
      more.relativeSeq >= end && more.atNs > first.atNs + PAUSE_NS && answer.relativeAck >= endOf(more),
  );
}

interface Answered {
  readonly first: SeenSegment;
  readonly answer: SeenSegment;
  readonly isPrinted: boolean;
  readonly isLate: boolean;
}

function fateOfAnswer({ toClient }: Flow, { first, answer, isPrinted, isLate }: Answered): Fated {
  const because = [first.id, answer.id];
  if (isPrinted) return { fate: "shown", because };
  const { readTo, unreadFrom = Number.POSITIVE_INFINITY } = toClient.queue;
  const late = isLate && ({ isLate } as const);
  if (readTo >= endOf(answer)) return { fate: "read", because, ...late };
  return { fate: "answered", because, ...late, ...(unreadFrom < endOf(answer) && { isUnread: true }) };
}
