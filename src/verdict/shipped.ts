// A client that sends again and again by itself and is not answered, as one that ships a log: how far the last of it got.

import type { Case } from "../timeline/case.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { stretchesOf } from "./byte-stretches.ts";
import { type Flow, endOf } from "./flows.ts";

/** Sent so long after what was sent before it, with nothing from the server between, is sent by itself. */
const PAUSE_NS = 100e6;

/** Undefined where the client does not do so, as far as it was seen before the fault. */
export function shippedEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const faultNs = seen.fault?.atNs ?? Number.POSITIVE_INFINITY;
  const flow = flows.find((each) => ships(each, faultNs));
  const last = flow && stretchesOf([flow]).bytes.findLast(({ direction }) => direction === "client->server");
  if (flow === undefined || last === undefined) return undefined;
  const first = flow.toServer.segments.find((segment) => segment.length > 0 && endOf(segment) > last.from);
  return {
    text: "what it sends by itself",
    isOwn: true,
    atNs: first?.atNs ?? 0,
    fate: last.fate,
    because: first ? [first.id] : [],
  };
}

function ships({ toServer, toClient }: Flow, untilNs: number): boolean {
  const sent = toServer.segments.filter(({ length, atNs }) => length > 0 && atNs < untilNs);
  return sent.some(({ atNs }, i) => {
    const beforeNs = sent[i - 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const isAnswered = toClient.segments.some(
      (segment) => segment.length > 0 && segment.atNs > beforeNs && segment.atNs < atNs,
    );
    return atNs - beforeNs > PAUSE_NS && !isAnswered;
  });
}
