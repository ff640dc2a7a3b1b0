// What the client believes was done, held against what the server has: for each thing said, and the worst of them.

import type { Case } from "../../timeline/case.ts";
import { unlessSlow } from "../../timeline/pattern.ts";
import type { BeliefEntry, Ledger, SaidEntry, Verdict } from "../../timeline/verdict-record.ts";
import {
  type Belief as Word,
  type Believed,
  type UnknownCause,
  beliefWords,
  namesOf,
} from "../../timeline/words.ts";
import { OWN, isSection } from "../asks/loss.ts";
import { hasForgotten } from "../ledger/losses.ts";
import { type Has, serverHas } from "../ledger/server-has.ts";
import { type Belief, believedOf, isOver } from "./believed.ts";
import { type Done, divideDone } from "./done-times.ts";

type Judged = Pick<Verdict, "belief" | "undecided"> & { readonly ledger: Ledger };

/**
 * @param sinceNs from when on what the client prints is held against the control
 * @param duplicated what was done more than once, whichever it was
 */
export function judgeBelief(seen: Case, ledger: Ledger, sinceNs: number, duplicated: number): Judged {
  const said = isSection(seen) ? [] : ledger.said.filter(isThing);
  const { entries, isShort } = unlessSlow(() => judgeThings(seen, said, sinceNs), {
    entries: said.map(() => SLOW),
    isShort: false,
  });
  if (!isAsked(seen, entries)) return { ledger };
  const sure: readonly Word[] = [
    ...(isShort ? (["false-success"] as const) : []),
    ...(duplicated > 0 ? (["duplicate"] as const) : []),
  ];
  const word = worstOf(entries, sure);
  const of = new Map(said.map((entry, i) => [entry, entries[i]]));
  const has = serverHas(seen);
  const unshown = "unknown" in has ? has.unknown : "not-asked";
  const why = entries.find((entry) => entry.why !== undefined)?.why ?? unshown;
  return {
    belief: word,
    ...(word === "unknown" && { undecided: { belief: why } }),
    ledger: { ...ledger, said: ledger.said.map((entry) => withBelief(entry, of.get(entry))) },
  };
}

interface Things {
  readonly entries: readonly BeliefEntry[];
  /** More are believed to be done than were done, whichever they are. */
  readonly isShort: boolean;
}

const SLOW: BeliefEntry = { believed: "unknown", word: "unknown", why: "slow-pattern" };

function withBelief(entry: SaidEntry, belief: BeliefEntry | undefined): SaidEntry {
  return belief === undefined ? entry : { ...entry, belief };
}

/** What was never said is not believed to be done; what a client sends by itself is not one thing. */
function isThing({ fate, isOwn, text }: SaidEntry): boolean {
  return fate !== "not-said" && (isOwn === undefined || text === OWN);
}

/** A silent retry shows without being asked for. */
function isAsked({ evidence, observations }: Case, entries: readonly BeliefEntry[]): boolean {
  return (
    evidence.meaning !== undefined ||
    observations.some(({ kind }) => kind === "counted") ||
    entries.some(({ word }) => word === "silent-retry")
  );
}

function judgeThings(seen: Case, said: readonly SaidEntry[], sinceNs: number): Things {
  const beliefs = believedOf(seen, said, sinceNs);
  const all = doneInAll(seen, said);
  const done = "unknown" in all ? said.map(() => all) : divide(seen, said, beliefs, all.times);
  const believers = beliefs.filter(({ believed }) => believed === "done").length;
  const isForgotten = done.some((each) => "unknown" in each && each.unknown === "server-forgot");
  return {
    entries: beliefs.map((belief, i) =>
      entryOf(belief, done[i] ?? { unknown: "not-asked" }, isAgain(said[i], i, seen)),
    ),
    isShort: "times" in all && believers > all.times && !isForgotten,
  };
}

/** Of all things together, where without the fault each was counted once. */
function doneInAll(seen: Case, said: readonly SaidEntry[]): Has {
  const has = serverHas(seen);
  const { control } = seen.evidence;
  if ("unknown" in has) return has;
  const isCompared = control !== undefined && !control.none;
  if (isCompared && control.countedMore !== (said[0]?.isOwn ? 1 : 0)) return { unknown: "not-one-each" };
  return hasForgotten(seen, said) ? { unknown: "server-forgot" } : has;
}

function divide(seen: Case, said: readonly SaidEntry[], beliefs: readonly Belief[], total: number): Done[] {
  const { control } = seen.evidence;
  const things = said.map((entry, i) => ({
    entry,
    wasDone: isOver(seen, entry) && beliefs[i]?.believed === "done",
  }));
  return divideDone(things, total, control !== undefined && !control.none);
}

/** Sent on more connections than without the fault; undefined where that is not known. */
function isAgain(entry: SaidEntry | undefined, i: number, { evidence }: Case): boolean | undefined {
  const usual = evidence.control?.said?.[i];
  const times = usual?.text === entry?.text ? usual?.connections : undefined;
  return entry?.connections === undefined ? undefined : entry.connections > Math.max(1, times ?? 1);
}

function entryOf(belief: Belief, done: Done, again: boolean | undefined): BeliefEntry {
  const word = wordOf(belief, done, again);
  return {
    believed: belief.believed,
    ...("times" in done && { done: done.times }),
    ...(typeof word === "string" ? { word } : { word: "unknown", why: word.unknown }),
  };
}

type Decided = Exclude<Word, "unknown"> | { readonly unknown: UnknownCause };

/** By what the client believes: of what was not done, and of what was done once. */
const truth: Readonly<Record<Exclude<Believed, "unknown">, readonly [Decided, Decided]>> = {
  done: ["false-success", "honest"],
  failed: ["honest", "false-failure"],
  "said-nothing": ["honest", "honest"],
};

function wordOf(belief: Belief, done: Done, again: boolean | undefined): Decided {
  const { hasTold } = belief;
  if ("times" in done && done.times > 1) return "duplicate";
  if (again === true && hasTold === false) return "silent-retry";
  if (belief.believed === "unknown") return { unknown: belief.why };
  if (again === true && hasTold === undefined) return { unknown: "chance" };
  if ("unknown" in done) return done;
  const word = truth[belief.believed][done.times === 0 ? 0 : 1];
  const mayBeAgain = word === "honest" && again === undefined && hasTold !== true;
  return mayBeAgain ? { unknown: "may-be-again" } : word;
}

const order: readonly Word[] = namesOf(beliefWords);
const BAD: ReadonlySet<Word> = new Set(["silent-retry", "duplicate", "false-success"]);

/**
 * What is unknown may be worse than what is known, unless that is wrong by any standard.
 *
 * @param sure words of things of which nobody knows which they are
 */
function worstOf(entries: readonly BeliefEntry[], sure: readonly Word[]): Word {
  const known = [...entries.map(({ word }) => word).filter((word) => word !== "unknown"), ...sure];
  const worst = known.reduce<Word>((one, other) => (rank(other) > rank(one) ? other : one), "honest");
  const isKnown = entries.length > 0 && entries.every(({ word }) => word !== "unknown");
  return isKnown || BAD.has(worst) ? worst : "unknown";
}

function rank(word: Word): number {
  return order.indexOf(word);
}
