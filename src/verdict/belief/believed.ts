// What the client believes of a thing said: what it printed from then until the next thing was said, and how it ended.

import type { Case } from "../../timeline/case.ts";
import type { Observed } from "../../timeline/observation.ts";
import { outputOf } from "../../timeline/output.ts";
import { type Pattern, findMatch } from "../../timeline/pattern.ts";
import { findExit, printedBy } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Believed, UnknownCause } from "../../timeline/words.ts";
import { type NewLine, newLines } from "../lines/new-lines.ts";

export type Belief = Believes & {
  /** It printed something new meanwhile; undefined where that may be chance. */
  readonly hasTold: boolean | undefined;
};

type Believes =
  | { readonly believed: Exclude<Believed, "unknown"> }
  | { readonly believed: "unknown"; readonly why: UnknownCause };

/** What it said while this was the last thing said. */
interface Said {
  readonly text: string;
  readonly news: readonly NewLine[];
  /** Set for the last thing: nothing else can have ended it. */
  readonly exit: Observed<"program-exited"> | undefined;
}

/** @param sinceNs from when on what it prints is held against the control */
export function believedOf(seen: Case, said: readonly SaidEntry[], sinceNs: number): Belief[] {
  return said.map((entry, i) => {
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const fromNs = entry.isOwn ? 0 : entry.atNs;
    const isWithin = ({ atNs }: { readonly atNs: number }): boolean => atNs >= fromNs && atNs < untilNs;
    const { observations, evidence } = seen;
    if (!seen.isOn("output")) return { believed: "unknown", why: "not-observed", hasTold: undefined };
    const news = newLines(seen, sinceNs, evidence.control).filter(isWithin);
    const isFirm = news.some(({ isDoubtful }) => !isDoubtful);
    const words: Said = {
      text: outputOf(printedBy(observations, "client").filter(isWithin), "client"),
      news,
      exit: i === said.length - 1 ? findExit(observations, "client") : undefined,
    };
    const believes = believesOf(seen, entry, words);
    return {
      ...(typeof believes === "string"
        ? { believed: believes }
        : { believed: "unknown", why: believes.unknown }),
      hasTold: isFirm || (news.length > 0 ? undefined : false),
    };
  });
}

type Word = Exclude<Believed, "unknown"> | { readonly unknown: UnknownCause };

function believesOf(seen: Case, entry: SaidEntry, words: Said): Word {
  const { meaning = {} } = seen.evidence;
  const prints = (pattern: Pattern | undefined): boolean =>
    pattern !== undefined && findMatch(pattern, words.text) !== undefined;
  const [done, failed] = [prints(meaning.done), prints(meaning.failed)];
  if (done && failed) return { unknown: "says-both" };
  if (done || failed) return done ? "done" : "failed";
  return byItself(seen, entry, words);
}

/** Where no pattern says it: by what was expected, its end, and what is new. */
function byItself(seen: Case, entry: SaidEntry, words: Said): Word {
  const { meaning = {} } = seen.evidence;
  const end = endOf(words.exit);
  const isFound = meaning.done === undefined && entry.found === true;
  if (isFound && !(entry.isOwn && end === "failed")) return "done";
  if (isOver(seen, entry)) return "said-nothing";
  if (end === "failed" || typeof end === "object") return end;
  const hasEndedWell = end === "done" && meaning.done === undefined;
  const news = meaning.failed === undefined ? words.news : [];
  if (news.length > 0) return byNews(news, entry, hasEndedWell);
  return hasEndedWell ? "done" : "said-nothing";
}

function endOf(exit: Said["exit"]): Word | undefined {
  if (exit === undefined) return undefined;
  if (exit.exitCode === 0) return "done";
  return exit.exitCode === undefined && exit.signal === undefined ? { unknown: "no-status" } : "failed";
}

function byNews(news: readonly NewLine[], { isLost, isOwn }: SaidEntry, hasEndedWell: boolean): Word {
  const lines = news.filter(({ isDoubtful }) => !isDoubtful);
  if (lines.length === 0) return { unknown: news[0]?.doubt ?? "chance" };
  const tellsNothing = ({ isUnclear, saysNothingWrong }: NewLine): boolean =>
    isUnclear || (isLost === true && saysNothingWrong);
  if (lines.every(tellsNothing)) return { unknown: "says-nothing-wrong" };
  // It was started for this alone, and says by its exit code that it is done.
  return hasEndedWell && isOwn === true ? { unknown: "says-both" } : "failed";
}

/** It was answered before the fault came: what the client says later is about something else. */
export function isOver({ fault }: Case, { atNs, isLost, isOwn }: SaidEntry): boolean {
  return isOwn === undefined && isLost === false && atNs < (fault?.atNs ?? 0);
}
