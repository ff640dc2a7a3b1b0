// A client that sends again and again by itself and is not answered, as one that ships a log: how far the last of it got.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { ByteStretch, SaidEntry } from "../../timeline/verdict-record.ts";
import { stretchesOf } from "./byte-stretches.ts";
import { type Flow, endOf, newIn } from "./flows.ts";

/** Sent so long after what was sent before it, with nothing from the server between, is sent by itself. */
const PAUSE_NS = 100e6;

export const SHIPPED = "what it sends by itself";

/** Undefined where the client does not do so, as far as it was seen before the fault, and in the control. */
export function shippedEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const { fault, evidence } = seen;
  // Where nothing was done to the server all of the run shows it.
  const untilNs = fault === undefined || fault.pid === 0 ? Number.POSITIVE_INFINITY : fault.atNs;
  const isUsual = evidence.control?.said?.[0]?.text === SHIPPED;
  const flow = flows.find((each) => sendsUnanswered(each, untilNs)) ?? (isUsual ? flows[0] : undefined);
  const last = flow && lastStretch(seen, flow);
  if (flow === undefined || last === undefined) return undefined;
  const first = flow.toServer.segments.find((segment) => segment.length > 0 && endOf(segment) > last.from);
  return {
    text: SHIPPED,
    isOwn: true,
    atNs: first?.atNs ?? 0,
    fate: last.fate,
    because: first ? [first.id] : [],
  };
}

/** What it sent after the last look at the server's queue shows nothing, where it had sent something before. */
function lastStretch(seen: Case, flow: Flow): ByteStretch | undefined {
  const sent = stretchesOf([flow]).bytes.filter(({ direction }) => direction === "client->server");
  const lookedNs = ofKind(seen.observations, "sockets").at(-1)?.atNs ?? Number.POSITIVE_INFINITY;
  const known = flow.toServer.segments.findLast(({ length, atNs }) => length > 0 && atNs <= lookedNs);
  return sent.findLast(({ from }) => known === undefined || from < endOf(known)) ?? sent.at(-1);
}

/**
 * It sends the next thing by itself before anything has come for the last one (what TCP sends again is none). In one pass: a
 * busy client has tens of thousands of segments.
 */
export function sendsUnanswered({ toServer, toClient }: Flow, untilNs: number): boolean {
  const sent = newIn(toServer.segments).filter(({ atNs }) => atNs < untilNs);
  const came = toClient.segments
    .flatMap(({ length, atNs }) => (length > 0 ? [atNs] : []))
    .sort((one, other) => one - other);
  let next = 0;
  return sent.some(({ atNs }, i) => {
    const beforeNs = sent[i - 1]?.atNs ?? Number.POSITIVE_INFINITY;
    while ((came[next] ?? Number.POSITIVE_INFINITY) <= (sent[i - 1]?.atNs ?? 0)) next += 1;
    const isAnswered = (came[next] ?? Number.POSITIVE_INFINITY) < atNs;
    return atNs - beforeNs > PAUSE_NS && !isAnswered;
  });
}
