// What a client that runs on asks by itself in the clear, and what was answered in part: half of a literal of IMAP, four answers to ten
// commands of Redis. Only the control shows how much was to come: as much as came there once the client had sent as much.

import { createArrivedBytes } from "../tcp/arrived-bytes.ts";
import type { Case } from "../timeline/case.ts";
import { STILL_NS } from "../timeline/under-way.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { controlsOf } from "./controls.ts";
import { goneNsOf } from "./death.ts";
import { flightsOn } from "./flights.ts";
import { type Flow, bytesBetween, endOf } from "./flows.ts";
import { ASKED, slackOf } from "./loss.ts";
import { hasLeftIn, isAsExpected, isHttp } from "./promised.ts";
import { isPushedAgain } from "./pushed.ts";
import { isSealed } from "./sealed-asks.ts";
import { isSure, textOf, timesAsked } from "./sent-again.ts";

/** So many bytes the client had sent on a connection, so many had come before it sent more, and so many of these since it had sent the last. */
export type Step = readonly [sent: number, came: number, since: number];

/** Of an endless exchange the first ones. */
const MOST_STEPS = 64;

/**
 * How what it asked on each connection was answered, as far as that was over: the client had sent more, or nothing came any more. Undefined
 * where the server sends by itself: of that less always comes where it dies.
 */
export function answeredSteps(flows: readonly Flow[], endNs: number): readonly Step[] | undefined {
  const clear = flows.filter(isClear);
  if (clear.length === 0 || clear.some(isPushedAgain)) return undefined;
  const all = clear.flatMap((flow) => {
    const lastNs = flow.toClient.segments.at(-1)?.atNs ?? 0;
    const steps = stepsOf(flow, Number.POSITIVE_INFINITY);
    return (endNs - lastNs > STILL_NS ? steps : steps.slice(0, -1)).slice(0, MOST_STEPS);
  });
  return all.length === 0 ? undefined : all;
}

/** What it had asked last on the connection under test, and was answered by less than in each control; undefined where as much came. */
export function shortAskEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const usual = controlsOf(seen.evidence.control).map(({ steps }) => steps);
  const [goneNs, mine] = [goneNsOf(seen), flows[0]];
  if (goneNs === undefined || mine === undefined || usual.length === 0 || usual.includes(undefined))
    return undefined;
  if (!isClear(mine) || hasLeftIn(seen, goneNs) || isAsExpected(seen)) return undefined;
  const lacks = usual.every((steps) => steps !== undefined && isShort(mine, goneNs, steps));
  if (!lacks) return undefined;
  const sent = flightsOn(mine, goneNs, true).findLast(({ sentNs }) => sentNs < goneNs)?.segments ?? [];
  const entry = {
    text: ASKED,
    isOwn: true,
    atNs: sent[0]?.atNs ?? 0,
    because: sent.slice(0, 1).map(({ id }) => id),
  } as const;
  const most = largestOf(usual.flatMap((steps) => steps ?? []));
  if (isAnsweredElsewhere(flows.slice(1), textOf(sent), goneNs, most))
    return { ...entry, fate: "answered", isLost: false };
  return { ...entry, fate: "unknown", why: LESS };
}

function largestOf(steps: readonly Step[]): number {
  return steps.reduce((most, [, , since]) => Math.max(most, since), 0);
}

const LESS = "less of its answer came than in the control, and whether that was all is not known";

/** It can be read, and does not say itself where its answers end, as those of HTTP do. */
function isClear(flow: Flow): boolean {
  const hasAsked = flow.toServer.segments.some(({ length }) => length > 0);
  return hasAsked && !isSealed(flow) && !isHttp(flow.toClient.segments);
}

function isShort(flow: Flow, goneNs: number, usual: readonly Step[]): boolean {
  const last = stepsOf(flow, goneNs).at(-1);
  if (last === undefined) return false;
  const same = usual.filter(([sent]) => sent === last[0]);
  return (
    same.length > 0 &&
    same.every(([, came, since]) => {
      const slack = slackOf(since);
      return last[1] + slack < came && last[2] + slack < since;
    })
  );
}

/** It was asked once more on another connection, and as much came there. */
function isAnsweredElsewhere(others: readonly Flow[], asked: string, goneNs: number, bytes: number): boolean {
  if (!isSure(asked))
    return others.some((flow) => bytesBetween([flow], goneNs, Number.POSITIVE_INFINITY) >= bytes);
  return others.some((flow) => {
    const againNs = timesAsked(flow, asked).find((atNs) => atNs > goneNs);
    if (againNs === undefined) return false;
    return bytesBetween([flow], againNs, Number.POSITIVE_INFINITY) + slackOf(bytes) >= bytes;
  });
}

/** What the client sends from the end on is left out: it may be a farewell. */
function stepsOf(flow: Flow, untilNs: number): Step[] {
  const flights = flightsOn(flow, untilNs, true).filter(({ sentNs }) => sentNs < untilNs);
  const since = flights.map(() => 0);
  const bytes = createArrivedBytes();
  let [i, greeting] = [-1, 0];
  for (const { length, relativeSeq, arrivedAtNs } of flow.toClient.segments) {
    if (length === 0 || arrivedAtNs === undefined) continue;
    while ((flights[i + 1]?.sentNs ?? Number.POSITIVE_INFINITY) <= arrivedAtNs) i += 1;
    const fresh = bytes.take(relativeSeq, relativeSeq + length);
    if (i < 0) greeting += fresh;
    else since[i] = (since[i] ?? 0) + fresh;
  }
  let came = greeting;
  return flights.map(({ segments }, at): Step => {
    const end = segments.at(-1);
    came += since[at] ?? 0;
    return [end === undefined ? 0 : endOf(end) - 1, came, since[at] ?? 0];
  });
}
