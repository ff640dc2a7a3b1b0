// What the proofs of moments look for in a timeline.

import type { Case } from "../timeline/case.ts";
import type { SeenSegment } from "../timeline/conversation.ts";
import type { AtNs, Observed } from "../timeline/observation.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import { type Stop, reportOf } from "./stop.ts";

/** What was said last before the fault. */
export function saidBefore({ typed, fault }: Case): AtNs {
  return typed.findLast(({ atNs }) => atNs < (fault?.atNs ?? 0))?.atNs ?? 0;
}

/** A relay receives everything, and reports how much of it it has passed on. */
export function relayed({ observations, fault }: Case, stop: Stop): Observed<"printed"> | undefined {
  const text = reportOf(stop);
  return printedBy(observations, "server").find(
    (printed) => printed.atNs < (fault?.atNs ?? 0) && printed.text.includes(text),
  );
}

/** What was looked for had come on this connection before the fault. */
export function findFound({ observations, connection, fault }: Case): Observed<"wire"> | undefined {
  return ofKind(observations, "wire").findLast(
    ({ operation, found, atNs }) =>
      operation === "found" && found?.clientPort === connection?.client.port && atNs < (fault?.atNs ?? 0),
  );
}

/** The relative number behind its last byte. */
export function endOf({ relativeSeq, length }: SeenSegment): number {
  return relativeSeq + length;
}
