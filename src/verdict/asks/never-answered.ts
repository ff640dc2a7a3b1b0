// What was asked last on a connection on which all before it was answered, and was not answered in the control either when
// that was over: a query that takes longer than a control is watched, a pop that waits for somebody's push. Nobody knows
// whether its answer was on its way.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { findExit } from "../../timeline/queries.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flight, flightsOn, isGreeted } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { isPushedAgain } from "../lines/pushed.ts";
import { SHORT_BYTES } from "./begun-asks.ts";
import { ASKED } from "./loss.ts";
import { isAsExpected } from "./ends.ts";
import { hasLeftIn } from "./promised.ts";
import { isClear } from "./short-asks.ts";
import { stepsOf } from "./steps.ts";
import { NOT_SEEN } from "./why-unsure.ts";

/** From so many answers on it is a talk; with one a login may be all that is ever answered (MQTT). */
const SEVERAL = 2;
/** So long after what the server had sent last: an acknowledgment leaves sooner. */
const PAUSE_NS = 20e6;

export function neverAnsweredEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const { ending, evidence } = seen;
  const [mine] = flows;
  const usual = controlsOf(evidence.control);
  if (ending === undefined || mine === undefined || usual.length === 0) return undefined;
  const endedNs = ending.arrivedAtNs;
  const flights = flightsOn(mine, endedNs, true).filter(({ sentNs }) => sentNs < endedNs);
  const last = flights.at(-1);
  if (last === undefined || (last.answeredNs ?? Number.POSITIVE_INFINITY) <= endedNs) return undefined; // most are
  if (!isTalk(mine, flights) || hasLeftIn(seen, endedNs) || isAsExpected(seen)) return undefined;
  if (!isWaitedFor(seen, last, flights)) return undefined;
  const step = stepsOf(mine, endedNs).at(-1);
  if (step === undefined || !usual.every((control) => isOpenIn(control, step))) return undefined;
  const because = last.segments.slice(0, 1).map(({ id }) => id);
  return { text: ASKED, isOwn: true, atNs: last.sentNs, fate: "unknown", why: NOT_SEEN, because };
}

/** All that was said before was answered, and the server says nothing by itself. */
function isTalk(flow: Flow, flights: readonly Flight[]): boolean {
  const before = flights.length - 1 + (isGreeted(flow) ? 1 : 0);
  return before >= SEVERAL && isClear(flow) && !isPushedAgain(flow);
}

/**
 * It has ended since; or it runs on, and what it sent was no acknowledgment, and an answer was not waited for as long as one
 * is waited for anywhere.
 */
function isWaitedFor(seen: Case, { segments, sentNs }: Flight, flights: readonly Flight[]): boolean {
  if (findExit(seen.observations, "client") !== undefined) return true;
  const { control, limits } = seen.evidence;
  const isLong = controlsOf(control).every(
    ({ watched }) => (watched?.sinceQuietNs ?? 0) >= limits.limitMs * 1e6,
  );
  const bytes = segments.reduce((sum, { length }) => sum + length, 0);
  return !isLong && bytes > SHORT_BYTES && sentNs - (flights.at(-2)?.answeredNs ?? sentNs) >= PAUSE_NS;
}

function isOpenIn({ steps = [], openStep }: ControlRecord, [sent, , , words]: AnsweredStep): boolean {
  const all = openStep ? [...steps, openStep] : steps;
  return all.every((step) => step[2] === 0 || (step[3] !== words && step[0] !== sent));
}
