// What of the signs is the client's habit: it does the same by itself, before the fault or in a control run, with nothing
// done to its server.

import type { Case } from "../timeline/case.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { after, ofKind } from "../timeline/queries.ts";
import { mainThread, waitsOnConnection } from "../timeline/waits.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { controlsOf } from "./controls.ts";
import { gaveUpWaiting } from "./gave-up.ts";
import { isAnsweredInPart } from "./loss.ts";
import { isProgress, stillWaits } from "./progress.ts";
import { type NewLine, incompleteAnswers, newLines } from "./new-lines.ts";
import { INCOMPLETE, type Sign, type SignKind, findSigns } from "./signs.ts";

/** The same thing may come a little later another time. */
const HABIT_SLACK = 1.25;
const HABIT_SLACK_NS = 100e6;

/** A sign this soon after its cause is not chance, */
const CAUSED_NS = 20e6;
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

/**
 * The signs of notice after `sinceNs`, the first first. What is a habit is left out. What the client also does by itself,
 * but at other times, is doubtful, unless it came right after what would have caused it.
 */
export function findReactions(seen: Case, sinceNs: number, control?: ControlRecord): Sign[] {
  const isComparable = control !== undefined && !isAnsweredInPart(seen);
  const weigh = isComparable ? createScales(seen, control) : withoutControl;
  const found = findSigns(seen, sinceNs).flatMap((sign) => weigh(sign) ?? []);
  const askedNs = after(seen.typed, seen.fault?.atNs ?? 0)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  const asSign =
    (kind: SignKind, what: string) =>
    ({ atNs, isDoubtful }: NewLine): Sign => ({
      kind,
      atNs,
      what,
      isAsked: atNs > askedNs,
      ...(isDoubtful && { isDoubtful }),
    });
  const printed = [
    ...newsOf(seen, sinceNs, control).map(asSign("printed", "what it printed")),
    // It waits no longer, and has said nothing of why.
    ...incompleteAnswers(seen.observations, sinceNs, control).map(asSign("woken", INCOMPLETE)),
  ];
  return [...found, ...printed].sort((one, other) => one.atNs - other.atNs);
}

/** A line that says the client is waiting is not news while it is still waiting. */
function newsOf(seen: Case, sinceNs: number, control: ControlRecord | undefined): readonly NewLine[] {
  const news = newLines(seen.observations, sinceNs, control);
  if (control === undefined) return news;
  return news.filter(({ text, atNs }) => !isProgress(text) || !stillWaits(seen, atNs));
}

type Weigh = (sign: Sign) => Sign | undefined;

/** Without a control, or with one that got further, nothing is made of how a client sleeps, nor of what it sends. */
const withoutControl: Weigh = (sign) => (sign.kind === "sent" || sign.kind === "woken" ? undefined : sign);

function createScales(seen: Case, control: ControlRecord): Weigh {
  const habits = createHabits(seen, control);
  const isCaused = createCauses(seen);
  const { ending } = seen;
  const isDeaf = controlsOf(control).length === 1 && sleepsElsewhere(seen);

  /** Nothing was typed to it, nothing else shows that it knew, and one control may have been over before it came there. */
  const isLonely = ({ kind, isAsked, atNs }: Sign): boolean =>
    isDeaf && !isAsked && ENDINGS.has(kind) && !outlasts(control, seen, atNs);

  /** What a client sends when it has read the end of file: TLS's close_notify, QUIT. A heartbeat is none. */
  function farewell(sign: Sign): Sign | undefined {
    if (sign.isAsked || ending === undefined || !hasFlag(ending, "F")) return undefined;
    if (sign.atNs < ending.arrivedAtNs || !isCaused(sign.atNs, habits(sign).soonNs)) return undefined;
    return { ...sign, kind: "farewell", what: "its farewell" };
  }

  return (sign) => {
    if (sign.kind === "sent") return farewell(sign);
    if (sign.kind === "woken" && sign.isAsked && gaveUpWaiting(seen, sign.atNs, control)) return sign;
    if (sign.kind === "woken" && (sign.isAsked || waitsAgain(seen, sign.atNs))) return undefined;
    const habit = habits(sign);
    if (habit.isAsked) return undefined;
    if (isCaused(sign.atNs, habit.soonNs)) return sign;
    if (!habit.exists) return isLonely(sign) ? { ...sign, isDoubtful: true } : sign;
    if (sign.kind === "woken" || habit.explains(sign.atNs)) return undefined;
    return habit.isTimer ? sign : { ...sign, isDoubtful: true };
  };
}

/** It sleeps on its connection again: it had turned to something else, such as the threads that collect its garbage. */
function waitsAgain({ observations }: Case, sinceNs: number): boolean {
  return ofKind(observations, "waiting").some(
    ({ role, atNs, threads }) => role === "client" && atNs > sinceNs && threads.some(waitsOnConnection),
  );
}

/** It would have come in the control by then, whether the client counts from its beginning or from when all was quiet. */
function outlasts({ watched }: ControlRecord, seen: Case, atNs: number): boolean {
  const withSlack = (ns: number): number => ns * HABIT_SLACK + HABIT_SLACK_NS;
  return (
    watched !== undefined &&
    withSlack(atNs - (seen.segments[0]?.atNs ?? 0)) < watched.sinceFirstNs &&
    withSlack(atNs - quietSince(seen)) < watched.sinceQuietNs
  );
}

/** Whatever else it does tells more. */
const ENDINGS: ReadonlySet<SignKind> = new Set(["segment", "closed", "exit"]);

/** Its end came, and nothing of the client slept on the connection: it is woken by nothing but its own time. */
function sleepsElsewhere({ observations, ending }: Case): boolean {
  if (ending === undefined) return false;
  const looks = ofKind(observations, "waiting").filter(
    ({ role, atNs }) => role === "client" && atNs <= ending.arrivedAtNs,
  );
  const asleep = looks.findLast((look) => (mainThread(look)?.call ?? "running") !== "running");
  return asleep !== undefined && !asleep.threads.some(waitsOnConnection);
}

/** The server's FIN, its RST, what it said last, or the fault itself, so soon before. */
function createCauses({ segments, fault }: Case): (atNs: number, withinNs: number) => boolean {
  const faultNs = fault?.atNs ?? 0;
  const causes = segments.flatMap(({ direction, arrivedAtNs = 0, length, flags }) =>
    direction === "server->client" &&
    arrivedAtNs > faultNs &&
    (length > 0 || flags.includes("F") || flags.includes("R"))
      ? [arrivedAtNs]
      : [],
  );
  const all = causes.length > 0 ? causes : [faultNs];
  return (atNs, withinNs) => {
    return all.some((causeNs) => causeNs <= atNs && atNs - causeNs <= withinNs);
  };
}

interface Habit {
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

function createHabits(seen: Case, control: ControlRecord): (sign: Sign) => Habit {
  const quietNs = quietSince(seen);
  const controls = controlsOf(control);
  const known = new Map<string, Habit>();
  const create = (sign: Sign): Habit => {
    const before = sign.isAsked ? [] : byItself(seen, sign.kind).map((atNs) => atNs - quietNs);
    const times = [before, ...controls.map((each) => timesIn(each, sign, sign.isAsked ? undefined : false))];
    const whenAsked = controls.flatMap((each) => timesIn(each, sign, true));
    const inThisRun = sign.isAsked ? [] : timesOf(seen, sign.kind);
    const habit = habitOf(times, inThisRun, quietNs);
    if (whenAsked.length === 0) return habit;
    const soonNs = Math.min(habit.soonNs, ...whenAsked.map((ns) => Math.max(0, ns) * CAUSED_SHARE));
    return { ...habit, soonNs, exists: true, isAsked: sign.isAsked };
  };
  return (sign) => {
    const key = `${sign.kind} ${sign.what} ${sign.isAsked}`;
    const habit = known.get(key) ?? create(sign);
    known.set(key, habit);
    return habit;
  };
}

/** @param runs when it came, in each run, counted from the last segment before the fault */
function habitOf(runs: readonly number[][], inThisRun: readonly number[], quietNs: number): Habit {
  const gaps = runs.filter(({ length }) => length >= SEVERAL).flatMap(gapsIn);
  const once = runs.flat().filter((ns) => ns >= 0);
  const leastGapNs = Math.min(...gaps);
  return {
    isTimer: isTimer(runs),
    exists: runs.some(({ length }) => length > 0),
    isAsked: false,
    soonNs: Math.min(
      CAUSED_NS,
      gaps.length > 0 ? (sum(gaps) / gaps.length) * CAUSED_SHARE_AGAIN : Math.min(...once) * CAUSED_SHARE,
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
  return Math.max(...times) <= Math.min(...times) * HABIT_SLACK + HABIT_SLACK_NS;
}

/** When the control shows the same, counted from its own last segment before. @param asked only when asked, or only by itself */
function timesIn({ signs }: ControlRecord, { kind, what }: Sign, asked?: boolean): number[] {
  return signs
    .filter((each) => each.kind === kind && each.what === what)
    .filter((each) => asked === undefined || (each.asked ?? false) === asked)
    .map(({ afterNs }) => afterNs);
}

function timesOf(seen: Case, kind: SignKind): number[] {
  return findSigns(seen, 0)
    .filter((sign) => sign.kind === kind)
    .map(({ atNs }) => atNs);
}

/** Before the fault, and neither as it began nor when it was asked something. */
function byItself(seen: Case, kind: SignKind): number[] {
  const faultNs = seen.fault?.atNs ?? 0;
  const isAsked = createAsked(seen);
  return timesOf(seen, kind).filter((atNs) => atNs <= faultNs && !isAsked(atNs));
}

/** Whether what came then came because something had just been said to it, or because it began. */
export function createAsked({ segments, typed }: Case): (atNs: number) => boolean {
  const asked = [segments[0]?.atNs ?? 0, ...typed.map(({ atNs }) => atNs)];
  return (atNs) => asked.some((each) => atNs >= each && atNs - each <= ASKED_NS);
}

function gapsIn(times: readonly number[]): number[] {
  const inOrder = [...times].sort((one, other) => one - other);
  return inOrder.slice(1).map((ns, i) => ns - (inOrder[i] ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
