// What a client has printed for a thing that is lost, as if it had been answered.

import type { Case } from "../../timeline/case.ts";
import { plainText } from "../../timeline/output.ts";
import { ofKind, printedBy } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry } from "../../timeline/verdict-record.ts";

/** What was expected of it was printed: its user takes it for answered. */
export function hasClaimed({ observations }: Case, { said }: Ledger): boolean {
  const client = ofKind(observations, "program-started").find(({ role }) => role === "client");
  const claimed = said.filter(({ isLost, found }) => isLost === true && found === true);
  if (client?.on === "pipes") return claimed.length > 0;
  return client !== undefined && claimed.some((entry) => !isDrawn(observations, entry));
}

/** On a terminal it may be the client's own drawing of what was typed, behind its prompt. */
function isDrawn(observations: Case["observations"], { atNs, text }: SaidEntry): boolean {
  const untilNs = ofKind(observations, "typed").find((typed) => typed.atNs > atNs)?.atNs ?? Infinity;
  const before = printedBy(observations, "client").filter((printed) => printed.atNs <= atNs);
  const prompt =
    plainText(before.map((printed) => printed.text).join(""))
      .split(/[\r\n]/)
      .at(-1) ?? "";
  const line = prompt + text;
  return ofKind(observations, "expected")
    .filter((each) => each.found && each.atNs >= atNs && each.atNs < untilNs)
    .every((each) => line.includes(each.text.trim()));
}
