// A client with a time limit of its own: it stops waiting for an answer that has not come, and goes back to its input.

import type { Case } from "../timeline/case.ts";
import { ofKind } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { controlsOf } from "./controls.ts";
import { waitsForMore } from "./reaction.ts";

/**
 * Something was said to it, and at `atNs` it no longer slept on its connection, though no server had sent it anything since:
 * it knows that it got no answer. To the end it then waits for its user alone, and in every control the same was answered.
 */
export function gaveUpWaiting(seen: Case, atNs: number, control: ControlRecord): boolean {
  const place = seen.typed.findLastIndex((typed) => typed.atNs < atNs);
  const typed = seen.typed[place];
  if (typed === undefined || typed.isKey || !seen.isOn("segments")) return false;
  const isAnswered = controlsOf(control).every(({ said }) => {
    const same = said?.[place];
    return same?.text === typed.text && (same.answerBytes ?? 0) > 0;
  });
  return isAnswered && waitsForMore(seen) && !hasComeBetween(seen, typed.atNs, atNs);
}

/** On whichever connection: what was said may have been answered on another one. */
function hasComeBetween(
  { segments, observations, connection }: Case,
  sinceNs: number,
  untilNs: number,
): boolean {
  const client = connection?.client.port;
  const others = ofKind(observations, "segment").filter(
    ({ from, to, length }) => length > 0 && from.port === connection?.server.port && to.port !== client,
  );
  const arrivals = segments.flatMap(({ direction, length, arrivedAtNs }) =>
    direction === "server->client" && length > 0 && arrivedAtNs !== undefined ? [arrivedAtNs] : [],
  );
  return [...arrivals, ...others.map(({ atNs }) => atNs)].some((ns) => ns > sinceNs && ns <= untilNs);
}
