// Whether an answer of HTTP had come whole: what is printed of it may be of its beginning. Pure.

import type { SeenSegment } from "../timeline/conversation.ts";
import { type Lack, lackOf } from "../timeline/http-answers.ts";
import { hasDataSince } from "../timeline/under-way.ts";
import { newIn } from "../verdict/bytes/flows.ts";

/** What the last answer that came by then lacked; undefined where nothing, or that is not known. */
export function lackAt(
  segments: readonly SeenSegment[],
  atNs: number = Number.POSITIVE_INFINITY,
): Exclude<Lack, "nothing" | "close"> | undefined {
  const came = segments.filter(
    ({ direction, arrivedAtNs }) =>
      direction === "server->client" && arrivedAtNs !== undefined && arrivedAtNs <= atNs,
  );
  const asked = segments.filter(({ direction }) => direction === "client->server");
  const lack = lackOf(newIn(came), newIn(asked));
  return lack === "nothing" || lack === "close" ? undefined : lack; // what ends with the connection is whole when that ends
}

/** Its answer was on its way then. An endless stream in chunks rests between two. */
export function isAnsweredAt(segments: readonly SeenSegment[], atNs: number): boolean {
  const lack = lackAt(segments, atNs);
  if (lack !== "chunks") return lack !== undefined;
  return hasDataSince(segments, atNs);
}
