// What a server says as it ends is no answer to what it was asked last: PostgreSQL's FATAL, `421 closing`, MySQL's error. It
// comes where the answer was to come, may stand behind the beginning of one, and be as long.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { isAskedSince } from "../bytes/asked-since.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf } from "../bytes/sent-again.ts";
import { slackOf } from "../bytes/slack.ts";
import { ASKED } from "./loss.ts";
import { isAsExpected } from "./ends.ts";
import { hasLeftIn } from "./promised.ts";
import { isClear } from "./short-asks.ts";
import { stepsOf } from "./steps.ts";
import { LAST_WORDS } from "./why-unsure.ts";

/**
 * What it had asked last on the connection under test, of which all that came did so between the fault and the server's end,
 * and begins otherwise than in each control, or ends otherwise and is not as long.
 */
export function lastWordsEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const { ending, fault, evidence } = seen;
  const [mine, ...others] = flows;
  const usual = controlsOf(evidence.control);
  if (ending === undefined || fault === undefined || mine === undefined || usual.length === 0)
    return undefined;
  const endedNs = ending.arrivedAtNs;
  const last = answeredBetween(mine, fault.atNs, endedNs);
  if (last === undefined) return undefined; // most are
  if (!isClear(mine) || hasLeftIn(seen, endedNs) || isAsExpected(seen)) return undefined;
  const step = stepsOf(mine, endedNs).at(-1);
  if (step === undefined || !usual.every((control) => isUnlike(control, step))) return undefined;
  if (isAskedSince(others, textOf(last.segments), endedNs)) return undefined;
  const because = last.segments.slice(0, 1).map(({ id }) => id);
  return { text: ASKED, isOwn: true, atNs: last.sentNs, fate: "unknown", why: LAST_WORDS, because };
}

/** What was sent last before the server's end, if what came for it came since the fault. */
function answeredBetween(flow: Flow, faultNs: number, endedNs: number): Flight | undefined {
  const last = flightsOn(flow, endedNs, true).findLast(({ sentNs }) => sentNs < endedNs);
  const { answeredNs = 0 } = last ?? {};
  return answeredNs > faultNs && answeredNs <= endedNs ? last : undefined;
}

function isUnlike({ steps = [], openStep }: ControlRecord, last: AnsweredStep): boolean {
  const all = (openStep ? [...steps, openStep] : steps).filter(([, , since]) => since > 0);
  const alike = alikeIn(all, last);
  const [begins, ends] = [4, 5].map((place) => only(alike.map((step) => step[place])));
  if (begins !== undefined && begins !== last[4]) return true;
  const isAsLong = alike.some(([, , since]) => Math.abs(since - last[2]) <= slackOf(since));
  return ends !== undefined && last[5] !== 0 && ends !== last[5] && !isAsLong;
}

/** Undefined where it is another one each time, or not known. */
function only([first, ...more]: readonly (number | undefined)[]): number | undefined {
  return first !== 0 && more.every((each) => each === first) ? first : undefined;
}

/** What was asked in the same words; else when as much had been sent; else what was asked last, more than once. */
function alikeIn(all: readonly AnsweredStep[], [sent, , , words]: AnsweredStep): readonly AnsweredStep[] {
  const same = all.filter((step) => step[3] === words);
  if (same.length > 0) return same;
  const there = all.filter((step) => step[0] === sent);
  if (there.length > 0) return there;
  return all.length > 1 ? all.slice(-2) : [];
}
