// What a client asks to which nothing is said, and that does not end by itself, such as one that polls or uploads: whether it had been
// answered when its server died.

import type { Case } from "../timeline/case.ts";
import type { SeenSegment } from "../timeline/conversation.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { controlsOf } from "./controls.ts";
import { type Flow, bytesBetween, endOf, newIn } from "./flows.ts";
import { ANSWERED, ASKED, UNDELIVERED } from "./loss.ts";
import type { Put } from "./puts.ts";
import { type Fated, fateOf } from "./said-fate.ts";
import { isServedSince } from "./served-again.ts";
import { isSure, putAgain, textOf, timesAsked } from "./sent-again.ts";

/** What was sent on one connection between two answers. */
interface Ask {
  readonly flow: Flow;
  readonly segments: readonly SeenSegment[];
  readonly askedNs: number;
  /** When data of the server arrived next; undefined: never. */
  readonly answeredNs?: number;
}

/** An answer may take so many times as long as the slowest of the others. */
const SLACK = 2;

/** Whether all that it asked was answered, as far as it was watched; undefined where it asked nothing. */
export function areOwnAsksAnswered(flows: readonly Flow[], endNs: number): boolean | undefined {
  const asks = flows.flatMap(asksOn);
  if (asks.length === 0) return undefined;
  const longestNs = asks.reduce((most, ask) => Math.max(most, (ask.answeredNs ?? 0) - ask.askedNs), 0);
  const hasTime = ({ askedNs }: Ask): boolean => endNs - askedNs < longestNs * SLACK;
  return longestNs > 0 && asks.every((ask) => ask.answeredNs !== undefined || hasTime(ask));
}

/** What it had asked last, and was not answered. Undefined where there is nothing, or it may have needed no answer. */
export function openAskEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const isUsuallyAnswered = usuallyAnswered(seen, flows);
  const endedNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  const ask = flows.map((flow) => asksOn(flow).at(-1)).findLast((each) => isOpen(each));
  const inTime = ask?.segments.filter(({ atNs }) => atNs < endedNs) ?? [];
  const [first, last] = [inTime[0], inTime.at(-1)];
  if (isUsuallyAnswered === undefined || ask === undefined || first === undefined || last === undefined)
    return undefined;
  const text = textOf(inTime);
  const others = isSure(text) ? flows.filter((flow) => flow !== ask.flow) : [];
  const again = others.flatMap((flow) => askedAgain(flow, text, first.atNs));
  const puts = [{ flow: ask.flow, first, end: endOf(last) }, ...again];
  const fated = fateOfAll(seen, puts, flows);
  const entry = { text: ASKED, isOwn: true, atNs: first.atNs, sent: puts.length } as const;
  if (ANSWERED.has(fated.fate)) return { ...entry, ...fated, isLost: false };
  if (!isSure(text) && isServedSince(seen, flows, endedNs))
    return { ...entry, fate: "unknown", why: MAY_BE_AGAIN, because: fated.because };
  const isLost = isUsuallyAnswered || UNDELIVERED.has(fated.fate);
  return { ...entry, ...fated, ...(isLost && { isLost }) };
}

/** Undefined where that is not known, or what was not answered may have needed no answer. */
function usuallyAnswered(seen: Case, flows: readonly Flow[]): boolean | undefined {
  const usual = controlsOf(seen.evidence.control).map(({ asksAnswered }) => asksAnswered);
  if (usual.length === 0 || usual.includes(undefined) || isServedOn(seen, flows)) return undefined;
  const isAnswered = usual.every((each) => each);
  return isAnswered || bytesBetween(flows, 0, Number.POSITIVE_INFINITY) === 0 ? isAnswered : undefined;
}

function fateOfAll(seen: Case, puts: readonly Put[], flows: readonly Flow[]): Fated {
  const said = { text: ASKED, atNs: puts[0]?.first.atNs ?? 0 };
  const facts = { isPrinted: false, texts: [], isPushed: false, answers: new Set<number>() };
  return fateOf(seen, { puts, by: "order" }, { said, untilNs: Number.POSITIVE_INFINITY, flows, ...facts });
}

const MAY_BE_AGAIN = "the client was served again on a new connection, and may have asked the same there";

function isOpen(ask: Ask | undefined): boolean {
  return ask !== undefined && ask.answeredNs === undefined;
}

/** There was no ending, and the server has sent something since the fault: it may answer yet. */
function isServedOn({ ending, fault }: Case, flows: readonly Flow[]): boolean {
  return ending === undefined && bytesBetween(flows, fault?.atNs ?? 0, Number.POSITIVE_INFINITY) > 0;
}

/** On a connection that was made since, or on one that was open before, where nothing but the time tells it from what was asked before. */
function askedAgain(flow: Flow, text: string, sinceNs: number): readonly Put[] {
  const { segments } = flow.toServer;
  if (segments.every(({ atNs }) => atNs > sinceNs)) return putAgain(flow, text);
  const againNs = timesAsked(flow, text).find((atNs) => atNs > sinceNs);
  const first = segments.find(({ atNs }) => atNs === againNs);
  return first === undefined ? [] : [{ flow, first, end: endOf(first) }];
}

/**
 * What a client sends may need no answer, as an acknowledgment of what it was sent. It is an ask where the client speaks first, and
 * each time that it begins like that, or has a first line that ends like its (`HTTP/1.1`).
 */
function asksOn(flow: Flow): Ask[] {
  const sent = newIn(flow.toServer.segments).map((segment) => ({ ns: segment.atNs, segment }));
  const came = flow.toClient.segments.flatMap(({ length, arrivedAtNs: ns }) =>
    length > 0 && ns !== undefined ? [{ ns, segment: undefined }] : [],
  );
  const all: { segments: SeenSegment[]; answeredNs?: number }[] = [];
  for (const { ns, segment } of [...sent, ...came].sort((one, other) => one.ns - other.ns)) {
    const last = all.at(-1);
    if (segment === undefined && last === undefined) return []; // the server speaks first
    if (segment === undefined && last !== undefined) last.answeredNs ??= ns;
    else if (segment !== undefined && last?.answeredNs === undefined && last !== undefined)
      last.segments.push(segment);
    else if (segment !== undefined) all.push({ segments: [segment] });
  }
  const [opening] = all;
  if (opening === undefined) return [];
  return all
    .filter((each) => each === opening || beginsAlike(textOf(each.segments), textOf(opening.segments)))
    .map((each) => ({ flow, askedNs: each.segments[0]?.atNs ?? 0, ...each }));
}

const BEGINNING = 4;

function beginsAlike(one: string, other: string): boolean {
  if (one.slice(0, BEGINNING) === other.slice(0, BEGINNING)) return true;
  const [word, otherWord] = [one, other].map((text) =>
    text
      .slice(0, text.search(/\r?\n|$/))
      .split(" ")
      .at(-1),
  );
  return word === otherWord && (word?.length ?? 0) >= BEGINNING;
}
