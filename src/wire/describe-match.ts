// Which segments are meant, for people.

import { showPattern } from "../timeline/pattern.ts";
import type { SegmentMatch } from "./match.ts";
import type { Sought } from "./trigger.ts";

/** `/INSERT/ has come client->server` */
export function describeSought({ direction, pattern }: Sought): string {
  return pattern === undefined
    ? `data has come ${direction}`
    : `${showPattern(pattern)} has come ${direction}`;
}

const flagNames: Readonly<Record<string, string>> = { S: "SYN", F: "FIN", R: "RST", P: "PSH", ".": "ACK" };

/** `FIN of server->client`; `segments with at least 1 byte`. */
export function describeMatch(match: SegmentMatch): string {
  const { direction, flags = "", without = "", minLength, maxLength, nth, seq } = match;
  const named = [...flags].map((flag) => flagNames[flag] ?? flag).join("+");
  const parts = [
    nth === undefined ? "" : `number ${nth} of`,
    named || (Object.keys(match).length > (direction ? 1 : 0) ? "segments" : "everything"),
    without && `without ${[...without].map((flag) => flagNames[flag] ?? flag).join(", ")}`,
    minLength !== undefined && `with at least ${minLength} byte${minLength === 1 ? "" : "s"}`,
    maxLength !== undefined && (maxLength === 0 ? "without payload" : `with at most ${maxLength} bytes`),
    seq !== undefined && `numbered ${seq}`,
    direction && `of ${direction}`,
  ];
  return parts.filter(Boolean).join(" ");
}
