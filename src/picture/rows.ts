// The rows of the picture: observations worth a line, in the order of time.

import { sanitize } from "../report/sanitize.ts";
import { formatLine } from "../report/story-lines.ts";
import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import { type SeenSegment, senderOf } from "../timeline/conversation.ts";
import type { AtNs, Observation, Role } from "../timeline/observation.ts";
import { describeWait, mainThread } from "../timeline/waits.ts";
import { lookUp } from "../timeline/words.ts";

export interface Row {
  /** The observation's id. */
  readonly id: number;
  readonly atNs: AtNs;
  readonly kind: Observation["kind"];
  /** The side it belongs to; `both`: it spans the picture. */
  readonly side: Role | "both";
  readonly text: string;
}

/** A segment of the connection, and the rows in which it leaves and, if it was held or delayed, arrives. */
export interface SegmentRow {
  readonly segment: SeenSegment;
  readonly row: number;
  readonly arrivalRow?: number;
}

export interface Listed {
  readonly rows: readonly Row[];
  readonly segments: readonly SegmentRow[];
}

/**
 * Every observation that says something new. Segments of other connections are not drawn.
 *
 * @param seen the connection's segments, in the order of the observations
 */
export function listRows(
  observations: readonly Observation[],
  seen: readonly SeenSegment[],
  connection?: Connection,
): Listed {
  const onTheWire = new Map<number, { segment: SeenSegment; row: number; arrivalRow?: number }>();
  const rows: Row[] = [];
  const segments: SegmentRow[] = [];
  const told = createLastShown();
  for (const observation of observations) {
    const { id, atNs, kind } = observation;
    const segment = seen[segments.length];
    if (segment?.id === id) {
      const placed = { segment, row: rows.length };
      segments.push(placed);
      if (segment.wire && segment.wire.deliveredNs === undefined) onTheWire.set(segment.wire.frame, placed);
      rows.push({ id, atNs, kind, side: senderOf(segment), text: describeSegment(segment) });
    } else if (kind === "delivered") {
      const placed = onTheWire.get(observation.frame);
      if (placed === undefined) continue;
      placed.arrivalRow = rows.length;
      rows.push({ id, atNs, kind, side: receiver(placed.segment), text: `${placed.segment.text} arrives` });
    } else {
      const text = named(told.ifNew(observation), observation, connection);
      if (text !== undefined) rows.push({ id, atNs, kind, side: sideOf(observation), text });
    }
  }
  return { rows, segments };
}

/** The server may serve others as well: who holds the end of another connection is not who holds this one's. */
function named(
  text: string | undefined,
  observation: Observation,
  connection: Connection | undefined,
): string | undefined {
  if (text === undefined || observation.kind !== "owners" || connection === undefined) return text;
  const isOther = !sameEndpoint(observation.connection.client, connection.client);
  return isOther ? `another connection: ${text}` : text;
}

function describeSegment({ text, wire }: SeenSegment): string {
  if (wire?.fate === "made") return `${text}, made on the wire`;
  return wire === undefined || wire.fate === "passed" ? text : `${text}, ${wire.fate}`;
}

function receiver(segment: SeenSegment): Role {
  return senderOf(segment) === "client" ? "server" : "client";
}

/** Most samples repeat the one before. */
function createLastShown(): { ifNew(observation: Observation): string | undefined } {
  const last = new Map<string, string>();
  return {
    ifNew(observation) {
      const { kind } = observation;
      const text = textOf(observation);
      if (text === undefined) return undefined;
      if (kind !== "waiting" && kind !== "processes" && kind !== "neighbour") return text;
      const about = kind === "waiting" ? `${kind} ${observation.role}` : kind;
      if (last.get(about) === text) return undefined;
      last.set(about, text);
      return text;
    },
  };
}

/** The row's text; undefined for observations that are drawn in another way. */
function textOf(observation: Observation): string | undefined {
  if (observation.kind === "step") return `${observation.step}  ${observation.text}`;
  if (observation.kind !== "waiting") return formatLine(observation)?.text;
  const wait = describeWait(mainThread(observation));
  return wait === "running" || wait.endsWith("unknown")
    ? undefined
    : `the ${observation.role} is ${sanitize(wait)}`;
}

const sides: Readonly<Partial<Record<Observation["kind"], Row["side"]>>> = {
  typed: "client",
  "end-of-input": "client",
  pressed: "client",
  expected: "client",
  processes: "server",
  "process-ended": "server",
  "process-reaped": "server",
  counted: "server",
  probe: "server",
  "proxy-started": "server",
  "proxy-printed": "server",
  "proxy-exited": "server",
  upstream: "server",
  beyond: "server",
};

function sideOf(observation: Observation): Row["side"] {
  if ("role" in observation) return observation.role;
  if (observation.kind === "owners") return observation.end;
  if (observation.kind === "neighbour") return observation.from;
  return lookUp(sides, observation.kind) ?? "both";
}
