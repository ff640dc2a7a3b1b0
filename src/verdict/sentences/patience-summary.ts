// The first sentence about a client whose server lived all the time.

import type { Case } from "../../timeline/case.ts";
import { formatDuration } from "../../timeline/units.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { ANSWERED } from "../asks/fates.ts";
import { causeInWords } from "../asks/other-ports.ts";
import { missingInWords } from "../asks/missing.ts";
import { WOKEN } from "../signs/signs.ts";

type Facts = Omit<Verdict, "summary">;

/** `bore the outage of 2 003 ms: it did not give up, and what was said meanwhile was answered` */
export function patienceInWords(facts: Facts, seen: Case): string {
  const { fault, typed } = seen;
  const { patience = "unknown", lastedNs, undecided } = facts;
  const name = nameOf(fault, lastedNs);
  const isAsked = typed.some(({ atNs }) => atNs > (fault?.atNs ?? 0));
  switch (patience) {
    case "bears":
      return `bore ${name}: it did not give up${isAsked ? ", and what was said meanwhile was answered" : ""}`;
    case "loses":
      return `kept its connection in ${name}, ${stopped(facts)}and ${whatIsLost(facts, seen)}`;
    case "false-alarm":
      return `false alarm: gave up on a server that lived, in ${name}${how(facts)}`;
    case "unknown":
      return `whether it bore ${name} is unknown${undecided?.["patience"] ? `: ${causeInWords(undecided["patience"], seen)}` : ""}`;
  }
}

/** A client that ends before the fault does has seen its beginning only: the fault ends with the run. */
function nameOf(fault: Case["fault"], lastedNs: number | undefined): string {
  const { fault: name, amount = 0 } = fault ?? {};
  if (lastedNs === undefined) return `\`${name}:${amount}\``;
  const askedNs = amount * 1e6;
  return lastedNs < askedNs * MOST_OF_IT
    ? `the first ${formatDuration(lastedNs)} of the ${name} of ${formatDuration(askedNs)}`
    : `the ${name} of ${formatDuration(lastedNs)}`;
}

const MOST_OF_IT = 0.9;

function whatIsLost({ lost = 0, ledger }: Facts, seen: Case): string {
  const missing = missingInWords(seen, lost);
  if (missing !== undefined) return missing;
  const early = ledger?.said.filter(({ isEarly }) => isEarly).length ?? 0;
  if (early >= lost && early > 0) return "printed what was expected without having read the answer";
  const things = lost === 1 ? "one thing that was said was" : `${lost} things that were said were`;
  const fates = new Set(ledger?.said.filter(({ isLost }) => isLost).map(({ fate }) => fate));
  const [fate, ...others] = fates;
  const all = fate !== undefined && others.length === 0 ? howAnswered[fate] : undefined;
  return `${things} ${all ?? ([...fates].some((each) => ANSWERED.has(each)) ? "not answered as expected" : "never answered")}`;
}

/** What got so far, and is lost all the same. */
const howAnswered: Partial<Record<Fate, string>> = {
  answered: "answered, and the answer never read",
  read: "answered and read, and not printed as expected",
  cut: "answered in part",
};

/** By a time limit of its own. */
function stopped({ afterNs, by }: Facts): string {
  if (afterNs === undefined || by !== WOKEN) return "";
  return `stopped waiting for an answer ${formatDuration(afterNs)} after it began, `;
}

function how({ afterNs, by }: Facts): string {
  return afterNs === undefined
    ? ""
    : `, ${formatDuration(afterNs)} after it began, by ${by ?? "an unknown sign"}`;
}
