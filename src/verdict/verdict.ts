// The verdict on the client: whether it noticed that its server had died, when, by what, and what it did.

import type { Case } from "../timeline/case.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import type { Observation } from "../timeline/observation.ts";
import { after, findExit, ofKind, printedBy } from "../timeline/queries.ts";
import type { Ledger, Verdict } from "../timeline/verdict-record.ts";
import { judgeBelief } from "./belief.ts";
import { compareByItself } from "./control-ledger.ts";
import { ledgerOf } from "./ledger.ts";
import { isSection } from "./loss.ts";
import { countLostAndDuplicated, countUnreported, endsAsUsual, hasClaimed, settleRows } from "./losses.ts";
import { NOT_JUDGED, judgeNotice, lastRows, reactsSince } from "./notice.ts";
import { waitsForMore } from "./reaction.ts";
import { newLines } from "./new-lines.ts";
import { onlyWaits } from "./progress.ts";
import type { UnknownCause } from "../timeline/words.ts";
import { kernelOf } from "./kernel.ts";
import { effortOf } from "./effort.ts";
import { attemptsRange, latenessIn } from "./lateness.ts";
import { waitingOnceUsed } from "./use.ts";
import { plainText } from "../timeline/output.ts";
import { withoutReplies } from "./survived-fault.ts";
import { firstTry, triesOf } from "./tries.ts";
import { judgePatience } from "./patience.ts";
import { endingOf, findMissing } from "./proof.ts";
import { summarise } from "./summary.ts";
import { describeWaits, mainThread } from "../timeline/waits.ts";

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
  const notice = missing === undefined ? judgeNotice(seen, endedAtNs, by) : NOT_JUDGED;
  const known = ledgerOf(seen);
  const waiting = waitingAt(seen, waitsUntil(expected, endedAtNs, notice));
  const words: Words = seen.isOn("output")
    ? judgeOutput(seen, endedAtNs, { exit, ledger: known, ...notice })
    : {};
  const judged = judgeBelief(seen, known, newsSince(seen, endedAtNs), words.duplicated ?? 0);
  const ledger = settleRows(judged.ledger, words);
  // What the server has says nothing of an answer that was left unread.
  const patience = judgePatience(seen, expected, { ...words, ledger: known, missing });
  const effort = seen.evidence.control === undefined ? {} : effortOf(seen, endedAtNs);
  const undecided = allUndecided(
    notice.undecided,
    words.undecided,
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
    ...onceUsed(seen, endedAtNs, notice, waiting),
    ...words,
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

/** When it could first have known: from the ending, or from the fault on where there is none. */
function endedAt(seen: Case, expected: FaultEvidence): number {
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
  return seen.isOn("sockets") ? { lingers: lastRows(seen)?.client?.state === "CLOSE_WAIT" } : {};
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

/** Between its use and the sign it may have slept in something else. */
function onceUsed(
  seen: Case,
  endedAtNs: number,
  { afterNs, afterUseNs }: Pick<Verdict, "afterNs" | "afterUseNs">,
  before: string,
): Pick<Verdict, "waitingOnceUsed"> {
  if (afterNs === undefined || afterUseNs === undefined) return {};
  const signNs = endedAtNs + afterNs;
  const slept = waitingOnceUsed(seen, signNs - afterUseNs, signNs, before);
  return slept === undefined ? {} : { waitingOnceUsed: slept };
}

/**
 * What it last slept in before the ending, since the last activity: a sample can also meet it while it is doing something
 * unprompted. A client that never sleeps is running.
 */
function waitingAt({ observations }: Case, atNs: number): string {
  const before = observations.filter((each) => each.atNs <= atNs);
  const looks = ofKind(before, "waiting").filter(({ role }) => role === "client");
  const saidAtNs = before.findLast((each) => each.atNs < atNs && isSaid(each))?.atNs ?? 0;
  const asleep = after(looks, saidAtNs).findLast((look) => mainThread(look)?.call !== "running");
  const last = looks.at(-1);
  return describeWaits(asleep ?? (isAtWork(before, last?.atNs ?? 0) ? undefined : last));
}

/** It was given something to do since, and has not said a word: it does not sleep any more as it did. */
function isAtWork(before: readonly Observation[], lookedNs: number): boolean {
  const typedNs = ofKind(before, "typed").at(-1)?.atNs ?? 0;
  const printedNs = printedBy(before, "client").at(-1)?.atNs ?? 0;
  return typedNs > lookedNs && printedNs < typedNs;
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

interface Known extends Pick<Verdict, "exit" | "noticed" | "undecided"> {
  readonly ledger: Ledger;
}

type Words = Pick<Verdict, "told" | "lost" | "unreported" | "duplicated" | "undecided">;

/** The facts that only its output shows. */
function judgeOutput(seen: Case, endedAtNs: number, { ledger, undecided, ...known }: Known): Words {
  const losses = countLostAndDuplicated(seen, ledger);
  const news = told(seen, newsSince(seen, endedAtNs));
  const facts = { ...(typeof news === "string" && { told: news }), ...losses };
  if (isSection(seen)) return facts;
  const isUsualEnd = endsAsUsual(seen);
  const hasDone = waitsForMore(seen) || hasClaimed(seen, ledger);
  const count = (noticed: Verdict["noticed"], words = facts.told): number | undefined =>
    countUnreported(ledger, { ...known, ...losses, told: words ?? "", noticed }, hasDone, isUsualEnd);
  const unreported = count(known.noticed);
  if (typeof news === "object") {
    // Whatever it was, it ended with an exit code that tells of it, or nothing was lost.
    const isSure = unreported === count(known.noticed, "something");
    const doubt = { told: news.unknown, ...(!isSure && { unreported: news.unknown }) };
    return { ...losses, ...(isSure && unreported !== undefined && { unreported }), undecided: doubt };
  }
  const cause = undecided?.["noticed"];
  if (cause !== undefined && unreported !== count("at-once"))
    return { ...facts, undecided: { unreported: cause } };
  return { ...facts, ...(unreported !== undefined && { unreported }) };
}

/** With nothing done to its server, everything that an ended client printed counts. */
function newsSince(seen: Case, endedAtNs: number): number {
  const hasDone =
    seen.fault?.pid === 0 && (findExit(seen.observations, "client")?.atNs ?? Infinity) < endedAtNs;
  return hasDone ? 0 : reactsSince(seen, endedAtNs);
}

type Told = string | { readonly unknown: UnknownCause };

/** All that it printed since; with a control run, what it did not print there. */
function told(seen: Case, sinceNs: number): Told {
  const { observations, evidence } = seen;
  const { control } = evidence;
  if (control !== undefined) {
    const said = newLines(seen, sinceNs, control).filter(({ text }) => !onlyWaits(text));
    const lines = said.filter(({ isDoubtful }) => !isDoubtful);
    const [first] = said;
    if (first !== undefined && lines.length === 0) return { unknown: first.doubt ?? "chance" };
    // A line editor draws its line anew at each key.
    const texts = lines.map(({ text }) => text);
    return texts.filter((line, i) => !texts[i + 1]?.startsWith(line)).join("\n");
  }
  const text = after(printedBy(observations, "client"), sinceNs).map((printed) => printed.text);
  return plainText(text.join("")).trim();
}
