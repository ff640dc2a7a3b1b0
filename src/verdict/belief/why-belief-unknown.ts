// Why it is unknown whether what the client believes is so: the cause, and which option it is of.

import type { Evidence } from "../../timeline/case.ts";
import { countInWords } from "../../timeline/count-in-words.ts";
import type { Observation, Observed } from "../../timeline/observation.ts";
import { showPattern } from "../../timeline/pattern.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { type UnknownCause, notCountedAtAll, unknownCauses } from "../../timeline/words.ts";

type Asked = Partial<Pick<Evidence, "observations" | "meaning">>;

export function whyBeliefUnknown(cause: UnknownCause, { observations = [], meaning }: Asked): string {
  if (cause === "not-asked") return whyNotAsked(observations, meaning);
  if (cause === "not-one-each") return `${unknownCauses[cause]}${numbersOf(observations)}`;
  if (cause !== "not-counted") return unknownCauses[cause];
  if (meaning?.doneWhen !== undefined)
    return `--done-when ${showPattern(meaning.doneWhen)} was never printed, in this run or in the control`;
  const failed = countedIn(observations).find(({ count }) => count === undefined);
  return failed === undefined ? "--count printed no number in the control" : countInWords(failed);
}

function whyNotAsked(observations: readonly Observation[], meaning: Asked["meaning"]): string {
  const nothingSaid = "nothing was said (--say)";
  if (isCounted(observations, meaning)) return nothingSaid;
  return ofKind(observations, "typed").length > 0
    ? notCountedAtAll
    : `${notCountedAtAll}, and ${nothingSaid}`;
}

const isCounted = (observations: readonly Observation[], meaning: Asked["meaning"]): boolean =>
  meaning?.doneWhen !== undefined || ofKind(observations, "counted").length > 0;

/** A word was seen, and what is not known of some row, or how often it was done, may be worse. */
export function causeOfRows(
  { ledger }: Pick<Verdict, "ledger">,
  { observations = [], meaning }: Asked,
): UnknownCause {
  const row = ledger?.said.find(({ belief }) => belief?.why !== undefined)?.belief?.why;
  if (row !== undefined) return row;
  const counted = countedIn(observations);
  if (meaning?.doneWhen !== undefined || counted.some(({ count }) => count === undefined))
    return "not-counted";
  return counted.length > 0 ? "not-one-each" : "not-asked";
}

/** What is held against each other. (As it comes back a server may not be able to answer yet.) */
const countedIn = (observations: readonly Observation[]): readonly Observed<"counted">[] =>
  ofKind(observations, "counted").filter(({ phase }) => phase === "before" || phase === "after");

/** A number that never changes is easily seen. */
function numbersOf(observations: readonly Observation[]): string {
  const numbers = ofKind(observations, "counted").flatMap(({ count }) => count ?? []);
  return numbers.length === 0 ? "" : ` (--count printed ${numbers.join(", then ")})`;
}
