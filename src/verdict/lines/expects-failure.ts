// What is expected for a failure, and not for an answer: a line of trouble that no control has.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { Observed } from "../../timeline/observation.ts";
import { plainText } from "../../timeline/output.ts";
import { ofKind, printedBy } from "../../timeline/queries.ts";
import { saysTrouble } from "./trouble.ts";

/**
 * Each control was answered, and did not print it; and here it stands in a line that says that something went wrong
 * (`--expect closed`, and `Error: Server closed the connection`). Who is told that was told of no answer.
 */
export function expectsFailure(seen: Case, expected: Observed<"expected">): boolean {
  const { observations, evidence } = seen;
  const controls = controlsOf(evidence.control);
  const isComparable = controls.length > 0 && controls.every(({ said }) => said !== undefined);
  if (!isComparable || !expected.found) return false;
  const i = ofKind(observations, "expected")
    .filter(({ phase }) => phase === "after")
    .findIndex(({ id }) => id === expected.id);
  if (!controls.every(({ answered }) => answered[i] === false)) return false;
  return linesSince(observations, expected).some((line) => line.includes(expected.text) && saysTrouble(line));
}

/** What was printed between what was said before it and when it was found. */
function linesSince(observations: Case["observations"], { id }: Observed<"expected">): string[] {
  const said = ofKind(observations, "typed").findLast((typed) => typed.id < id);
  const printed = printedBy(observations, "client").filter(
    (each) => each.id < id && each.id > (said?.id ?? -1),
  );
  return plainText(printed.map(({ text }) => text).join("")).split("\n");
}
