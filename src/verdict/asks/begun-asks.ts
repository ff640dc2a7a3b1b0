// What a client begins by itself on a connection on which it had to say something else first, such as who it is: a SET of Redis behind
// its HELLO, a PUBLISH of MQTT behind its CONNECT.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { hasSwitched } from "../../timeline/http-answers.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { type Flight, areAnswered, flightsOn, isGreeted, isHttp2 } from "../bytes/flights.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { isPushedAgain } from "../lines/pushed.ts";
import { isSealed } from "./sealed-asks.ts";

/** So long after what the server had sent last, or after its end: an acknowledgment, or a farewell, leaves sooner. */
const PAUSE_NS = 20e6;
/** What is no longer, and the same as another one, may be a heartbeat. */
const SHORT_BYTES = 16;
/** From so many on it does so again and again. */
const SEVERAL = 2;

/** In their order, without what it has said first; each may be an ask. Empty where the server speaks first, or by itself. */
export function begunOn(flow: Flow, endedNs: number): readonly Flight[] {
  if (isGreeted(flow) || isHttp2(flow) || isSealed(flow) || isPushedAgain(flow)) return [];
  const begun = withPause(flightsOn(flow, endedNs).slice(1), flow, endedNs);
  const times = timesSent(begun.flatMap(({ segments }) => newIn(segments)));
  const isFramed = hasSwitched(flow.toClient.segments.filter(({ length }) => length > 0));
  return begun.filter(
    ({ segments: [first] }) =>
      first !== undefined && !mayBeBeat(first, times) && !(isFramed && isControlFrame(first)),
  );
}

/** Of WebSocket: a ping, a pong, a close. Each is masked with other bytes, and so never the same (RFC 6455 5.2, 5.5). */
function isControlFrame({ payload }: SeenSegment): boolean {
  return (atob(payload).charCodeAt(0) & 0x08) !== 0;
}

/** Those that leave so long after whatever had come. */
function withPause(flights: readonly Flight[], { toClient }: Flow, endedNs: number): readonly Flight[] {
  const came = toClient.segments
    .flatMap(({ length, arrivedAtNs }) => (length > 0 && arrivedAtNs !== undefined ? [arrivedAtNs] : []))
    .concat(endedNs)
    .sort((one, other) => one - other);
  let [i, lastNs] = [0, 0];
  return flights.filter(({ sentNs }) => {
    while ((came[i] ?? Number.POSITIVE_INFINITY) < sentNs) {
      lastNs = came[i] ?? lastNs;
      i += 1;
    }
    return sentNs - lastNs >= PAUSE_NS;
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
