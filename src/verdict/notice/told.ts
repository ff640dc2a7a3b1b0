// What the client told its user, and how much of what was lost nobody was told of: the facts that only its output shows.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { hasProxy } from "../../timeline/legs.ts";
import { outputOf, plainText } from "../../timeline/output.ts";
import { type Pattern, findMatch, unlessSlow } from "../../timeline/pattern.ts";
import { after, findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry, Verdict } from "../../timeline/verdict-record.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { isSection } from "../asks/loss.ts";
import { hasBrokenOff } from "../asks/stream-asks.ts";
import { flowsOf } from "../bytes/flows.ts";
import { isStillServed } from "../bytes/served-again.ts";
import { SHIPPED } from "../bytes/shipped.ts";
import { hasClaimed } from "../ledger/claims.ts";
import { doubtMissing } from "../asks/missing.ts";
import { type Losses, countLostAndDuplicated, countUnreported, endsAsUsual } from "../ledger/losses.ts";
import { newSyns } from "../signs/signs.ts";
import { asksNext } from "../asks/next-asked.ts";
import { asksThere } from "./asks-there.ts";
import { isDoneWaiting } from "./done-waiting.ts";
import { hasReadUnshown } from "./read-unshown.ts";
import { waitsForMore, waitsOnItAlone } from "./reaction.ts";
import { claimedUntold, newLinesSince, mayTellNoMore } from "./told-before.ts";
import { mayYetSucceed, triesAgain } from "./tries-again.ts";
import { mayHaveSwallowed, pauses } from "./used-dead.ts";

interface Known extends Pick<Verdict, "exit" | "noticed" | "undecided"> {
  readonly ledger: Ledger;
}

export type Words = Pick<Verdict, "told" | "lost" | "unreported" | "duplicated" | "undecided">;

/** @param sinceNs what is new from then on is about the fault */
export function judgeOutput(seen: Case, sinceNs: number, known: Known): Words {
  const losses = countLostAndDuplicated(seen, known.ledger);
  const news = told(seen, sinceNs);
  const facts = { ...(news.text !== undefined && { told: news.text }), ...losses };
  if (isSection(seen)) return facts;
  const { unreported, cause } = unreportedOf(seen, sinceNs, known, losses, news);
  const doubts = {
    ...doubtMissing(seen, known.ledger, unreported),
    ...(news.text === undefined && { told: news.doubt }),
    ...(cause !== undefined && { unreported: cause }),
  };
  return {
    ...facts,
    ...(unreported !== undefined && { unreported }),
    ...(Object.keys(doubts).length > 0 && { undecided: doubts }),
  };
}

interface Unreported {
  readonly unreported?: number;
  readonly cause?: UnknownCause;
}

function unreportedOf(seen: Case, sinceNs: number, known: Known, losses: Losses, news: Told): Unreported {
  const { ledger, exit, noticed, undecided } = known;
  const { texts, doubt } = ofTheLoss(seen, sinceNs, ledger, news);
  const counts = countsOf(seen, sinceNs, known, losses, texts);
  const [unreported] = counts;
  const tries = triesAgain(seen, sinceNs, { ledger, exit });
  // Who goes on with the next thing there tries the last one no more.
  if (tries !== undefined)
    return tries && !asksNext(seen) ? { unreported: 0 } : { cause: doubt ?? "too-short" };
  if (unreported !== 0 && mayYetTell(seen, sinceNs, { ledger, exit, noticed }))
    return { cause: doubt ?? "too-short" };
  if (unreported === 0 && isSilentOn(seen, { noticed, losses, news })) return { cause: "not-observed" };
  if (counts.every((count) => count === unreported)) return unreported === undefined ? {} : { unreported };
  const cause = doubt ?? undecided?.["noticed"];
  return cause === undefined ? {} : { cause };
}

/** What it may have told its user of what is lost, and why that is not known. */
function ofTheLoss(
  seen: Case,
  sinceNs: number,
  ledger: Ledger,
  { text = "", doubt: why }: Told,
): { readonly texts: readonly string[]; readonly doubt: UnknownCause | undefined } {
  const isOver = text !== "" && mayTellNoMore(seen, sinceNs, ledger);
  const doubt = why ?? (isOver ? "says-nothing-wrong" : undefined);
  return { texts: doubt === undefined ? [text] : ["", "something"], doubt };
}

/** Whatever it printed, and knew, its exit code may tell of it, or nothing may be lost: for each text, and each notice. */
function countsOf(
  seen: Case,
  sinceNs: number,
  { ledger, exit, noticed, undecided }: Known,
  losses: Losses,
  texts: readonly string[],
): (number | undefined)[] {
  const [isDone, isUsualEnd] = [hasDone(seen, ledger), endsAsUsual(seen)];
  const count = (text: string, each: Known["noticed"]): number | undefined =>
    countUnreported(ledger, { exit, ...losses, told: text, noticed: each }, isDone, isUsualEnd);
  const claimed = claimedUntold(seen, sinceNs, ledger);
  return texts.flatMap((text) =>
    noticesOf(seen, noticed, undecided).map((each) => {
      const [ofAll, ofSilent] = [count(text, each), count("", each)];
      // What it told of the one is no word of another one that it said was done.
      return ofAll === undefined ? ofAll : Math.max(ofAll, Math.min(claimed, ofSilent ?? 0));
    }),
  );
}

/** Who waits for its answer still has not given it up, whatever it has noticed. */
function noticesOf(
  seen: Case,
  noticed: Known["noticed"],
  undecided: Known["undecided"],
): readonly Known["noticed"][] {
  if (waitsOnItAlone(seen)) return ["never"];
  return undecided?.["noticed"] === undefined ? [noticed] : [noticed, "at-once"];
}

/** What it was told when it used its dead connection cannot be seen, and it has said nothing. */
function isSilentOn(
  seen: Case,
  { noticed, losses, news }: Pick<Known, "noticed"> & { readonly losses: Losses; readonly news: Told },
): boolean {
  return noticed === "never" && losses.lost !== 0 && news.text === "" && mayHaveSwallowed(seen);
}

/** It waits for no answer, as far as its user can tell. */
function hasDone(seen: Case, ledger: Ledger): boolean {
  const hasGivenUp =
    waitsForMore(seen) || isDoneWaiting(seen) !== false || hasBrokenOff(seen) !== false || asksNext(seen);
  return (
    hasGivenUp || hasReadUnshown(seen) || hasClaimed(seen, ledger) || lostOfShipped(ledger) !== undefined
  );
}

function mayYetTell(seen: Case, sinceNs: number, known: Known): boolean {
  // Whoever still sleeps on the connection may print what comes, however late.
  const isPerhaps = hasBrokenOff(seen) === "perhaps" || isDoneWaiting(seen) === "perhaps" || asksNext(seen);
  const mayAskAgain = known.exit === undefined && !waitsForMore(seen) && isPerhaps;
  const isPausing = known.exit === undefined && (pauses(seen) || asksThere(seen, known.ledger));
  return (
    mayAskAgain ||
    isPausing ||
    mayYetFail(known) ||
    isConnecting(seen, known) ||
    mayYetSucceed(seen, sinceNs, known) ||
    isAtWork(seen, sinceNs, known)
  );
}

/**
 * It holds a line that never went out, and its connect(2) has neither been answered nor refused: that may fail yet. A proxy
 * accepts before it knows of a server: what comes next is its answer.
 */
function isConnecting(seen: Case, { ledger, exit }: Known): boolean {
  const [tried] = newSyns(seen, seen.fault?.atNs ?? 0).slice(-1);
  const holds = ledger.said.some(({ isLost, fate }) => isLost && fate === "swallowed");
  if (exit !== undefined || !holds || tried === undefined) return false;
  const isBare = hasProxy(seen.observations) ? /^S?\.$/ : undefined;
  return !ofKind(seen.observations, "segment").some(
    ({ to, flags, length }) => to.port === tried.from.port && !(length === 0 && isBare?.test(flags) === true),
  );
}

/** Who ships waits for none. */
function lostOfShipped({ said }: Ledger): SaidEntry | undefined {
  return said.find(({ text, isLost }) => text === SHIPPED && isLost);
}

/** What it shipped was never acknowledged: its kernel may yet give up, and tell it. */
function mayYetFail({ ledger, exit, noticed }: Known): boolean {
  return exit === undefined && noticed === "never" && lostOfShipped(ledger)?.fate === "unacknowledged";
}

/**
 * It still works on what it was started for, over other connections, and may tell of the loss when it has done: so it does
 * in the control.
 */
function isAtWork(seen: Case, sinceNs: number, { ledger, exit }: Pick<Known, "ledger" | "exit">): boolean {
  if (exit !== undefined || !ledger.said.some(({ isOwn }) => isOwn)) return false;
  const endsOrWaits = controlsOf(seen.evidence.control).some(
    ({ signs, printed }) => printed === 0 || signs.some(({ kind }) => kind === "exit"),
  );
  return endsOrWaits && isStillServed(seen, flowsOf(seen), seen.ending?.arrivedAtNs ?? sinceNs);
}

/**
 * Where its user has said how it reports a failure (`--means-failed`), that decides of what is unclear; and of what it says
 * is done (`--means-done`), and is lost, nobody was told.
 */
export function settleUnreported(words: Words, ledger: Ledger, seen: Case): Words {
  const settled = settleUnclear(words, ledger, seen);
  const { unreported } = settled;
  const exit = findExit(seen.observations, "client");
  if (seen.evidence.meaning?.done === undefined || unreported === undefined || (exit && exit.exitCode !== 0))
    return settled;
  const claimed = ledger.said.filter(({ isLost, belief }) => isLost && belief?.believed === "done").length;
  return claimed > unreported ? { ...settled, unreported: claimed } : settled;
}

function settleUnclear(words: Words, ledger: Ledger, seen: Case): Words {
  const { unreported: cause, ...others } = words.undecided ?? {};
  const { failed } = seen.evidence.meaning ?? {};
  if (cause !== "says-nothing-wrong" || failed === undefined) return words;
  const faultNs = seen.fault?.atNs ?? 0;
  const lost = ledger.said.filter(({ isLost }) => isLost);
  if (lost.some(({ belief }) => belief === undefined || belief.believed === "unknown")) return words;
  const { undecided: _, ...known } = words;
  const hasAnnounced = announces(seen, failed) && !mayTellNoMore(seen, faultNs, ledger);
  const untold = hasAnnounced ? lost.filter(({ atNs }) => atNs < faultNs) : lost;
  return {
    ...known,
    unreported: untold.filter(({ belief }) => belief?.believed !== "failed").length,
    ...(Object.keys(others).length > 0 && { undecided: others }),
  };
}

/** It has said so as it lost its server, before anything more was said to it: who says more then knows. */
function announces({ observations, fault, typed }: Case, failed: Pattern): boolean {
  const faultNs = fault?.atNs ?? 0;
  const untilNs = after(typed, faultNs)[0]?.atNs ?? 0;
  const printed = after(printedBy(observations, "client"), faultNs).filter(({ atNs }) => atNs < untilNs);
  return unlessSlow(() => findMatch(failed, outputOf(printed, "client")) !== undefined, false);
}

type Told =
  /** The doubt: nothing in it says that anything went wrong. */
  | { readonly text: string; readonly doubt?: UnknownCause }
  | { readonly text?: undefined; readonly doubt: UnknownCause };

/** All that it printed since; with a control run, what it did not print there. */
function told(seen: Case, sinceNs: number): Told {
  const { observations, evidence } = seen;
  if (evidence.control === undefined) {
    const text = after(printedBy(observations, "client"), sinceNs).map((printed) => printed.text);
    return { text: plainText(text.join("")).trim() };
  }
  const said = newLinesSince(seen, sinceNs);
  const lines = said.filter(({ isDoubtful }) => !isDoubtful);
  const [first] = said;
  if (first === undefined) return { text: "" };
  if (lines.length === 0) return { doubt: first.doubt ?? "chance" };
  // A line editor draws its line anew at each key.
  const drawn = lines.filter(({ text }, i) => !lines[i + 1]?.text.startsWith(text));
  const isUnclear = lines.every(({ saysNothingWrong }) => saysNothingWrong);
  return {
    text: drawn.map(({ text }) => text).join("\n"),
    ...(isUnclear && { doubt: "says-nothing-wrong" }),
  };
}
