// What a client that runs on asks by itself in the clear, and what was answered in part: half of a literal of IMAP, four
// answers to ten commands of Redis. Only the control shows how much was to come: as much as came there once the client had
// sent as much.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { STILL_NS } from "../../timeline/under-way.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { goneNsOf } from "../bytes/death.ts";
import { flightsOn } from "../bytes/flights.ts";
import { type Flow, bytesBetween } from "../bytes/flows.ts";
import { NEXT, type Unanswered, mayBeNext } from "../bytes/next-ask.ts";
import { isSure, textOf, timesAsked } from "../bytes/sent-again.ts";
import { slackOf } from "../bytes/slack.ts";
import { isPushedOn } from "../lines/pushed.ts";
import { isAsExpected } from "./ends.ts";
import { ASKED } from "./loss.ts";
import { hasLeftIn, isHttp, lackOn } from "./promised.ts";
import { isSealed } from "../bytes/sealed.ts";
import { MOST_KEPT, MOST_STEPS, stepsOf } from "./steps.ts";
import { LESS_CAME } from "./why-unsure.ts";

/**
 * How what it asked on each connection was answered, as far as that was over: the client had sent more, or nothing came any
 * more. Undefined where the server sends by itself for as long as it lives: of that less always comes where it dies.
 *
 * @param overNs when the run was over; Infinity if the client had ended, and waited for nothing more
 */
export function answeredSteps(flows: readonly Flow[], overNs: number): readonly AnsweredStep[] | undefined {
  const clear = flows.filter((flow) => isClear(flow));
  if (clear.some((flow) => isPushedOn(flow, overNs))) return undefined;
  const all = clear.flatMap((flow) => {
    const steps = stepsOf(flow, Number.POSITIVE_INFINITY);
    return hasComeToRest(flow, overNs) ? steps : steps.slice(0, -1);
  });
  const distinct = new Map(all.map((step) => [step.join(" "), step]));
  return distinct.size === 0 ? undefined : endsOf([...distinct.values()]);
}

/**
 * What it had asked last on the connection under test, as far as it was answered when the run was over: more may have come.
 */
export function openStep([mine]: readonly Flow[], overNs: number): AnsweredStep | undefined {
  if (mine === undefined || !isClear(mine, OPEN_ENDED) || hasComeToRest(mine, overNs)) return undefined;
  return isPushedOn(mine, overNs) ? undefined : stepsOf(mine, Number.POSITIVE_INFINITY).at(-1);
}

/** Nothing has come for so long that no more is to come. */
function hasComeToRest({ toClient }: Flow, overNs: number): boolean {
  return overNs - (toClient.segments.at(-1)?.atNs ?? 0) > STILL_NS;
}

function endsOf(steps: readonly AnsweredStep[]): readonly AnsweredStep[] {
  const isFew = steps.length <= MOST_KEPT;
  return isFew ? steps : [...steps.slice(0, MOST_STEPS), ...steps.slice(-MOST_STEPS)];
}

/**
 * What it had asked last on the connection under test, and was answered by less than in each control; undefined where as
 * much came.
 */
export function shortAskEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const usual = controlsOf(seen.evidence.control);
  const [goneNs, mine] = [goneNsOf(seen), flows[0]];
  if (goneNs === undefined || mine === undefined || usual.length === 0) return undefined;
  if (!isClear(mine, OPEN_ENDED) || hasLeftIn(seen, goneNs) || isAsExpected(seen)) return undefined;
  const last = stepsOf(mine, goneNs).at(-1);
  const isLacking = last !== undefined && usual.every((control) => isShortIn(control, last));
  if (!isLacking) return undefined;
  const sent = flightsOn(mine, goneNs, true).findLast(({ sentNs }) => sentNs < goneNs)?.segments ?? [];
  const [atNs, because] = [sent[0]?.atNs ?? 0, sent.slice(0, 1).map(({ id }) => id)];
  const most = largestOf(
    usual.flatMap(({ steps = [], openStep: open }) => (open ? [...steps, open] : steps)),
  );
  const text = textOf(sent);
  const isAnswered = isAnsweredElsewhere(flows.slice(1), text, goneNs, most);
  const why = isAnswered ? whyNext(seen, { text, sentNs: atNs, goneNs }, flows) : LESS_CAME;
  const entry = { text: ASKED, isOwn: true, atNs, because } as const;
  return why === undefined
    ? { ...entry, fate: "answered", isLost: false }
    : { ...entry, fate: "unknown", why };
}

function whyNext(seen: Case, unanswered: Unanswered, flows: readonly Flow[]): string | undefined {
  return mayBeNext(seen, unanswered, flows) ? NEXT : undefined;
}

function largestOf(steps: readonly AnsweredStep[]): number {
  return steps.reduce((most, [, , since]) => Math.max(most, since), 0);
}

/** Where an answer of HTTP ends is in what is not kept, or, where it is cut, in what did not come. */
const [NOT_KEPT, OPEN_ENDED] = [[undefined], [undefined, "chunks"]] as const;

/** It can be read, and does not say itself where its answers end, as those of HTTP do for the most part. */
export function isClear(flow: Flow, lacks: readonly ReturnType<typeof lackOn>[] = NOT_KEPT): boolean {
  const hasAsked = flow.toServer.segments.some(({ length }) => length > 0);
  if (!hasAsked || isSealed(flow)) return false;
  return !isHttp(flow.toClient.segments) || lacks.includes(lackOn(flow));
}

/**
 * Also of an answer that was still coming when the control was over: of a client that has told of its loss it is not watched
 * for longer.
 */
function isShortIn({ steps, openStep: open }: ControlRecord, last: AnsweredStep): boolean {
  const isSame = open !== undefined && open[0] === last[0] && open[3] === last[3];
  return (isSame && isLess(last[2], open[2])) || (steps !== undefined && isShort(last, steps));
}

/** Held against what was asked when as much had been sent; or, of what is asked more often than there, in the same words. */
function isShort(last: AnsweredStep, usual: readonly AnsweredStep[]): boolean {
  const alike = usual.filter(([, , , words]) => words === last[3]);
  if (areAnsweredUnlike(alike)) return false;
  const same = (alike.length > 0 ? alike : usual).filter(([sent]) => sent === last[0]);
  if (same.length === 0) return alike.length > 1 ? isLeast(last, alike) : isLeast(last, endlessIn(usual));
  return same.every(([, came, since]) => last[1] + slackOf(since) < came && isLess(last[2], since));
}

function isLeast([, , came]: AnsweredStep, usual: readonly AnsweredStep[]): boolean {
  return usual.length > 0 && usual.every(([, , since]) => isLess(came, since));
}

/** Of an endless exchange, of which the middle is not kept, all of the last ones. */
function endlessIn(usual: readonly AnsweredStep[]): readonly AnsweredStep[] {
  return usual.length < MOST_KEPT ? [] : usual.slice(-MOST_STEPS);
}

function isLess(bytes: number, usual: number): boolean {
  return bytes + slackOf(usual) < usual;
}

/** By more one time and by less another: a poller's answers may be as long as they like. */
function areAnsweredUnlike(steps: readonly AnsweredStep[]): boolean {
  const all = steps.map(([, , since]) => since);
  return all.some((bytes) => isLess(bytes, greatest(all, 0)));
}

/** It was asked once more on another connection, and as much came there. */
function isAnsweredElsewhere(others: readonly Flow[], asked: string, goneNs: number, bytes: number): boolean {
  if (!isSure(asked)) {
    const since = others.filter(({ beganNs }) => beganNs > goneNs);
    return since.some((flow) => bytesBetween([flow], goneNs, Number.POSITIVE_INFINITY) >= bytes);
  }
  return others.some((flow) => {
    const againNs = timesAsked(flow, asked).find((atNs) => atNs > goneNs);
    if (againNs === undefined) return false;
    return bytesBetween([flow], againNs, Number.POSITIVE_INFINITY) + slackOf(bytes) >= bytes;
  });
}
