// What a client begins by itself on a connection on which it had to say something else first, such as who it is: a SET of
// Redis behind its HELLO, a PUBLISH of MQTT behind its CONNECT.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { type Flight, areAnswered, flightsOn, isGreeted } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { sendsUnanswered } from "../bytes/shipped.ts";
import { isHttp2, spokenOn } from "../bytes/spoken.ts";
import { isPushedAgain } from "../lines/pushed.ts";
import { isSealed, isCompressedSocket } from "../bytes/sealed.ts";

/** So long after what the server had sent last, or after its end: an acknowledgment, or a farewell, leaves sooner. */
const PAUSE_NS = 20e6;
/** What is no longer, and the same as another one, may be a heartbeat. */
export const SHORT_BYTES = 16;
/** From so many on it does so again and again. */
const SEVERAL = 2;

/** In their order, without what it has said first; each may be an ask. Empty where the server speaks first, or by itself. */
export function begunOn(flow: Flow, endedNs: number): readonly Flight[] {
  return isPushedAgain(flow) ? [] : allBegunOn(flow, endedNs);
}

/**
 * The same where the server sends by itself again and again: what came next may be no answer then, and what was sent an
 * acknowledgment of what came. What is short is left out.
 */
export function begunBesidePushes(flow: Flow, endedNs: number): readonly Flight[] {
  if (!isPushedAgain(flow)) return [];
  return allBegunOn(flow, endedNs).filter(({ segments }) => (segments[0]?.length ?? 0) > SHORT_BYTES);
}

/** Clearly by itself, also on a busy machine: what sets up a session follows an answer at once. */
const LONG_PAUSE_NS = 100e6;

/** Whether it begins anything by itself there, but heartbeats. */
export function beginsAnything(flow: Flow): boolean {
  return allBegunOn(flow, Number.POSITIVE_INFINITY, LONG_PAUSE_NS).length > 0;
}

function allBegunOn(flow: Flow, endedNs: number, pauseNs: number = PAUSE_NS): readonly Flight[] {
  if (isGreeted(flow) || isHttp2(flow) || (isSealed(flow) && !isCompressedSocket(flow))) return [];
  const begun = withPause(flightsOn(flow, endedNs).slice(1), { flow, endedNs, pauseNs });
  const times = timesSent(begun.flatMap(({ segments }) => segments));
  return begun.filter(({ segments: [first] }) => first !== undefined && !mayBeBeat(first, times));
}

interface Since {
  readonly flow: Flow;
  readonly endedNs: number;
  readonly pauseNs: number;
}

/** Those that leave so long after whatever had come. */
function withPause(flights: readonly Flight[], { flow, endedNs, pauseNs }: Since): readonly Flight[] {
  const came = flow.toClient.segments
    .flatMap(({ length, arrivedAtNs }) => (length > 0 && arrivedAtNs !== undefined ? [arrivedAtNs] : []))
    .concat(endedNs)
    .sort((one, other) => one - other);
  let [i, lastNs] = [0, 0];
  return flights.filter(({ sentNs }) => {
    while ((came[i] ?? Number.POSITIVE_INFINITY) < sentNs) {
      lastNs = came[i] ?? lastNs;
      i += 1;
    }
    return sentNs - lastNs >= pauseNs;
  });
}

function timesSent(all: readonly SeenSegment[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { payload } of all) times.set(payload, (times.get(payload) ?? 0) + 1);
  return times;
}

function mayBeBeat({ length, payload }: SeenSegment, times: ReadonlyMap<string, number>): boolean {
  return length <= SHORT_BYTES && (times.get(payload) ?? 0) > 1;
}

/**
 * Where answers come after the next thing was sent, what comes next is none for what was sent last: fewer things have come
 * than were sent.
 */
export function isBehind(flow: Flow, endedNs: number): boolean {
  if (!sendsUnanswered(flow, endedNs)) return false;
  const { sent, came } = spokenOn(flow);
  return came.length < sent.filter(({ atNs }) => atNs < endedNs).length;
}

/** Whether it does so again and again, and each was answered, as far as it was watched. */
export function areBegunAnswered(flows: readonly Flow[], endNs: number): boolean {
  const all = flows.flatMap((flow) => begunOn(flow, Number.POSITIVE_INFINITY));
  return all.length >= SEVERAL && areAnswered(all, endNs);
}

/** In each control it was all answered: then it is asks. */
export function areBegunAsks({ evidence: { control } }: Case): boolean {
  const all = controlsOf(control);
  return all.length > 0 && all.every(({ begunAnswered }) => begunAnswered === true);
}
