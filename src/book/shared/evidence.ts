// What the statements of the sections look for in a timeline: segments, lines, tables, processes.

import type { Case } from "../../timeline/case.ts";
import {
  type Direction,
  type SeenSegment,
  arrivals,
  hasFlag,
  payloadText,
} from "../../timeline/conversation.ts";
import type { Observed, ProcessRow } from "../../timeline/observation.ts";
import { after, ofKind, printedBy, rowsOf } from "../../timeline/queries.ts";

export function sent({ segments }: Case, direction: Direction): SeenSegment[] {
  return segments.filter((segment) => segment.direction === direction);
}

export function firstFin(seen: Case, direction: Direction): SeenSegment | undefined {
  return sent(seen, direction).find((segment) => hasFlag(segment, "F"));
}

/** The first segment of the other end that acknowledges `segment`, its FIN included. */
export function acknowledgmentOf(seen: Case, segment: SeenSegment): SeenSegment | undefined {
  const end = segment.relativeSeq + segment.length + (hasFlag(segment, "F") ? 1 : 0);
  return seen.segments.find(
    (other) =>
      other.direction !== segment.direction &&
      other.atNs >= segment.atNs &&
      hasFlag(other, ".") &&
      other.relativeAck >= end,
  );
}

/** Each transmission of the second line, whatever it says; all but the first are retransmissions. */
export function sendings(seen: Case): SeenSegment[] {
  const typed = secondLine(seen);
  if (typed === undefined) return [];
  return sent(seen, "client->server").filter(
    (segment) => segment.atNs > typed.atNs && segment.length > 0 && payloadText(segment).includes(typed.text),
  );
}

/** The first RST to reach the client after a time. */
export function resetArrivedAfter({ segments }: Case, atNs: number): SeenSegment | undefined {
  return arrivals(segments).find(
    (segment) =>
      segment.direction === "server->client" && segment.arrivedAtNs > atNs && hasFlag(segment, "R"),
  );
}

export function printedAfter({ observations }: Case, atNs: number): Observed<"printed">[] {
  return after(printedBy(observations, "client"), atNs);
}

export function textOf(printed: readonly Observed<"printed">[]): string {
  return printed.map(({ text }) => text).join("");
}

/** The states of both ends in the last table. */
export function statesLeft(
  seen: Case,
): { client: string; server: string; table: Observed<"sockets"> } | undefined {
  const table = ofKind(seen.observations, "sockets").at(-1);
  if (table === undefined || seen.connection === undefined) return undefined;
  const { client, server } = rowsOf(table.rows, seen.connection);
  return { client: client?.state ?? "gone", server: server?.state ?? "gone", table };
}

/** Whatever it says: in the lab a reader types it. */
export function firstLine({ typed }: Case): Observed<"typed"> | undefined {
  return typed.find(({ isKey }) => !isKey);
}

/** The first line that was typed after the fault. */
export function secondLine({ typed, fault }: Case): Observed<"typed"> | undefined {
  const lines = typed.filter(({ isKey }) => !isKey);
  return fault ? lines.find(({ atNs }) => atNs > fault.atNs) : lines[1];
}

/** What the client printed between two times. */
export function printedBetween(
  seen: Case,
  fromNs: number,
  toNs: number = Number.POSITIVE_INFINITY,
): Observed<"printed">[] {
  return after(printedBy(seen.observations, "client"), fromNs).filter(({ atNs }) => atNs < toNs);
}

/** The last observation of who holds the server's end of the connection under test. */
export function serverOwners({ observations, connection }: Case): Observed<"owners"> | undefined {
  return ofKind(observations, "owners").findLast(
    (owners) => owners.end === "server" && owners.connection.client.port === connection?.client.port,
  );
}

/** The last observation of the server's processes before a time. */
export function processesBefore({ observations }: Case, atNs: number): Observed<"processes"> | undefined {
  return ofKind(observations, "processes").findLast((processes) => processes.atNs < atNs);
}

export function processesAfter({ observations }: Case, atNs: number): Observed<"processes"> | undefined {
  return ofKind(observations, "processes").find((processes) => processes.atNs > atNs);
}

/** A child of the server: its parent holds the listening socket. */
export function isServerChild(
  owner: ProcessRow | undefined,
  processes: Observed<"processes"> | undefined,
): boolean {
  return owner !== undefined && (processes?.listeners.includes(owner.parent) ?? false);
}

export function tableBefore({ observations }: Case, atNs: number): Observed<"sockets"> | undefined {
  return ofKind(observations, "sockets").findLast((table) => table.atNs <= atNs);
}

/** The segment that carries the second line to the server. */
export function secondLineSegment(seen: Case): SeenSegment | undefined {
  const typed = secondLine(seen);
  return seen.segments.find(
    (segment) =>
      typed !== undefined &&
      segment.atNs > typed.atNs &&
      segment.direction === "client->server" &&
      segment.length > 0 &&
      payloadText(segment).includes(typed.text),
  );
}

/** The first RST that the server's end sent at `segment` or after it. */
export function resetSentAfter(seen: Case, segment: SeenSegment | undefined): SeenSegment | undefined {
  if (segment === undefined) return undefined;
  return seen.segments.find(
    (later) => later.atNs >= segment.atNs && later.direction === "server->client" && hasFlag(later, "R"),
  );
}

/** The observation with which a step begins. */
export function stepStart({ observations }: Case, step: string): Observed<"step"> | undefined {
  return ofKind(observations, "step").find((begun) => begun.step === step);
}
