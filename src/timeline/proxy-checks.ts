// What a proxy asks a server by itself, to see whether it is there. Pure.

import type { Observation, Observed } from "./observation.ts";
import { ofKind } from "./queries.ts";

/** What is seen behind a proxy, without its checks and what a server sends there. */
export function withoutChecks(observations: readonly Observation[]): readonly Observed<"beyond">[] {
  const all = ofKind(observations, "beyond");
  const checks = checksOf(observations);
  if (checks.size === 0) return all;
  const checking = new Set<number>();
  return all.filter((each) => {
    const { sentBy, length, from, to } = each;
    if (sentBy === "server") return !checking.has(to.port);
    const isCheck = length === 0 ? checking.has(from.port) : checks.has(wordsOf(each));
    if (isCheck) checking.add(from.port);
    else checking.delete(from.port);
    return !isCheck;
  });
}

/** Their words: what it had sent before any client said anything, and so in nobody's name. */
function checksOf(observations: readonly Observation[]): ReadonlySet<string> {
  const first = ofKind(observations, "segment").find(({ length }) => length > 0);
  const saidNs = first?.atNs ?? Number.POSITIVE_INFINITY;
  const own = ofKind(observations, "beyond").filter(
    ({ atNs, sentBy, length }) => atNs < saidNs && sentBy === "proxy" && length > 0,
  );
  return new Set(own.map(wordsOf));
}

function wordsOf({ length, payload }: Observed<"beyond">): string {
  return `${length} ${payload}`;
}
