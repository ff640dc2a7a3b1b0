// One run, prepared for judgement: its observations in the order of time, and the most important ones by name.

import type { Connection } from "../tcp/endpoint.ts";
import { type Arrival, type SeenSegment, connectionUnderTest, segmentsOf } from "./conversation.ts";
import { endingsOf } from "./endings.ts";
import type { Observation, Observed } from "./observation.ts";
import { keepIndex } from "./kinds.ts";
import { ofKind } from "./queries.ts";
import type { Observer, RunRecord } from "./record.ts";

/** A run before it has been judged. */
export type Evidence = Pick<
  RunRecord,
  | "name"
  | "waitOn"
  | "fault"
  | "moment"
  | "limits"
  | "observers"
  | "drops"
  | "meaning"
  | "observations"
  | "control"
>;

export interface Case {
  readonly evidence: Evidence;
  readonly observations: readonly Observation[];
  readonly connection: Connection | undefined;
  /** Segments of the connection. */
  readonly segments: readonly SeenSegment[];
  readonly fault: Observed<"fault"> | undefined;
  /** The server's first FIN or RST that took effect at the client's end after the fault, and before that was undone. */
  readonly ending: Arrival | undefined;
  /** What was typed, keys too, in order. */
  readonly typed: readonly Typed[];
  readonly isOn: (observer: Observer["name"]) => boolean;
}

/** What the run is called that others are held against. */
export const CONTROL: string = "control";

export function layOut(evidence: Evidence): Case {
  const { observers } = evidence;
  // Asked by kind dozens of times; a copy, since what was given may be changed.
  const observations = [...evidence.observations];
  keepIndex(observations);
  const connection = connectionUnderTest(observations);
  const segments = connection ? segmentsOf(observations, connection) : [];
  const fault = ofKind(observations, "fault").at(0);
  // An ending after the fault has been undone is not caused by it.
  const undone = ofKind(observations, "recovered").find(({ isUndone }) => isUndone);
  const ending = endingsOf(segments).find(
    ({ arrivedAtNs }) =>
      fault !== undefined &&
      arrivedAtNs > fault.atNs &&
      arrivedAtNs < (undone?.atNs ?? Number.POSITIVE_INFINITY),
  );
  const isOn: Case["isOn"] = (name) => observers.some((observer) => observer.name === name && observer.on);
  return {
    evidence,
    observations,
    connection,
    segments,
    fault,
    ending,
    typed: typedIn(observations),
    isOn,
  };
}

/** A line, or a key. */
export type Typed = Observed<"typed"> & { readonly isKey?: true };

function typedIn(observations: readonly Observation[]): readonly Typed[] {
  const pressed = ofKind(observations, "pressed").map(({ id, atNs, key }): Typed => ({
    id,
    atNs,
    kind: "typed",
    text: key,
    isKey: true,
  }));
  const lines = ofKind(observations, "typed");
  return pressed.length === 0 ? lines : [...lines, ...pressed].sort((one, other) => one.atNs - other.atNs);
}
