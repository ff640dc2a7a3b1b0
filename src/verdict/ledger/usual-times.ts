// When a client does the same by itself: before the fault in this run, and in the controls.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { sealedAskEntry } from "../asks/sealed-asks.ts";
import { flowsOf } from "../bytes/flows.ts";
import { type Sign, type SignKind, findSigns } from "../signs/signs.ts";

/** The same thing may come a little later another time. */
export const HABIT_SLACK = 1.25;
export const HABIT_SLACK_NS = 100e6;

/** A sign this soon after its cause is not chance, */
export const CAUSED_NS = 20e6;
/** provided that is also at most this share of the time it otherwise takes to come; */
const CAUSED_SHARE = 0.01;
/** or, for one that recurs, at most this share of its interval. */
const CAUSED_SHARE_AGAIN = 0.002;

/** From so many on it is known how far apart they come. */
const SEVERAL = 3;

/** What the client was asked, or began with, explains what it does so soon after. */
const ASKED_NS = 100e6;

/** A client's timer runs from its last segment: the fault may come sooner after that one time than another. */
export function quietSince({ segments, fault }: Case): number {
  const faultAtNs = fault?.atNs ?? 0;
  return segments.findLast(({ atNs }) => atNs <= faultAtNs)?.atNs ?? faultAtNs;
}

export interface Habit {
  readonly exists: boolean;
  /** A control shows it too, when something is said to it. */
  readonly isAsked: boolean;
  /** So soon after what may have caused it, it is no chance. */
  readonly soonNs: number;
  /** Several controls show it once, at the same time: if it comes sooner, it is not a habit. */
  readonly isTimer: boolean;
  /** Whether it would have come then anyway. */
  explains(atNs: number): boolean;
}

export function createHabits(seen: Case, control: ControlRecord): (sign: Sign) => Habit {
  const quietNs = quietSince(seen);
  const controls = controlsOf(control);
  const known = new Map<string, Habit>();
  let lacks: boolean | undefined;
  const isSealed = controls.some(({ sealed }) => sealed !== undefined);
  /** Over TLS something came that is no answer. */
  const lacksAnswer = (): boolean =>
    (lacks ??= isSealed && sealedAskEntry(seen, flowsOf(seen)) !== undefined);
  const create = (sign: Sign, isOpen: boolean): Habit => {
    const ofOthers = isOpen ? controls.map(withoutAnswered) : controls;
    const hasCome = (atNs: number): boolean => isOpen && isJustAnswered(seen, atNs);
    const before = (sign.isAsked ? [] : byItself(seen, sign.kind)).filter((atNs) => !hasCome(atNs));
    const times = [
      before.map((atNs) => atNs - quietNs),
      ...ofOthers.map((each) => timesIn(each, sign, sign.isAsked ? undefined : false)),
    ];
    const whenAsked = ofOthers.flatMap((each) => timesIn(each, sign, true));
    const inThisRun = (sign.isAsked ? [] : timesOf(seen, sign.kind)).filter((atNs) => !hasCome(atNs));
    const habit = habitOf(times, inThisRun, quietNs);
    if (whenAsked.length === 0) return habit;
    const soonNs = smallest(
      whenAsked.map((ns) => Math.max(0, ns) * CAUSED_SHARE),
      habit.soonNs,
    );
    return { ...habit, soonNs, exists: true, isAsked: sign.isAsked };
  };
  return (sign) => {
    const isOpen = BY_ANSWER.has(sign.kind) && (isUnanswered(seen, sign.atNs) || lacksAnswer());
    const key = `${sign.kind} ${sign.what} ${sign.isAsked} ${isOpen}`;
    const habit = known.get(key) ?? create(sign, isOpen);
    known.set(key, habit);
    return habit;
  };
}

/** What a client does once it has been answered. (What it sends it may send to several servers at the same time.) */
const BY_ANSWER: ReadonlySet<SignKind> = new Set(["segment", "closed", "let-go", "exit", "connect", "woken"]);

/** What it does because its answer has come is no habit of one whose answer has not. */
function withoutAnswered(control: ControlRecord): ControlRecord {
  return { ...control, signs: control.signs.filter(({ answered }) => answered !== true) };
}

/**
 * Data of the server had just come, on the connection under test: so soon after it a client on a busy machine may still be
 * about to take it in. (Where the server rests for as long between two of its own, with nothing of the client between,
 * anything comes so soon after one of them.) What came before `sinceNs`, when something was said to it, is not why it does
 * what it does since.
 */
export function isJustAnswered(
  { segments }: Case,
  atNs: number,
  sinceNs: number = Number.NEGATIVE_INFINITY,
): boolean {
  let [lastNs, restNs, wasServers] = [Number.NEGATIVE_INFINITY, 0, false];
  for (const segment of segments) {
    if (segment.atNs > atNs) break;
    const arrivedNs = arrivalOf(segment);
    if (segment.length === 0 || arrivedNs > atNs) continue;
    const isServers = segment.direction === "server->client";
    if (isServers && wasServers) restNs = Math.max(restNs, arrivedNs - lastNs);
    if (isServers) lastNs = Math.max(lastNs, arrivedNs);
    wasServers = isServers;
  }
  if (lastNs < sinceNs) return false;
  const agoNs = atNs - lastNs;
  return agoNs <= CAUSED_NS || (agoNs <= ASKED_NS && agoNs > restNs);
}

/** The client had sent something there before its server's end, and nothing had come since. */
function isUnanswered({ segments, ending }: Case, atNs: number): boolean {
  const untilNs = Math.min(atNs, ending?.arrivedAtNs ?? atNs);
  let last: SeenSegment | undefined;
  for (const segment of segments) {
    const isData = segment.length > 0 && arrivalOf(segment) <= untilNs;
    if (isData && (last === undefined || arrivalOf(segment) >= arrivalOf(last))) last = segment;
  }
  return last?.direction === "client->server";
}

/** Of what the client sends, when it did. */
function arrivalOf({ direction, atNs, arrivedAtNs }: SeenSegment): number {
  return direction === "client->server" ? atNs : (arrivedAtNs ?? Number.POSITIVE_INFINITY);
}

/** @param runs when it came, in each run, counted from the last segment before the fault */
function habitOf(runs: readonly number[][], inThisRun: readonly number[], quietNs: number): Habit {
  const gaps = runs.filter(({ length }) => length >= SEVERAL).flatMap(gapsIn);
  const once = runs.flat().filter((ns) => ns >= 0);
  const leastGapNs = smallest(gaps);
  return {
    isTimer: isTimer(runs),
    exists: runs.some(({ length }) => length > 0),
    isAsked: false,
    soonNs: Math.min(
      CAUSED_NS,
      gaps.length > 0 ? (sum(gaps) / gaps.length) * CAUSED_SHARE_AGAIN : smallest(once) * CAUSED_SHARE,
    ),
    explains(atNs) {
      const lastNs = inThisRun.findLast((each) => each < atNs);
      // No sooner after the one before than it comes anyway; or no sooner than it came another time.
      if (gaps.length > 0 && lastNs !== undefined) return (atNs - lastNs) * HABIT_SLACK >= leastGapNs;
      return once.some((ns) => (atNs - quietNs) * HABIT_SLACK + HABIT_SLACK_NS >= ns);
    },
  };
}

function isTimer([before = [], ...controls]: readonly number[][]): boolean {
  if (before.length > 0 || controls.length < 2 || controls.some(({ length }) => length !== 1)) return false;
  const times = controls.flat();
  return greatest(times) <= smallest(times) * HABIT_SLACK + HABIT_SLACK_NS;
}

/**
 * When the control shows the same, counted from its own last segment before. @param asked only when asked, or only by itself
 */
function timesIn({ signs }: ControlRecord, { kind, what }: Sign, asked?: boolean): number[] {
  return signs
    .filter((each) => each.kind === kind && each.what === what)
    .filter((each) => asked === undefined || (each.asked ?? false) === asked)
    .map(({ afterNs }) => afterNs);
}

/** All signs of a run; asked for each kind of sign, and it goes through all segments. */
const knownSigns = new WeakMap<Case, readonly Sign[]>();

export function timesOf(seen: Case, kind: SignKind): number[] {
  const all = knownSigns.get(seen) ?? findSigns(seen, 0);
  knownSigns.set(seen, all);
  return all.filter((sign) => sign.kind === kind).map(({ atNs }) => atNs);
}

/** Before the fault, and neither as it began nor when it was asked something. */
function byItself(seen: Case, kind: SignKind): number[] {
  const faultNs = seen.fault?.atNs ?? 0;
  const askedNs = createAsked(seen);
  return timesOf(seen, kind).filter((atNs) => atNs <= faultNs && askedNs(atNs) === undefined);
}

/** When something had just been said to it, or it had just begun, so that what came at `atNs` came for that. */
export function createAsked({ segments, typed }: Case): (atNs: number) => number | undefined {
  const asked = [segments[0]?.atNs ?? 0, ...typed.map(({ atNs }) => atNs)];
  return (atNs) => asked.findLast((each) => atNs >= each && atNs - each <= ASKED_NS);
}

function gapsIn(times: readonly number[]): number[] {
  const inOrder = [...times].sort((one, other) => one - other);
  return inOrder.slice(1).map((ns, i) => ns - (inOrder[i] ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
