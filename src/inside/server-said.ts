// Whether what a client has printed may be something that the server said.

import { arrivalOfData, payloadText } from "../timeline/conversation.ts";
import type { AtNs, Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";

/** Data from the server at this port has arrived since, and contains these words or is not readable. */
export function hasServerSaid(
  observations: readonly Observation[],
  port: number,
  sinceNs: AtNs,
  text: string,
): boolean {
  const delivered = new Set(ofKind(observations, "delivered").map(({ frame }) => frame));
  const come = ofKind(observations, "segment").filter(
    (segment) => segment.from.port === port && segment.atNs > sinceNs && arrivalOfData(segment, delivered),
  );
  const payload = come.map((segment) => payloadText(segment)).join("");
  return payload.includes(text) || (payload !== "" && !isReadable(payload));
}

/** Nearly all characters of a text are printable; of encrypted or compressed data a third is. */
function isReadable(payload: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const strange = payload.match(/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return strange * 5 < payload.length;
}
