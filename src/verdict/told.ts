// What the client told its user, and how much of what was lost nobody was told of: the facts that only its output shows.

import type { Case } from "../timeline/case.ts";
import { plainText } from "../timeline/output.ts";
import { after, printedBy } from "../timeline/queries.ts";
import type { Ledger, Verdict } from "../timeline/verdict-record.ts";
import type { UnknownCause } from "../timeline/words.ts";
import { isSection } from "./loss.ts";
import { countLostAndDuplicated, countUnreported, endsAsUsual, hasClaimed } from "./losses.ts";
import { newLines } from "./new-lines.ts";
import { onlyWaits } from "./progress.ts";
import { waitsForMore } from "./reaction.ts";

interface Known extends Pick<Verdict, "exit" | "noticed" | "undecided"> {
  readonly ledger: Ledger;
}

export type Words = Pick<Verdict, "told" | "lost" | "unreported" | "duplicated" | "undecided">;

/** @param sinceNs what is new from then on is about the fault */
export function judgeOutput(seen: Case, sinceNs: number, { ledger, undecided, exit, noticed }: Known): Words {
  const losses = countLostAndDuplicated(seen, ledger);
  const news = told(seen, sinceNs);
  const facts = { ...(news.text !== undefined && { told: news.text }), ...losses };
  if (isSection(seen)) return facts;
  const isUsualEnd = endsAsUsual(seen);
  const hasDone = waitsForMore(seen) || hasClaimed(seen, ledger);
  const notices = undecided?.["noticed"] === undefined ? [noticed] : [noticed, "at-once" as const];
  const texts = news.doubt === undefined ? [news.text] : ["", "something"];
  // Whatever it printed, and knew, its exit code may tell of it, or nothing may be lost.
  const counts = texts.flatMap((text) =>
    notices.map((each) =>
      countUnreported(ledger, { exit, ...losses, told: text, noticed: each }, hasDone, isUsualEnd),
    ),
  );
  const [unreported] = counts;
  const isSure = counts.every((count) => count === unreported);
  const why = news.doubt ?? undecided?.["noticed"];
  const doubts = {
    ...(news.text === undefined && { told: news.doubt }),
    ...(!isSure && why !== undefined && { unreported: why }),
  };
  return {
    ...facts,
    ...(isSure && unreported !== undefined && { unreported }),
    ...(Object.keys(doubts).length > 0 && { undecided: doubts }),
  };
}

/** Where its user has said how it reports a failure (`--means-failed`), that decides of what is unclear. */
export function settleUnreported(words: Words, { said }: Ledger, { evidence }: Case): Words {
  const { unreported: cause, ...others } = words.undecided ?? {};
  if (cause !== "says-nothing-wrong" || evidence.meaning?.failed === undefined) return words;
  const lost = said.filter(({ isLost }) => isLost);
  if (lost.some(({ belief }) => belief === undefined || belief.believed === "unknown")) return words;
  const { undecided: _, ...known } = words;
  return {
    ...known,
    unreported: lost.filter(({ belief }) => belief?.believed !== "failed").length,
    ...(Object.keys(others).length > 0 && { undecided: others }),
  };
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
  const said = newLines(seen, sinceNs, evidence.control).filter(({ text }) => !onlyWaits(text));
  const lines = said.filter(({ isDoubtful }) => !isDoubtful);
  const [first] = said;
  if (first === undefined) return { text: "" };
  if (lines.length === 0) return { doubt: first.doubt ?? "chance" };
  // A line editor draws its line anew at each key.
  const drawn = lines.filter(({ text }, i) => !lines[i + 1]?.text.startsWith(text));
  const isUnclear = lines.every((line) => line.isUnclear);
  return {
    text: drawn.map(({ text }) => text).join("\n"),
    ...(isUnclear && { doubt: "says-nothing-wrong" }),
  };
}
