// How a connection begins: a handshake, a login, a line that says who it is. On a new connection that comes once more, and
// makes up for nothing else.

import type { ByteStretch } from "../../timeline/verdict-record.ts";
import { greatest } from "../../timeline/extremes.ts";
import { type Flow, endOf, newIn } from "./flows.ts";
import { textOf } from "./sent-again.ts";

/**
 * How many bytes of all of the client's connections but the first are how they begin, or what was taken on an earlier one
 * already: what is answered there, as far as it is no longer than on the first, and what begins as that does, up to the end
 * of a segment or a line.
 *
 * @param own how far each byte of the client's got
 */
export function openingBytes(own: readonly ByteStretch[], flows: readonly Flow[]): number {
  const begun = flows.filter(({ toServer }) => toServer.segments.some(({ length }) => length > 0));
  const ports = begun.map(({ connection }) => connection.client.port);
  const answered = ports.map((port) => lengthUpTo(own, port, ["answered"]));
  const taken = begun.map((flow) => takenText(own, flow));
  return begun.slice(1).reduce((sum, flow, i) => {
    const same = taken.slice(0, i + 1).map((before) => sameBeginning(flow, before));
    const greeting = Math.min(answered[i + 1] ?? 0, answered[0] ?? 0);
    return sum + greatest([greeting, ...same], 0);
  }, 0);
}

const TAKEN: readonly ByteStretch["fate"][] = ["answered", "taken", "acknowledged"];

/** What the server has of what was sent on a connection, from its first byte on; as far as it was kept. */
export function takenText(own: readonly ByteStretch[], { connection, toServer }: Flow): string {
  return textOf(toServer.segments).slice(0, lengthUpTo(own, connection.client.port, TAKEN));
}

/** From the first byte on. */
function lengthUpTo(
  own: readonly ByteStretch[],
  port: number,
  fates: readonly ByteStretch["fate"][],
): number {
  const on = own.filter(({ clientPort }) => clientPort === port);
  const other = on.findIndex(({ fate }) => !fates.includes(fate));
  return on.slice(0, other < 0 ? on.length : other).reduce((sum, { bytes }) => sum + bytes, 0);
}

function sameBeginning({ toServer }: Flow, before: string): number {
  const text = textOf(toServer.segments);
  let same = 0;
  while (same < Math.min(text.length, before.length) && text[same] === before[same]) same += 1;
  const ends = newIn(toServer.segments).map((segment) => endOf(segment) - 1);
  const lines = [text.lastIndexOf("\n", same - 1) + 1];
  return greatest([...ends.filter((end) => end <= same), ...lines.filter((end) => end <= same)], 0);
}
