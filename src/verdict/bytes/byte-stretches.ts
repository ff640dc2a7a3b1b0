// How far each byte of the client's connections got, in ranges that got equally far.

import type { ByteStretch, Ledger, SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { type Flow, type Way, findRefusal } from "./flows.ts";
import { saidBack } from "./said-back.ts";

/** How many ranges are kept, for a client with very many connections. */
const LIMIT = 60;

/**
 * @param flows those of which each segment was recorded
 * @param said how far the things got that were said
 */
export function stretchesOf(
  flows: readonly Flow[],
  said: readonly Judged[] = [],
): Pick<Ledger, "bytes" | "more"> {
  const all = flows.flatMap((flow) => {
    const clientPort = flow.connection.client.port;
    return [
      ...stretches(flow.toServer, flow.toClient, answeredTo(flow), saidBackTo(flow, said)),
      ...stretches(flow.toClient, flow.toServer),
    ].map((stretch) => ({ clientPort, ...stretch }));
  });
  const bytes = all.slice(0, LIMIT);
  return { bytes, ...(all.length > LIMIT && { more: all.length - LIMIT }) };
}

/** Bytes of the client that the server had when it sent data that reached the client's host. */
function answeredTo({ toServer, toClient }: Flow): number {
  let to = 1;
  for (const { length, relativeAck, arrivedAtNs } of toClient.segments)
    if (length > 0 && arrivedAtNs !== undefined) to = Math.max(to, relativeAck);
  return Math.min(to, toServer.sentTo);
}

/** Bytes of the client that the server's program had read, as an answer shows that did not get there. */
function saidBackTo(flow: Flow, said: readonly Judged[]): number {
  const back = saidBack(flow);
  const isAnswer = said.some(
    ({ fate, because }) => fate === "taken" && because.includes(back?.answer.id ?? -1),
  );
  return isAnswer ? (back?.to ?? 1) : 1;
}

type Judged = Pick<SaidEntry, "fate" | "because">;

type Stretch = Omit<ByteStretch, "clientPort">;

/**
 * @param answered the number behind the last byte that was answered
 * @param taken behind the last one to which something was said that got lost
 */
function stretches(way: Way, back: Way, answered = 1, taken = 1): Stretch[] {
  const isToServer = way.direction === "client->server";
  // A host may have what its acknowledgment has not said yet.
  const had = isToServer ? way.ackedTo : Math.max(way.arrivedTo, way.ackedTo);
  const { readTo, unreadFrom = had } = way.queue;
  const marks: readonly (readonly [to: number, fate: Fate])[] = [
    [answered, "answered"],
    [Math.max(taken, Math.min(readTo, had)), isToServer ? "taken" : "read"],
    [Math.min(unreadFrom, had), isToServer ? "acknowledged" : "arrived"],
    [had, "unread"],
    [way.sentTo, refusedOrNot(way, back, had)],
  ];
  const found: Stretch[] = [];
  let from = 1;
  for (const [to, fate] of marks) {
    if (to <= from) continue;
    found.push({ direction: way.direction, from, bytes: to - from, fate });
    from = to;
  }
  return found;
}

function refusedOrNot({ segments }: Way, back: Way, had: number): Fate {
  const first = segments.find(({ relativeSeq, length }) => length > 0 && relativeSeq + length > had);
  return first !== undefined && findRefusal(first.atNs, back) !== undefined ? "refused" : "unacknowledged";
}
