// Whether a client may have asked once more, on another connection, for an answer of HTTP that was cut.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { type Flow, bytesBetween, newIn } from "./flows.ts";
import { isSure, timesAsked } from "./sent-again.ts";

export const MAY_BE_AGAIN =
  "the client was served again on a new connection, and may have asked the same there";

/** What it asked since, on another connection. */
export type Again = "the same" | "maybe" | "no";

/** It may get the rest there, or all of it once more; under another number it may be something else. */
export function askedSince([mine, ...others]: readonly Flow[], goneNs: number): Again {
  const own = newIn(mine?.toServer.segments ?? [])
    .filter(({ atNs }) => atNs < goneNs)
    .map(lineOf)
    .findLast((line) => line !== undefined);
  const asked = others.flatMap(({ toServer }) => linesSince(newIn(toServer.segments), goneNs));
  if (own === undefined) return asked.length > 0 ? "the same" : "no";
  if (asked.some((line) => line === undefined || line === own)) return "the same";
  return asked.some((line) => line !== undefined && pathIn(line) === pathIn(own)) ? "maybe" : "no";
}

/** The request lines on a connection; undefined for what is none, where none is seen. */
function linesSince(sent: readonly SeenSegment[], goneNs: number): readonly (string | undefined)[] {
  const since = sent.filter(({ atNs }) => atNs > goneNs).map(lineOf);
  const lines = since.filter((line) => line !== undefined);
  return lines.length > 0 ? lines : since;
}

function lineOf({ payload }: SeenSegment): string | undefined {
  return /^[A-Z]+ \S+(?= HTTP\/1\.[01]\r?\n)/.exec(atob(payload))?.[0];
}

/** With the method, and without what may be a number of the request. */
function pathIn(line: string): string {
  return line.replace(/\?.*/, "").replaceAll(/\d+/g, "0");
}

/** In the same words, and something came for it. */
export function isAskedSince(others: readonly Flow[], asked: string, endedNs: number): boolean {
  if (!isSure(asked)) return false;
  return others.some((flow) => {
    const againNs = timesAsked(flow, asked).find((atNs) => atNs > endedNs);
    return againNs !== undefined && bytesBetween([flow], againNs, Number.POSITIVE_INFINITY) > 0;
  });
}
