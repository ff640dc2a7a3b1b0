// What was lost, what was hidden, and what was done twice, from the ledger and the server's own count.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { after, findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry, Verdict } from "../../timeline/verdict-record.ts";
import { UNSENT } from "../asks/fates.ts";
import { OWN, isSection } from "../asks/loss.ts";
import { missingIn } from "../asks/missing.ts";
import { mayBeDoneThere, newToOthers } from "../asks/other-ports.ts";
import { flowsOf } from "../bytes/flows.ts";
import { isServedSince } from "../bytes/served-again.ts";
import { endSign } from "../signs/signs.ts";
import { countsItsStart, serverHas, timesAsItCameBack } from "./server-has.ts";

export interface Losses {
  readonly lost?: number;
  readonly duplicated?: number;
}

/** By what the user's command says is missing; by the server's own count, if it is conclusive; else by the ledger. */
export function countLostAndDuplicated(seen: Case, ledger: Ledger): Losses {
  if (isSection(seen)) return { lost: linesLost(seen) };
  const [missing, { lost, ...others }] = [missingIn(seen, ledger), byCount(seen, ledger)];
  if (missing === undefined) return { ...others, ...(lost !== undefined && { lost }) };
  return typeof missing === "number" ? { ...others, lost: missing } : others;
}

function byCount(seen: Case, ledger: Ledger): Losses {
  const more = countedMore(seen);
  const isExact = more !== undefined && isCountExact(seen, ledger, more) && !hasForgotten(seen, ledger.said);
  if (isExact && !mayBeDoneThere(seen)) return { lost: Math.max(0, -more), duplicated: Math.max(0, more) };
  // There is another server: what this one has was done, and what it has not, or has once, may have been done there.
  if (isExact && more > 0) return { lost: 0, duplicated: more };
  if (isExact) return more === 0 ? { lost: 0 } : {};
  const lost = isSeen(seen, ledger) ? lostOf(ledger) : undefined;
  if (lost === 0 && hasLess(seen, more)) return {};
  return lost === undefined ? {} : { lost };
}

/**
 * By how much the server has taken more, between the two times that it was asked, than was said meanwhile. Undefined where
 * two servers were asked: what the first had taken in the end is not known.
 */
export function countedMore(seen: Case): number | undefined {
  if (seen.evidence.meaning?.doneWhen !== undefined) return printedMore(seen);
  const { observations, typed } = seen;
  if (ofKind(observations, "took-over").length > 0 || countsItsStart(seen)) return undefined;
  const counted = ofKind(observations, "counted");
  const before = counted.find(({ phase }) => phase === "before");
  const afterwards = counted.findLast(({ phase }) => phase === "after");
  if (before?.count === undefined || afterwards?.count === undefined) return undefined;
  const said = typed.filter(
    ({ atNs, isKey }) => !isKey && atNs > before.atNs && atNs < afterwards.atNs,
  ).length;
  return afterwards.count - before.count - said;
}

function printedMore(seen: Case): number | undefined {
  const has = serverHas(seen);
  return "unknown" in has ? undefined : has.times - seen.typed.length;
}

/**
 * Of a client to which nothing is said, and that has ended, the server has less than in each control: it may have worked for
 * a fixed time, or its server may have forgotten, but nobody can say that nothing is lost.
 */
function hasLess({ observations, typed, evidence }: Case, more: number | undefined): boolean {
  if (more === undefined || typed.length > 0 || findExit(observations, "client") === undefined) return false;
  const controls = controlsOf(evidence.control);
  return controls.length > 0 && controls.every(({ countedMore: usual = more }) => usual > more);
}

/**
 * The count is of what was typed, one for each: so it was in the control. Without one, more than was said must have been
 * put on a connection more than once; else the client has sent something of its own.
 */
function isCountExact({ evidence: { control } }: Case, { said }: Ledger, more: number): boolean {
  // More was lost for certain than is missing: something else was counted in its place.
  if (Math.max(0, -more) < said.filter(isLostForCertain).length || mayCancelOut(said, more)) return false;
  if (control?.countedMore !== undefined) return control.countedMore === 0;
  const again = said.reduce((sum, { sent = 1 }) => sum + Math.max(0, sent - 1), 0);
  return more <= again && said.some(({ fate }) => fate !== "not-said");
}

/**
 * One more may be lost than the count is short of, and another one have been done twice: one that was sent more than once,
 * and is not that.
 */
function mayCancelOut(said: readonly SaidEntry[], more: number): boolean {
  const isOneMore = Math.max(0, -more) + 1;
  const again = ({ sent = 1 }: SaidEntry): number => Math.max(0, sent - 1);
  const mayBeLost = said
    .filter(({ isLost }) => isLost !== false)
    .sort((one, other) => again(one) - again(other));
  const lost = new Set(mayBeLost.slice(0, isOneMore));
  const done = said.filter((entry) => !lost.has(entry)).reduce((sum, entry) => sum + again(entry), 0);
  return lost.size === isOneMore && done >= more + isOneMore;
}

/**
 * It has less than it had answered before the fault, or had as it came back: that died with it, and no client could tell of
 * it.
 */
export function hasForgotten(seen: Case, said: readonly SaidEntry[]): boolean {
  const has = serverHas(seen);
  if ("unknown" in has) return has.unknown === "server-forgot";
  const answered = said.filter(({ fate, atNs }) => fate === "shown" && atNs < (seen.fault?.atNs ?? 0)).length;
  return Math.min(has.times, timesAsItCameBack(seen)) < answered;
}

function isLostForCertain({ fate, isLost }: SaidEntry): boolean {
  return isLost === true && UNSENT.has(fate);
}

/** The rows, where the server's own count says how many are lost: what it has is not, and which it has may not be known. */
export function settleRows(ledger: Ledger, { lost, duplicated }: Losses): Ledger {
  const rows = ledger.said.filter(({ isLost }) => isLost).length;
  if (lost === undefined || duplicated === undefined || rows <= lost) return ledger;
  const isNone = lost === ledger.said.filter(isLostForCertain).length;
  const said = ledger.said.map((entry) => {
    if (entry.isLost !== true || isLostForCertain(entry)) return entry;
    const { isLost: _, ...others } = entry;
    return isNone ? { ...others, isLost: false } : others;
  });
  return { ...ledger, said };
}

/**
 * Nothing was said to it, and what it asked by itself is in no row where segments are missing, or where it was to be asked
 * on another port; nor where nobody knows what it asks without the fault, and it was served again.
 */
function isSeen(seen: Case, { said }: Ledger): boolean {
  const { isOn, evidence, ending } = seen;
  const isWhole = said.some(({ isOwn, text }) => isOwn === undefined || text === OWN);
  if (!isWhole && newToOthers(seen).length > 0) return false;
  if (said.length > 0) return true;
  if (!isOn("segments") || evidence.drops > 0) return false;
  if (!evidence.control?.none) return true;
  return !isServedSince(seen, flowsOf(seen), ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY);
}

function lostOf({ said }: Ledger): number | undefined {
  if (said.some(({ isLost }) => isLost === undefined)) return undefined;
  return said.filter(({ isLost }) => isLost).length;
}

/** Lines typed that an echo client did not print again afterwards. */
function linesLost({ observations, typed }: Case): number {
  return typed.filter(({ text, atNs }) => {
    const printed = after(printedBy(observations, "client"), atNs).map((observation) => observation.text);
    return !printed.join("").includes(text);
  }).length;
}

/** Whether it ends so in a control as well, where it was answered. */
export function endsAsUsual({ observations, evidence: { control } }: Case): boolean {
  const exit = findExit(observations, "client");
  if (exit === undefined || control === undefined) return false;
  const end = endSign(exit);
  return controlsOf(control).some(({ signs }) => signs.some(({ what }) => what === end));
}

/**
 * Of what was lost, what nobody was told of while the client was watched: it printed nothing new, and ended with exit code 0
 * as if all were well, or is still running although it has noticed, or has done with it. (One that still waits for an answer
 * may yet report it.)
 *
 * @param hasDone it waits for more to be said, or has printed what was expected
 * @param isUsualEnd in a control it ends so as well: no exit code tells anything then
 */
export function countUnreported(
  { said }: Ledger,
  { told = "", exit, lost, noticed }: Pick<Verdict, "told" | "exit" | "lost" | "noticed">,
  hasDone = false,
  isUsualEnd = false,
): number | undefined {
  const hasEndedWell = exit?.exitCode === 0 || isUsualEnd;
  const isReported = told !== "" || (exit !== undefined && !hasEndedWell);
  const hasNotNoticed = noticed === "never" || noticed === "unknown";
  const mayYetTell = exit === undefined && hasNotNoticed && !hasDone;
  if (isReported || mayYetTell) return 0;
  const known = said.filter(({ isLost }) => isLost).length;
  if (known > 0) return Math.min(known, lost ?? known);
  return lost;
}
