// The first sentence about a client whose server lived all the time.

import type { Case } from "../timeline/case.ts";
import { formatDuration } from "../timeline/units.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { unknownCauses } from "../timeline/words.ts";

type Facts = Omit<Verdict, "summary">;

/** `bore the outage of 2 003 ms: it did not give up, and what was said meanwhile was answered` */
export function patienceInWords(facts: Facts, { fault, typed }: Case): string {
  const { patience = "unknown", lastedNs, undecided } = facts;
  const name =
    lastedNs === undefined
      ? `\`${fault?.fault}:${fault?.amount}\``
      : `the ${fault?.fault} of ${formatDuration(lastedNs)}`;
  const isAsked = typed.some(({ atNs }) => atNs > (fault?.atNs ?? 0));
  switch (patience) {
    case "bears":
      return `bore ${name}: it did not give up${isAsked ? ", and what was said meanwhile was answered" : ""}`;
    case "loses":
      return `did not give up in ${name}, and ${whatIsLost(facts)}`;
    case "false-alarm":
      return `false alarm: gave up on a server that lived, in ${name}${how(facts)}`;
    case "unknown":
      return `whether it bore ${name} is unknown${undecided?.["patience"] ? `: ${unknownCauses[undecided["patience"]]}` : ""}`;
  }
}

function whatIsLost({ lost = 0, ledger }: Facts): string {
  const early = ledger?.said.filter(({ isEarly }) => isEarly).length ?? 0;
  if (early >= lost && early > 0) return "printed what was expected without having read the answer";
  return `${lost === 1 ? "one thing that was said was" : `${lost} things that were said were`} never answered`;
}

function how({ afterNs, by }: Facts): string {
  return afterNs === undefined
    ? ""
    : `, ${formatDuration(afterNs)} after it began, by ${by ?? "an unknown sign"}`;
}
