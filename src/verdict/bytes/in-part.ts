// Whether less came from the server than without the fault: then what a client prints may be made of the part that came.

import type { Observation } from "../../timeline/observation.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { type Conversations, arrivedIn } from "./flows.ts";

/**
 * Since when it may print something about an answer of which less came than in the control; Infinity: all of it came, or
 * nobody knows.
 */
export interface InPart {
  /** Less came, or nothing. */
  readonly lessNs: number;
  /** What it prints may be made of what came: of something less; and of nothing by who was started for that answer alone. */
  readonly partNs: number;
  /** It goes on by itself, as long as anybody listens: less of it always comes. */
  readonly isStream: boolean;
}

const NEVER = Number.POSITIVE_INFINITY;

export function inPart(seen: Conversations, control: ControlRecord): InPart {
  const bytesBetween = arrivedIn(seen);
  const said = seen.observations.filter(({ kind }) => kind === "typed" || kind === "not-said") as Said[];
  if (said.length === 0) {
    const came = bytesBetween(0, NEVER);
    const isStream = !control.signs.some(({ kind }) => kind === "exit");
    // Without a control nobody knows how much was to come.
    const lessNs = control.none || came < (control.received ?? 0) ? 0 : NEVER;
    return { lessNs, partNs: isStream && came === 0 ? NEVER : lessNs, isStream };
  }
  // Where nothing shows what comes, and something came before, something was to come.
  const least = bytesBetween(said[0]?.atNs ?? 0, NEVER) > 0 ? 1 : 0;
  const less = said.flatMap(({ text, atNs }, i) => {
    // With a line that was left unread one more is said than in the control.
    const usual = [control.said?.[i], ...(control.said ?? [])].find((each) => each?.text === text);
    const usualBytes = usual ? (usual.answerBytes ?? 0) : control.none ? least : 0;
    const came = bytesBetween(atNs, said[i + 1]?.atNs ?? NEVER);
    return came < usualBytes ? [{ atNs, came }] : [];
  });
  return {
    lessNs: less[0]?.atNs ?? NEVER,
    partNs: less.find(({ came }) => came > 0)?.atNs ?? NEVER,
    isStream: false,
  };
}

type Said = Extract<Observation, { readonly kind: "typed" | "not-said" }>;
