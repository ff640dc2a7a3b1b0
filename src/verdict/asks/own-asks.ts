// What a client asks to which nothing is said, and that does not end by itself, such as one that polls or uploads: whether
// it had been answered when its server died.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { MAY_BE_AGAIN } from "../bytes/asked-since.ts";
import { hasBegunAgain } from "../bytes/begun-again.ts";
import { areAnswered, flightsOn, isGreeted } from "../bytes/flights.ts";
import { type Flow, bytesBetween, flowsOf } from "../bytes/flows.ts";
import { NEXT, mayBeNext } from "../bytes/next-ask.ts";
import { ownEndNs } from "../bytes/own-end.ts";
import { isTls } from "../bytes/sealed.ts";
import { isSure, mayBeNumberedAnew, textOf } from "../bytes/sent-again.ts";
import { isServedSince } from "../bytes/served-again.ts";
import { type Ask, asksOn, fateOfAll, putsOf } from "./ask.ts";
import { isInNoControl } from "./asked-words.ts";
import { areBegunAsks, begunOn, isBehind } from "./begun-asks.ts";
import { besidePushesEntry } from "./beside-pushes.ts";
import { ANSWERED, UNDELIVERED } from "./fates.ts";
import { shapeOf } from "./kinds.ts";
import { ASKED } from "./loss.ts";
import { isOpeningAgain } from "./opening-again.ts";
import { sealedInVain } from "./sealed-asks.ts";
import { thingsOn } from "./sealed-things.ts";

/** Whether all that it asked was answered, as far as it was watched; undefined where it asked nothing. */
export function areOwnAsksAnswered(flows: readonly Flow[], endNs: number): boolean | undefined {
  const asks = flows.flatMap((flow) => asksOn(flow, endNs));
  if (asks.length === 0) return undefined;
  const isAnswered = areAnswered(asks, endNs);
  // Of what a server that greets is sent, some may need no answer.
  const isKnown = isAnswered || !asks.some(({ flow }) => isGreeted(flow));
  return isKnown ? isAnswered : undefined;
}

/**
 * What it asked last and nobody answered, or may have asked beside what its server sends by itself: what was answered hides
 * nothing of that.
 */
export function openAskEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const asked = unansweredEntry(seen, flows);
  if (asked !== undefined && asked.isLost !== false) return asked;
  return besidePushesEntry(seen, flows) ?? asked;
}

/**
 * What it had asked last, first of all on the connection under test, and was not answered; one that was answered elsewhere
 * hides none that was not. Undefined where there is nothing, or it may have needed no answer.
 */
function unansweredEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const isUsuallyAnswered = usuallyAnswered(seen, flows);
  if (isUsuallyAnswered === undefined) return undefined;
  const endedNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  const isServed = isServedOn(seen, flows);
  const looked = new Set<string>();
  let worst: SaidEntry | undefined;
  for (const ask of openAsks(seen, flows, endedNs)) {
    if (isServed && !isGivenUp(seen, ask)) continue;
    const text = textOf(ask.segments);
    if (looked.has(text)) continue;
    looked.add(text);
    const entry = entryOf(seen, flows, { ask, text, isUsuallyAnswered, endedNs });
    if (entry.isLost !== false) return entry;
    worst ??= entry;
    if (looked.size === MOST_ASKS) break;
  }
  return worst;
}

/** Each of them is looked for on every connection. */
const MOST_ASKS = 16;

interface Unanswered {
  readonly ask: Ask;
  readonly text: string;
  readonly isUsuallyAnswered: boolean;
  readonly endedNs: number;
}

function entryOf(
  seen: Case,
  flows: readonly Flow[],
  { ask, text, isUsuallyAnswered, endedNs }: Unanswered,
): SaidEntry {
  const puts = putsOf(ask, text, flows);
  // What came for what was sent before it is no answer.
  const fated = fateOfAll(seen, ask.isBehind && puts.length > 1 ? puts.slice(1) : puts, flows);
  const entry = { text: ASKED, isOwn: true, atNs: ask.sentNs, sent: puts.length } as const;
  const isUnclear = ask.isBehind && puts.length === 1 && ANSWERED.has(fated.fate);
  const why = isUnclear ? BEHIND : whyUnknown(seen, { ask, text, fate: fated.fate, flows, endedNs });
  if (why !== undefined) return { ...entry, fate: "unknown", why, because: fated.because };
  if (ANSWERED.has(fated.fate)) return { ...entry, ...fated, isLost: false };
  const isLost = isUsuallyAnswered || UNDELIVERED.has(fated.fate);
  const isKnown = isLost || needsNoAnswer(seen);
  return { ...entry, ...fated, ...(isKnown && { isLost }) };
}

function openAsks(seen: Case, flows: readonly Flow[], endedNs: number): readonly Ask[] {
  const mayBegin = areBegunAsks(seen);
  return flows.flatMap((flow) => {
    const last = lastOn(flow, endedNs, mayBegin);
    const isAsk = last !== undefined && isOpen(seen, last, endedNs) && !isHelloAgain(last, flows);
    if (isAsk && last.sentNs > endedNs && controlsOf(seen.evidence.control).length === 0) return []; // a farewell
    return isAsk ? [last] : [];
  });
}

/** A session of TLS had only begun, and one that has begun since was answered: each has a hello of its own. */
function isHelloAgain({ flow, segments }: Ask, flows: readonly Flow[]): boolean {
  if (!isTls(flow) || segments[0]?.relativeSeq !== 1) return false;
  return flows.some(
    (other) =>
      other.beganNs > flow.beganNs && isTls(other) && thingsOn(other).some(({ isAnswered }) => isAnswered),
  );
}

function lastOn(flow: Flow, endedNs: number, mayBegin: boolean): Ask | undefined {
  const last = asksOn(flow, endedNs).at(-1);
  const begun = mayBegin ? begunOn(flow, endedNs).at(-1) : undefined;
  if (begun === undefined || begun.sentNs <= (last?.sentNs ?? 0)) return last;
  if (!isBehind(flow, endedNs)) return { flow, isBegun: true, ...begun };
  const { segments, sentNs } = begun;
  return { flow, isBegun: true, isBehind: true, segments, sentNs };
}

/** When it asked what nobody answers any more, in a silence, though all that it asks is answered without the fault. */
export function asksInVain(seen: Case): number | undefined {
  if (seen.ending !== undefined || seen.typed.length > 0) return undefined;
  const flows = flowsOf(seen);
  if (isServedOn(seen, flows)) return sealedInVain(seen, flows)?.sentNs;
  const open = usuallyAnswered(seen, flows) === true ? openAsks(seen, flows, Number.POSITIVE_INFINITY) : [];
  return (open[0] ?? sealedInVain(seen, flows))?.sentNs;
}

interface Open {
  readonly ask: Ask;
  readonly text: string;
  readonly fate: Fate;
  readonly flows: readonly Flow[];
  readonly endedNs: number;
}

function whyUnknown(seen: Case, { ask, text, fate, flows, endedNs }: Open): string | undefined {
  const { flow, sentNs, isBegun } = ask;
  if (ANSWERED.has(fate))
    return mayBeNext(seen, { text, sentNs, goneNs: refusedAt(seen, ask) }, flows) ? NEXT : undefined;
  if (isOpeningAgain(ask, flows)) return OPENED_AGAIN;
  const mayBeAgain = isBegun || mayBeAsked(ask, text, flows) || mayBeAskedOtherwise(seen, ask, text, flows);
  if (mayBeAgain && isServedSince(seen, flows, endedNs)) return MAY_BE_AGAIN;
  if (!isBegun && !isGreeted(flow)) return undefined;
  if (hasBegunAgain(seen, flow, flows, endedNs)) return BEGUN_AGAIN;
  if (UNDELIVERED.has(fate)) return undefined;
  return isBegun ? BEGUN : GREETED;
}

/** When it could know that it would not be answered: in a silence from the start. */
function refusedAt({ connection, ending }: Case, { flow, sentNs }: Ask): number {
  const isUnderTest = flow.connection.client.port === connection?.client.port;
  return Math.max(sentNs, isUnderTest ? (ending?.arrivedAtNs ?? 0) : 0);
}

function mayBeAsked({ flow }: Ask, text: string, flows: readonly Flow[]): boolean {
  const others = flows.filter((other) => other !== flow);
  return !isSure(text) || mayBeNumberedAnew(flow, others, text);
}

/**
 * No control asks it in these words (each try has an id of its own), and on another connection something was asked that is
 * the same but for such words.
 */
function mayBeAskedOtherwise(seen: Case, { flow }: Ask, text: string, flows: readonly Flow[]): boolean {
  const shape = shapeOf(text);
  if (shape === "" || !isInNoControl(seen, text)) return false;
  return flows.some(
    (other) =>
      other !== flow &&
      flightsOn(other, Number.POSITIVE_INFINITY, true).some(
        ({ segments }) => shapeOf(textOf(segments)) === shape,
      ),
  );
}

/** In each control none came for as long as an answer is waited for anywhere. */
function needsNoAnswer({ evidence: { control, limits } }: Case): boolean {
  const controls = controlsOf(control);
  return (
    controls.length > 0 &&
    controls.every(({ watched }) => (watched?.sinceQuietNs ?? 0) >= limits.limitMs * 1e6)
  );
}

/**
 * Undefined where that is not known, or what was not answered may have needed no answer. (Without a control it is not known
 * how much was to come: only what has not got to its server's program is lost.)
 */
function usuallyAnswered(seen: Case, flows: readonly Flow[]): boolean | undefined {
  const usual = controlsOf(seen.evidence.control).map(({ asksAnswered }) => asksAnswered);
  if (usual.length === 0) return seen.evidence.control === undefined ? undefined : false;
  if (usual.includes(undefined)) return undefined;
  const isAnswered = usual.every((each) => each);
  return isAnswered || bytesBetween(flows, 0, Number.POSITIVE_INFINITY) === 0 ? isAnswered : undefined;
}

const BEHIND =
  "its answers come after it has sent the next thing, and fewer came than it had sent: whether the last one was answered is not known";
const GREETED = "its server speaks first, and what the client sends then may need no answer";
const BEGUN =
  "the client had said something else first on this connection, and what it sends then may need no answer";
const OPENED_AGAIN =
  "the client has begun its session again, and was not answered: whether it would have asked anything then is not known";
const BEGUN_AGAIN =
  "the client has begun again on a new connection, and had not come as far when the run was over: a larger --watch-ms shows more";

/** Not answered; on a connection that lives on, or was made since, it may be so yet if it was asked since, not refused. */
function isOpen({ connection }: Case, { flow, sentNs, answeredNs }: Ask, endedNs: number): boolean {
  const isUnderTest = flow.connection.client.port === connection?.client.port;
  const isRefused = flow.toClient.segments.some(
    (segment) => hasFlag(segment, "R") && (segment.arrivedAtNs ?? 0) > sentNs,
  );
  return answeredNs === undefined && (isUnderTest || sentNs < endedNs || isRefused);
}

/** It has ended that connection itself since the fault: whoever else is served, it waits for no answer there. */
function isGivenUp(seen: Case, { flow }: Ask): boolean {
  return (ownEndNs(seen, flow) ?? 0) > (seen.fault?.atNs ?? Number.POSITIVE_INFINITY);
}

/** There was no ending, and the server has sent something since the fault: it may answer yet. */
function isServedOn({ ending, fault }: Case, flows: readonly Flow[]): boolean {
  return ending === undefined && bytesBetween(flows, fault?.atNs ?? 0, Number.POSITIVE_INFINITY) > 0;
}
