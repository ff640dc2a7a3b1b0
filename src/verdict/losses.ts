// What was lost, and what was done twice.

import type { Case } from "../timeline/case.ts";
import { after, ofKind, printedBy } from "../timeline/queries.ts";
import type { Verdict } from "../timeline/record.ts";

export interface Losses {
  readonly lost?: number;
  readonly duplicated?: number;
}

/** By the server's own count, where it was asked; else by the exchange; else by lines that should have come back. */
export function countLostAndDuplicated(seen: Case): Losses {
  const counted = countOf(seen);
  const said = seen.typed.length;
  if (counted !== undefined) {
    return { lost: Math.max(0, said - counted), duplicated: Math.max(0, counted - said) };
  }
  const lost = seen.evidence.control === undefined ? linesLost(seen) : exchangesLost(seen);
  return lost === undefined ? {} : { lost };
}

/** How many the server has taken between the two times that it was asked. */
function countOf({ observations }: Case): number | undefined {
  const counted = ofKind(observations, "counted");
  const before = counted.find(({ phase }) => phase === "before")?.count;
  const afterwards = counted.find(({ phase }) => phase === "after")?.count;
  return before === undefined || afterwards === undefined ? undefined : afterwards - before;
}

/** An exchange that has no answer without a fault either says nothing. */
function exchangesLost({ observations, evidence }: Case): number | undefined {
  const expected = ofKind(observations, "expected").filter(({ phase }) => phase === "after");
  const { answered = [] } = evidence.control ?? {};
  const meant = answered.filter(Boolean).length;
  if (answered.length === 0 || meant < answered.length) return undefined;
  // A client that has ended was not asked for all of it any more.
  return meant - expected.filter(({ found }) => found).length;
}

/** Lines typed that an echo client did not print again afterwards. */
function linesLost({ observations, typed }: Case): number {
  return typed.filter(({ text, atNs }) => {
    const printed = after(printedBy(observations, "client"), atNs).map((observation) => observation.text);
    return !printed.join("").includes(text);
  }).length;
}

/**
 * Of what was lost, what nobody was told about: the client printed nothing and ended with exit code 0, as if all were
 * well. (One that goes on may yet tell.) Only what was really said counts: a client that had ended before has lost
 * nothing of it.
 */
export function countUnreported(
  seen: Case,
  { told, exit, lost = Number.POSITIVE_INFINITY }: Pick<Verdict, "told" | "exit" | "lost">,
): number {
  const isReported = told !== "" || exit?.exitCode !== 0;
  return isReported ? 0 : Math.min(askedInVain(seen), lost);
}

/** What was expected since the fault and never printed, and for which something had been said. */
function askedInVain({ observations }: Case): number {
  let [asked, isSaid] = [0, false];
  for (const each of observations) {
    if (each.kind === "typed") isSaid = true;
    if (each.kind !== "expected") continue;
    if (each.phase === "after" && !each.found && isSaid) asked += 1;
    isSaid = false;
  }
  return asked;
}
