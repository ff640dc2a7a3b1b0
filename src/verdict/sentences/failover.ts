// What another server did that took the address: what it answered, and what each of the two has counted.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import { formatDuration } from "../../timeline/units.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { ANSWERED } from "../asks/fates.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";

/** Sentences for people; none where the address stayed with the first server. */
export function failoverRemarks(seen: Case, said: Ledger["said"] = []): string[] {
  const { observations, fault } = seen;
  const took = ofKind(observations, "took-over").at(0);
  if (took === undefined) return [];
  const flows = flowsOf(seen);
  const answered = said.filter(({ atNs, fate }, i) => {
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    return ANSWERED.has(fate) && bytesBetween(flows, Math.max(atNs, took.atNs), untilNs) > 0;
  });
  const what =
    answered.length === 0 ? "nothing that was said" : answered.map(({ text }) => quote(text)).join(", ");
  const when = formatDuration(took.atNs - (fault?.atNs ?? 0));
  return [
    `Another server (process ${took.pid}) had the address from ${when} after the fault on, and answered ${what}.`,
    ...countsOf(seen, took.atNs),
  ];
}

function quote(text: string): string {
  return `"${text}"`;
}

function countsOf({ observations }: Case, tookNs: number): string[] {
  const counted = ofKind(observations, "counted");
  const [first, second, last] = [
    counted.find(({ atNs }) => atNs < tookNs),
    counted.find(({ atNs }) => atNs > tookNs),
    counted.findLast(({ phase }) => phase === "after"),
  ];
  if (first === undefined || second === undefined || last === undefined) return [];
  const number = ({ count }: { readonly count?: number }): string =>
    count === undefined ? "unknown" : String(count);
  return [
    `Counted at the first server before anything was said: ${number(first)}. At the second, once it had the address: ${number(second)}, and in the end: ${number(last)}.`,
  ];
}
