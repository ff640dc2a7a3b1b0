// The same of what was typed: all that came for it came between the fault and the end of the server, and begins otherwise
// than any answer without the fault (`421 closing`).

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Flow } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isHttp2 } from "../bytes/spoken.ts";
import { endIn } from "./ends.ts";
import { REFUSED } from "./refused.ts";
import { isSealed } from "../bytes/sealed.ts";
import { beginningOf } from "./steps.ts";

/** For each thing that was typed a number for how its answer begins; undefined where none came, or it cannot be read. */
export function answersBegin(
  said: readonly Pick<SaidEntry, "atNs">[],
  flows: readonly Flow[],
): readonly (number | undefined)[] {
  return said.map((_, i) => {
    const [first] = cameFor(said, i, flows);
    return first === undefined ? undefined : numberOf(beginningOf(first.payload));
  });
}

/** The last thing that was typed before the server's end, unless what was expected of it was printed, or was not. */
export function settleLastWords(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  const { fault, ending, typed, evidence } = seen;
  const at = said.findLastIndex(({ atNs }) => ending !== undefined && atNs < ending.arrivedAtNs);
  const last = said[at];
  if (fault === undefined || ending === undefined || last === undefined || typed.length === 0) return said;
  if (last.isLost !== false || last.found !== undefined || last.isOwn) return said;
  const came = cameFor(said, at, flows);
  const isAsItEnds = came.every(
    ({ arrivedAtNs = 0 }) => arrivedAtNs > fault.atNs && arrivedAtNs <= ending.arrivedAtNs,
  );
  const begins = answersBegin(said, flows);
  const controls = controlsOf(evidence.control).map((control) =>
    (control.said ?? []).map((each) => each.begins),
  );
  const isAnswered = controls.length > 0 && controls.every((each) => each[at] !== undefined);
  const usual = new Set([...begins.slice(0, at), ...controls.flat()].filter((each) => each !== undefined));
  if (came.length === 0 || !isAsItEnds || !isAnswered || usual.size !== 1 || usual.has(begins[at] ?? 0))
    return said;
  return said.map((entry) => (entry === last ? endIn(entry, REFUSED) : entry));
}

/** Until the next one was typed, on all connections, in the order in which it arrived. */
function cameFor(
  said: readonly Pick<SaidEntry, "atNs">[],
  at: number,
  flows: readonly Flow[],
): readonly SeenSegment[] {
  const [fromNs, toNs] = [said[at]?.atNs ?? 0, said[at + 1]?.atNs ?? Number.POSITIVE_INFINITY];
  return flows
    .filter((flow) => !isHttp2(flow) && !isSealed(flow))
    .flatMap(({ toClient }) => toClient.segments)
    .filter(({ length, arrivedAtNs = 0 }) => length > 0 && arrivedAtNs > fromNs && arrivedAtNs < toNs)
    .sort((one, other) => (one.arrivedAtNs ?? 0) - (other.arrivedAtNs ?? 0));
}
