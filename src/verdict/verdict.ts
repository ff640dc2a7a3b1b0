// The verdict on the client: whether it noticed that its server had died, when, by what, and what it did.

import type { Case } from "../timeline/case.ts";
import type { SeenSegment } from "../timeline/conversation.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import type { Observation, Observed } from "../timeline/observation.ts";
import { after, findExit, ofKind, printedBy } from "../timeline/queries.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { describeWaits, mainThread } from "../timeline/waits.ts";
import { doubtElsewhere } from "./asks/other-ports.ts";
import { judgeBelief } from "./belief/belief.ts";
import { compareByItself } from "./ledger/came-by-itself.ts";
import { ledgerOf } from "./ledger/ledger.ts";
import { settleRows } from "./ledger/losses.ts";
import { settleMissing } from "./asks/missing.ts";
import { isEndOfWork } from "./notice/end-of-work.ts";
import { lingers } from "./notice/lingers.ts";
import { NOT_JUDGED, judgeNotice, reactsSince } from "./notice/notice.ts";
import { judgePatience } from "./notice/patience.ts";
import { type Words, judgeOutput, settleUnreported } from "./notice/told.ts";
import { endedFirst, endingOf, findMissing } from "./proof/proof.ts";
import { withoutReplies } from "./proof/survived-fault.ts";
import { summarise } from "./sentences/summary.ts";
import { effortOf } from "./signs/effort.ts";
import { kernelOf } from "./signs/kernel.ts";
import { attemptsRange, latenessIn } from "./signs/lateness.ts";
import type { Sign } from "./signs/signs.ts";
import { firstTry, triesOf } from "./signs/tries.ts";
import { firstUse, waitingOnceUsed } from "./signs/use.ts";

/**
 * @param expected what the timeline must show of the fault, or the run is inconclusive
 * @param unproven what else was intended and was not seen
 */
export function judgeClient(all: Case, expected: FaultEvidence, unproven?: string): Verdict {
  const seen = withoutReplies(all, expected);
  const { ending } = seen;
  const endedAtNs = endedAt(seen, expected);
  const missing = findMissing(seen, expected) ?? unproven;
  const by = endingOf(seen);
  const exit = findExit(seen.observations, "client");
  const known = ledgerOf(seen);
  const isNoReaction = (sign: Sign): boolean => expected.lives === true && isEndOfWork(sign, seen, known);
  const notice = missing === undefined ? judgeNotice(seen, endedAtNs, by, isNoReaction) : NOT_JUDGED;
  const waiting = waitingAt(seen, waitsUntil(expected, endedAtNs, notice));
  const sinceNs = newsSince(seen, endedAtNs);
  const words: Words = seen.isOn("output")
    ? judgeOutput(seen, sinceNs, { exit, ledger: known, ...notice })
    : {};
  const judged = judgeBelief(seen, known, sinceNs, words.duplicated ?? 0);
  const ledger = settleMissing(seen, settleRows(judged.ledger, words));
  const reported = settleUnreported(words, ledger, seen);
  // What the server has says nothing of an answer that was left unread.
  const patience = judgePatience(seen, expected, { ...words, ledger: known, missing });
  const effort = seen.evidence.control === undefined ? {} : effortOf(seen, endedAtNs);
  const undecided = allUndecided(
    doubtElsewhere(reported, ledger.said, seen),
    notice.undecided,
    reported.undecided,
    patience.undecided,
    effort.undecided,
    judged.undecided,
  );
  const facts: Omit<Verdict, "summary"> = {
    grade: missing === undefined ? "pass" : "inconclusive",
    ...(missing !== undefined && { missing }),
    ending: { by, ...(ending && { atNs: ending.arrivedAtNs }) },
    ...notice,
    ...patience,
    ...triesOf(seen, expected),
    ...kernelOf(seen),
    waiting,
    ...(expected.tried ? {} : onceUsed(seen, endedAtNs, notice, waiting)),
    ...reported,
    ...(judged.belief !== undefined && { belief: judged.belief }),
    exit: exit && pickEnd(exit),
    ...(notice.reaction === "goes-silent" && goneSilent(seen)),
    ...leftBehind(seen),
    ...effort,
    ...latenessOf(seen, endedAtNs + (notice.afterNs ?? Number.POSITIVE_INFINITY), effort.attempts),
    ...(undecided && { undecided }),
    ledger,
  };
  return { summary: summarise(facts, seen), ...facts };
}

function latenessOf(seen: Case, untilNs: number, attempts: number | undefined): Pick<Verdict, "lateness"> {
  const lateness = latenessIn(seen, seen.fault?.atNs ?? 0, untilNs);
  if (lateness === undefined) return {};
  const range = attempts === undefined ? undefined : attemptsRange(seen, attempts);
  return { lateness: { ...lateness, ...(range && { attempts: range }) } };
}

/**
 * When it could first have known: from the ending, or from the fault on where there is none, or it has brought that about
 * itself.
 */
function endedAt(seen: Case, expected: FaultEvidence): number {
  if (endedFirst(seen)) return seen.fault?.atNs ?? 0;
  return seen.ending?.arrivedAtNs ?? firstTry(seen, expected) ?? seen.fault?.atNs ?? 0;
}

/** A client that has no connection yet is looked at in the end; one that was used, and noticed by that, before its use. */
function waitsUntil(
  { tried }: FaultEvidence,
  endedAtNs: number,
  { afterNs, afterUseNs }: Pick<Verdict, "afterNs" | "afterUseNs">,
): number {
  if (tried) return Number.POSITIVE_INFINITY;
  if (afterNs === undefined || afterUseNs === undefined) return endedAtNs;
  return Math.min(endedAtNs, endedAtNs + afterNs - afterUseNs - 1);
}

/** Without the table nobody knows. */
function leftBehind(seen: Case): Pick<Verdict, "lingers"> {
  return seen.isOn("sockets") ? { lingers: lingers(seen) } : {};
}

function pickEnd({ exitCode, signal }: { exitCode?: number; signal?: string }): {
  exitCode?: number;
  signal?: string;
} {
  return { ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
}

function allUndecided(...some: readonly Verdict["undecided"][]): Verdict["undecided"] {
  const all = Object.assign({}, ...some) as NonNullable<Verdict["undecided"]>;
  return Object.keys(all).length > 0 ? all : undefined;
}

/** Between its use and the sign, or the end, it may have slept in something else. */
function onceUsed(
  seen: Case,
  endedAtNs: number,
  { noticed, afterNs }: Pick<Verdict, "noticed" | "afterNs">,
  before: string,
): Pick<Verdict, "waitingOnceUsed"> {
  const signNs = noticed === "never" ? Number.POSITIVE_INFINITY : endedAtNs + (afterNs ?? 0);
  const usedNs = firstUse(seen, endedAtNs, { atNs: signNs });
  if (usedNs === undefined) return {};
  const slept = waitingOnceUsed(seen, usedNs, signNs, before);
  return slept === undefined ? {} : { waitingOnceUsed: slept };
}

/**
 * What it last slept in before the ending, since the last activity: a sample can also meet it while it is doing something
 * unprompted. A client that never sleeps is running.
 */
function waitingAt(seen: Case, atNs: number): string {
  const { observations, segments } = seen;
  const before = observations.filter((each) => each.atNs <= atNs);
  const all = ofKind(observations, "waiting").filter(({ role }) => role === "client");
  const looks = all.filter((look) => look.atNs <= atNs);
  const saidAtNs = before.findLast((each) => each.atNs < atNs && isSaid(each))?.atNs ?? 0;
  const asleep = after(looks, saidAtNs).findLast((look) => mainThread(look)?.call !== "running");
  const last = looks.at(-1);
  const sentNs = segments.findLast((segment) => segment.atNs <= atNs && isSent(segment))?.atNs ?? 0;
  const isStale = isAtWork(before, sentNs, last?.atNs ?? 0);
  return describeWaits(asleep ?? (isStale ? nextIn(all, seen, atNs) : last));
}

/** In a silence nothing comes that would wake it: what it sleeps in next, if it has sent nothing more by then. */
function nextIn(looks: readonly Look[], { ending, segments }: Case, atNs: number): Look | undefined {
  const next = looks.find((look) => look.atNs > atNs);
  const hasSent = segments.some(
    (segment) => segment.atNs > atNs && segment.atNs <= (next?.atNs ?? 0) && isSent(segment),
  );
  return ending !== undefined || hasSent ? undefined : next;
}

type Look = Observed<"waiting">;

function isSent({ direction, length }: SeenSegment): boolean {
  return length > 0 && direction === "client->server";
}

/**
 * It was given something to do since, and has not said a word, or has sent something by itself: it does not sleep any more
 * as it did.
 */
function isAtWork(before: readonly Observation[], sentNs: number, lookedNs: number): boolean {
  const typedNs = ofKind(before, "typed").at(-1)?.atNs ?? 0;
  const printedNs = printedBy(before, "client").at(-1)?.atNs ?? 0;
  return typedNs > lookedNs ? printedNs < typedNs : sentNs > lookedNs;
}

function isSaid(each: Observation): boolean {
  return (
    each.kind === "segment" || each.kind === "typed" || (each.kind === "printed" && each.role === "client")
  );
}

function goneSilent(seen: Case): Pick<Verdict, "byItself"> {
  const { expected = 0, came = 0 } = compareByItself(seen) ?? {};
  return { byItself: { expected, came } };
}

/** With nothing done to its server, everything that an ended client printed counts. */
function newsSince(seen: Case, endedAtNs: number): number {
  const hasDone =
    seen.fault?.pid === 0 && (findExit(seen.observations, "client")?.atNs ?? Infinity) < endedAtNs;
  return hasDone ? 0 : reactsSince(seen, endedAtNs);
}
