// What of the signs is the client's habit: it does the same by itself, before the fault or in a control run, with nothing
// done to its server.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { after, findExit, ofKind } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { isMainAsleep, mainThread, waitsOnConnection } from "../../timeline/waits.ts";
import { isAnsweredInPart } from "../asks/answered-in-part.ts";
import { HABIT_SLACK, HABIT_SLACK_NS, createHabits, quietSince, timesOf } from "../ledger/usual-times.ts";
import { type NewLine, incompleteAnswers, newLines } from "../lines/new-lines.ts";
import { isProgress, stillWaits } from "../lines/progress.ts";
import { latenessIn } from "../signs/lateness.ts";
import { INCOMPLETE, type Sign, type SignKind, findSigns } from "../signs/signs.ts";
import { gaveUpWaiting } from "./gave-up.ts";

/**
 * The signs of notice after `sinceNs`, the first first. What is a habit is left out. What the client also does by itself,
 * but at other times, is doubtful, unless it came right after what would have caused it.
 */
export function findReactions(seen: Case, sinceNs: number, control?: ControlRecord): Sign[] {
  const scales = control && createScales(seen, control);
  const weigh = scales && !isAnsweredInPart(seen) ? scales : withoutControl(scales);
  const signs = findSigns(seen, sinceNs);
  const found = signs.flatMap((sign) => (isByKill(seen, sign) ? [] : (weigh(sign) ?? [])));
  const askedNs = after(seen.typed, seen.fault?.atNs ?? 0)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  const asSign =
    (kind: SignKind, what: string) =>
    ({ atNs, isDoubtful, doubt, isUnclear }: NewLine): Sign => ({
      kind,
      atNs,
      what,
      isAsked: atNs > askedNs,
      ...(isDoubtful && { isDoubtful }),
      ...(doubt !== undefined && { doubt }),
      ...(isUnclear && { isUnclear }),
    });
  const printed = [
    ...byTheClock(newsOf(seen, sinceNs, control), seen, askedNs, control).map(
      asSign("printed", "what it printed"),
    ),
    // It waits no longer, and has said nothing of why.
    ...incompleteAnswers(seen, sinceNs, control).map(asSign("woken", INCOMPLETE)),
  ];
  return [...found, ...printed].sort((one, other) => one.atNs - other.atNs);
}

/**
 * The kernel closes the sockets of a process that SIGKILL ends, whatever the process knew: that is a sign only if it was
 * seen to live on afterwards.
 */
function isByKill({ observations }: Case, { kind, atNs }: Sign): boolean {
  const exit = findExit(observations, "client");
  if (exit?.signal !== "SIGKILL" || !ENDINGS.has(kind)) return false;
  return !ofKind(observations, "waiting").some(
    (look) => look.role === "client" && look.atNs > atNs && look.atNs < exit.atNs && isMainAsleep(look),
  );
}

/** A line that says the client is waiting is not news while it is still waiting. */
function newsOf(seen: Case, sinceNs: number, control: ControlRecord | undefined): readonly NewLine[] {
  const news = newLines(seen, sinceNs, control);
  if (control === undefined) return news;
  return news.filter(({ text, atNs }) => !isProgress(text) || !stillWaits(seen, atNs));
}

/**
 * It names no trouble, and nobody has asked for it, of a client that does not sleep on its connection, so that nothing that
 * comes there wakes it: it may be what it prints by the clock, or at random, and one control does not tell.
 */
function byTheClock(
  news: readonly NewLine[],
  seen: Case,
  askedNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  if (control === undefined || news.length === 0 || !isDeaf(seen, control)) return news;
  const isChance = ({ atNs, saysNothingWrong }: NewLine): boolean => saysNothingWrong && atNs <= askedNs;
  return news.map((line) => (isChance(line) ? { ...line, isDoubtful: true } : line));
}

/** There is one control, and nothing of the client slept on its connection when that ended. */
function isDeaf(seen: Case, control: ControlRecord): boolean {
  return controlsOf(control).length === 1 && sleepsElsewhere(seen);
}

type Weigh = (sign: Sign) => Sign | undefined;

/**
 * Without a control, or with one that got further, nothing is made of how a client sleeps, nor of what it sends, unless it
 * is the same again on another connection.
 */
function withoutControl(scales: Weigh = (sign) => sign): Weigh {
  return (sign) => {
    if (sign.kind === "again") return scales(sign);
    return OF_HABITS.has(sign.kind) ? undefined : sign;
  };
}

const OF_HABITS: ReadonlySet<SignKind> = new Set(["sent", "woken", "elsewhere"]);

function createScales(seen: Case, control: ControlRecord): Weigh {
  const habits = createHabits(seen, control);
  const isCaused = createCauses(seen);
  const { ending } = seen;
  const isWokenByTime = isDeaf(seen, control);

  /** Nothing was typed to it, nothing else shows that it knew, and one control may have been over before it came there. */
  const isLonely = ({ kind, isAsked, atNs }: Sign): boolean =>
    isWokenByTime && !isAsked && ENDINGS.has(kind) && !outlasts(control, seen, atNs);

  /** What a client sends when it has read the end of file: TLS's close_notify, QUIT. A heartbeat is none. */
  function farewell(sign: Sign): Sign | undefined {
    if (sign.isAsked || ending === undefined || !hasFlag(ending, "F")) return undefined;
    if (sign.atNs < ending.arrivedAtNs || !isCaused(sign.atNs, habits(sign).soonNs)) return undefined;
    return { ...sign, kind: "farewell", what: "its farewell" };
  }

  /** A pool may take any of its connections, and send on all of them, on purpose. */
  function onAnother(sign: Sign): Sign | undefined {
    const habit = habits(sign);
    if (habit.isAsked) return undefined;
    if (sign.kind === "elsewhere") {
      if (!sign.isAsked || habit.exists || isUsualBefore(seen, sign.kind)) return undefined;
      return controlsOf(control).length > 1 ? sign : { ...sign, isDoubtful: true };
    }
    // What it sends on the one may have brought about the RST, and comes just before what it sends on the other anyway.
    const all = [habit, habits({ ...sign, isAsked: false })].filter(({ exists }) => exists);
    if (all.length === 0) return sign;
    // At another time than usual, and right after what may have caused it: it may be more than that.
    const isNew = all.every(({ explains, soonNs }) => !explains(sign.atNs) && isCaused(sign.atNs, soonNs));
    return isNew ? { ...sign, isDoubtful: true } : undefined;
  }

  return (sign) => {
    if (sign.kind === "sent") return farewell(sign);
    if (OTHERS.has(sign.kind)) return onAnother(sign);
    if (sign.kind === "woken" && sign.isAsked)
      return gaveUpWaiting(seen, sign.atNs, control) ? sign : undefined;
    if (sign.kind === "woken" && waitsInTurn(seen, sign.atNs)) return undefined;
    const habit = habits(sign);
    if (habit.isAsked) return undefined;
    if (isCaused(sign.atNs, habit.soonNs)) return sign;
    if (!habit.exists) return isLonely(sign) ? { ...sign, isDoubtful: true } : sign;
    if (sign.kind === "woken" || habit.explains(sign.atNs)) return undefined;
    return habit.isTimer ? sign : { ...sign, isDoubtful: true };
  };
}

function isUsualBefore(seen: Case, kind: SignKind): boolean {
  return timesOf(seen, kind).some((atNs) => atNs <= (seen.fault?.atNs ?? 0));
}

function waitsInTurn(seen: Case, atNs: number): boolean {
  return waitsAgain(seen, atNs) || hasTurnedBack(seen, atNs);
}

/** It sleeps on its connection again: it had turned to something else, such as the threads that collect its garbage. */
function waitsAgain({ observations }: Case, sinceNs: number): boolean {
  return ofKind(observations, "waiting").some(
    ({ role, atNs, threads }) => role === "client" && atNs > sinceNs && threads.some(waitsOnConnection),
  );
}

/** In a silence it has turned away, and back, since the fault: it will turn back again. */
function hasTurnedBack({ observations, ending, fault }: Case, untilNs: number): boolean {
  if (ending !== undefined) return false;
  const looks = ofKind(observations, "waiting").filter(
    ({ role, atNs }) => role === "client" && atNs > (fault?.atNs ?? 0) && atNs < untilNs,
  );
  const away = looks.findIndex(({ threads }) => !threads.some(waitsOnConnection));
  return away >= 0 && looks.slice(away).some(({ threads }) => threads.some(waitsOnConnection));
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

/** On other connections than the one under test. */
const OTHERS: ReadonlySet<SignKind> = new Set(["again", "elsewhere"]);

/** Whatever else it does tells more. */
const ENDINGS: ReadonlySet<SignKind> = new Set(["segment", "closed", "let-go", "process-end", "exit"]);

/** Its end came, and nothing of the client slept on the connection: it is woken by nothing but its own time. */
function sleepsElsewhere({ observations, ending }: Case): boolean {
  if (ending === undefined) return false;
  const looks = ofKind(observations, "waiting").filter(
    ({ role, atNs }) => role === "client" && atNs <= ending.arrivedAtNs,
  );
  const asleep = looks.findLast((look) => (mainThread(look)?.call ?? "running") !== "running");
  return asleep !== undefined && !asleep.threads.some(waitsOnConnection);
}

/** Late for want of a processor, it may be by so many times what it may be anyway. */
const LATE_TIMES = 5;

/**
 * The server's FIN, its RST, what it said last, or the fault itself, so soon before; for as long as the client's threads
 * waited for a processor meanwhile, it could do nothing.
 */
export function createCauses(seen: Case): (atNs: number, withinNs: number) => boolean {
  const { segments, fault } = seen;
  const faultNs = fault?.atNs ?? 0;
  const causes = segments.flatMap(({ direction, arrivedAtNs = 0, length, flags }) =>
    direction === "server->client" &&
    arrivedAtNs > faultNs &&
    (length > 0 || flags.includes("F") || flags.includes("R"))
      ? [arrivedAtNs]
      : [],
  );
  const all = causes.length > 0 ? causes.toSorted((one, other) => one - other) : [faultNs];
  return (atNs, withinNs) => {
    const causeNs = all.findLast((each) => each <= atNs) ?? Number.NEGATIVE_INFINITY;
    const afterNs = atNs - causeNs;
    if (afterNs <= withinNs) return true;
    if (afterNs > withinNs * LATE_TIMES) return false;
    return afterNs - (latenessIn(seen, causeNs, atNs)?.clientMs ?? 0) * 1e6 <= withinNs;
  };
}
