// Which program has printed something, and from when on that counts.

import type { AtNs, Observation, Role } from "../timeline/observation.ts";
import { placedText } from "../timeline/output.ts";
import { type Match, type Pattern, findMatch } from "../timeline/pattern.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import { hasServerSaid } from "./server-said.ts";

/** What was printed, by whom, and when it was complete. */
export interface Printed extends Match {
  readonly role: Role;
  readonly id: number;
  readonly atNs: AtNs;
}

/** The last line that was said before then; else the client's start. */
function beganToCount(observations: readonly Observation[], beforeNs: AtNs): AtNs {
  const said = ofKind(observations, "typed").findLast(({ atNs }) => atNs < beforeNs);
  const started = ofKind(observations, "program-started").find(({ role }) => role === "client");
  return said?.atNs ?? started?.atNs ?? 0;
}

/**
 * The first program that has printed it since the last line was said, or else since the client was started. Text of the
 * client that is in the line that was said may be that line as it draws it, and does not count.
 *
 * @param port the server's
 */
export function whoPrinted(
  pattern: Pattern,
  observations: readonly Observation[],
  port: number,
  beforeNs: AtNs = Number.POSITIVE_INFINITY,
): Printed | undefined {
  const sinceNs = beganToCount(observations, beforeNs);
  const said = ofKind(observations, "typed").findLast(({ atNs }) => atNs <= sinceNs)?.text ?? "";
  const found = (["server", "client"] as const).flatMap((role) => {
    const isDrawn = (text: string): boolean =>
      role === "client" &&
      text !== "" &&
      said.includes(text) &&
      !hasServerSaid(observations, port, sinceNs, text);
    return firstPrinted(pattern, observations, { role, sinceNs, beforeNs, isDrawn }) ?? [];
  });
  return found.sort((one, other) => one.atNs - other.atNs)[0];
}

interface Where {
  readonly role: Role;
  readonly sinceNs: AtNs;
  readonly beforeNs: AtNs;
  readonly isDrawn: (text: string) => boolean;
}

function firstPrinted(
  pattern: Pattern,
  observations: readonly Observation[],
  { role, sinceNs, beforeNs, isDrawn }: Where,
): Printed | undefined {
  const pieces = printedBy(observations, role).filter(({ atNs }) => atNs > sinceNs && atNs < beforeNs);
  const { text, placeOf } = placedText(pieces.map((piece) => piece.text).join(""));
  let match = findMatch(pattern, text);
  while (match !== undefined && isDrawn(match.text)) match = findMatch(pattern, text, match.end);
  if (match === undefined) return undefined;
  const place = placeOf(match.end);
  let printed = 0;
  const last = pieces.find((piece) => (printed += piece.text.length) >= place) ?? pieces.at(-1);
  return last && { ...match, role, id: last.id, atNs: last.atNs };
}
