// The moments of section 5.12 in a timeline, for its statements.

import type { Case } from "../../timeline/case.ts";
import { type SeenSegment, hasFlag, payloadText } from "../../timeline/conversation.ts";
import type { Observed, ProcessRow } from "../../timeline/observation.ts";
import { after, ofKind, printedBy } from "../../timeline/queries.ts";
import { FIRST_LINE, SECOND_LINE } from "../../inside/lines.ts";

export function firstLine({ typed }: Case): Observed<"typed"> | undefined {
  return typed.find(({ text }) => text === FIRST_LINE);
}

export function secondLine({ typed }: Case): Observed<"typed"> | undefined {
  return typed.find(({ text }) => text === SECOND_LINE);
}

/** What the client printed after a moment, and before another. */
export function printedBetween(
  seen: Case,
  fromNs: number,
  toNs: number = Number.POSITIVE_INFINITY,
): Observed<"printed">[] {
  return after(printedBy(seen.observations, "client"), fromNs).filter(({ atNs }) => atNs < toNs);
}

export function textOf(printed: readonly Observed<"printed">[]): string {
  return printed.map(({ text }) => text).join("");
}

/** Holders of the server's end of the connection under test, the last time they were looked at. */
export function serverOwners({ observations, connection }: Case): Observed<"owners"> | undefined {
  return ofKind(observations, "owners").findLast(
    (owners) => owners.end === "server" && owners.connection.client.port === connection?.client.port,
  );
}

/** The server's processes, the last time they were looked at before a moment. */
export function processesBefore({ observations }: Case, atNs: number): Observed<"processes"> | undefined {
  return ofKind(observations, "processes").findLast((processes) => processes.atNs < atNs);
}

export function processesAfter({ observations }: Case, atNs: number): Observed<"processes"> | undefined {
  return ofKind(observations, "processes").find((processes) => processes.atNs > atNs);
}

/** A child of the server: its parent is of the server's tree too, and holds the listening socket. */
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
      payloadText(segment).includes(SECOND_LINE),
  );
}

export function resetAfter(seen: Case, segment: SeenSegment | undefined): SeenSegment | undefined {
  if (segment === undefined) return undefined;
  return seen.segments.find(
    (later) => later.atNs >= segment.atNs && later.direction === "server->client" && hasFlag(later, "R"),
  );
}

/** The observations from which a step begins to that with which the next one does. */
export function stepStart({ observations }: Case, step: string): Observed<"step"> | undefined {
  return ofKind(observations, "step").find((begun) => begun.step === step);
}
