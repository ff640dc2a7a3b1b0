// Whether less came from the server than without the fault: then what a client prints may be made of the part that came.

import { createNumbering } from "../timeline/conversation.ts";
import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";

/** Since when it may print something about an answer of which less came than in the control; Infinity: all of it came. */
export interface InPart {
  /** Less came, or nothing. */
  readonly lessNs: number;
  /** Something came, and less than there. */
  readonly partNs: number;
  /** It goes on by itself, as long as anybody listens: less of it always comes. */
  readonly isStream: boolean;
}

const NEVER = Number.POSITIVE_INFINITY;
/** All of it came, or nobody knows. */
const WHOLE: InPart = { lessNs: NEVER, partNs: NEVER, isStream: false };

export function inPart(observations: readonly Observation[], control: ControlRecord): InPart {
  const arrived = bytesArrived(observations);
  const typed = observations.filter(({ kind }) => kind === "typed" || kind === "not-said") as Said[];
  if (typed.length === 0) {
    const isStream = !control.signs.some(({ kind }) => kind === "exit");
    return { ...compare(arrived, control.received, 0, NEVER), isStream };
  }
  const each = typed.map(({ text, atNs }, i) => {
    const usual = control.said?.[i];
    const usualBytes = usual?.text === text ? usual.answerBytes : undefined;
    return compare(arrived, usualBytes, atNs, typed[i + 1]?.atNs ?? NEVER);
  });
  return {
    lessNs: Math.min(...each.map(({ lessNs }) => lessNs)),
    partNs: Math.min(...each.map(({ partNs }) => partNs)),
    isStream: false,
  };
}

function compare(
  arrived: readonly Arrived[],
  usual: number | undefined,
  fromNs: number,
  untilNs: number,
): InPart {
  const within = arrived.filter(({ atNs }) => atNs > fromNs && atNs < untilNs);
  const came = within.reduce((sum, { bytes }) => sum + bytes, 0);
  if (usual === undefined || came >= usual) return WHOLE;
  return { ...WHOLE, lessNs: fromNs, partNs: came > 0 ? fromNs : NEVER };
}

type Said = Observed<"typed"> | Observed<"not-said">;

interface Arrived {
  readonly atNs: number;
  readonly bytes: number;
}

/** New bytes of the server, on each of the client's connections. */
function bytesArrived(observations: readonly Observation[]): Arrived[] {
  const server = ofKind(observations, "connection")[0]?.server;
  const probes = new Set(ofKind(observations, "probe").map((probe) => probe.connection?.client.port));
  const delivered = new Map(ofKind(observations, "delivered").map(({ frame, atNs }) => [frame, atNs]));
  const numbering = createNumbering();
  const ends = new Map<number, number>();
  return ofKind(observations, "segment").flatMap((segment) => {
    const { from, to, length, flags } = segment;
    // A SYN has the number from which the others count.
    const isServers = from.port === server?.port && !probes.has(to.port);
    if (!isServers || (length === 0 && !flags.includes("S"))) return [];
    const seen = numbering.number(segment, { client: to, server: from });
    const atNs = seen?.arrivedAtNs ?? delivered.get(segment.wire?.frame ?? 0);
    if (seen === undefined || length === 0 || atNs === undefined) return [];
    const end = ends.get(to.port) ?? 1;
    const bytes = seen.relativeSeq + length - Math.max(end, seen.relativeSeq);
    if (bytes <= 0) return [];
    ends.set(to.port, seen.relativeSeq + length);
    return [{ atNs, bytes }];
  });
}
