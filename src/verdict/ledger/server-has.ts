// How many of the things said the server has done: by its own count, or by what it printed.

import type { Case } from "../../timeline/case.ts";
import { smallest } from "../../timeline/extremes.ts";
import { outputOf } from "../../timeline/output.ts";
import { countMatches, unlessSlow } from "../../timeline/pattern.ts";
import { ofKind } from "../../timeline/queries.ts";
import { mayBeDoneThere } from "../asks/other-ports.ts";
import { flowsOf, newIn } from "../bytes/flows.ts";
import type { UnknownCause } from "../../timeline/words.ts";

export type Has = { readonly times: number } | { readonly unknown: UnknownCause };

/** All that it has done since the client was started. */
export function serverHas(seen: Case): Has {
  const { meaning, control } = seen.evidence;
  // What the first of two servers had in the end is not known.
  if (ofKind(seen.observations, "took-over").length > 0) return { unknown: "not-one-each" };
  const has = meaning?.doneWhen === undefined ? hasCounted(seen) : hasPrinted(seen);
  if (!("unknown" in has) && mayBeDoneThere(seen)) return { unknown: "other-port" };
  if ("unknown" in has || control === undefined || control.none) return has;
  if (control.countedMore === undefined) return { unknown: "not-counted" };
  return has;
}

function hasCounted(seen: Case): Has {
  const { observations } = seen;
  const counted = ofKind(observations, "counted");
  if (counted.length === 0) return { unknown: "not-asked" };
  const before = counted.find(({ phase }) => phase === "before")?.count;
  const afterwards = counted.findLast(({ phase }) => phase === "after")?.count;
  if (before === undefined || afterwards === undefined) return { unknown: "not-counted" };
  if (countsItsStart(seen)) return { unknown: "not-one-each" };
  return afterwards < before ? { unknown: "server-forgot" } : { times: afterwards - before };
}

/**
 * As it came back it had more than while it was down, and more than its clients had sent it since: its start is counted, too
 * (a line in its log that says so), and may stand for something that was lost.
 */
export function countsItsStart(seen: Case): boolean {
  const counted = ofKind(seen.observations, "counted");
  return counted.some(({ phase, count: back = 0, atNs }, i) => {
    const down = counted.slice(0, i).findLast((each) => each.phase === "down" || each.phase === "back");
    if (phase !== "back" || down?.phase !== "down" || down.count === undefined) return false;
    const sent = flowsOf(seen)
      .flatMap(({ toServer }) => newIn(toServer.segments))
      .filter(({ arrivedAtNs = 0 }) => arrivedAtNs > down.atNs && arrivedAtNs < atNs);
    return back - down.count > sent.length;
  });
}

/** All that it still had then; infinite where it did not come back, or could not be asked. */
export function timesAsItCameBack({ observations }: Case): number {
  const counted = ofKind(observations, "counted");
  const before = counted.find(({ phase }) => phase === "before")?.count;
  const back = counted.flatMap(({ phase, count }) => (phase === "back" ? (count ?? []) : []));
  return before === undefined ? Number.POSITIVE_INFINITY : smallest(back) - before;
}

/** What never comes proves nothing, unless it came in the control: it may be misspelt, or wait in a buffer. */
function hasPrinted(seen: Case): Has {
  const { observations, evidence } = seen;
  const pattern = evidence.meaning?.doneWhen;
  const isCut = ofKind(observations, "output-cut").some(({ role }) => role === "server");
  if (pattern === undefined || isCut || !seen.isOn("output")) return { unknown: "not-observed" };
  return unlessSlow<Has>(
    () => {
      const times = countMatches(pattern, outputOf(sinceClient(observations), "server"));
      const isProven = times > 0 || evidence.control?.countedMore !== undefined;
      return isProven ? { times } : { unknown: "not-counted" };
    },
    { unknown: "slow-pattern" },
  );
}

/** What it printed before is no answer to anybody. */
function sinceClient(observations: Case["observations"]): Case["observations"] {
  const start = ofKind(observations, "program-started").find(({ role }) => role === "client");
  return start === undefined ? observations : observations.filter(({ atNs }) => atNs >= start.atNs);
}
