// What the statements of several sections look for in a timeline.

import type { Case } from "../timeline/case.ts";
import {
  type Direction,
  type SeenSegment,
  arrivals,
  hasFlag,
  payloadText,
} from "../timeline/conversation.ts";
import type { Observed } from "../timeline/observation.ts";
import { after, findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../timeline/waits.ts";
import { SECOND_LINE } from "../inside/lines.ts";

const PREMATURELY = "str_cli: server terminated prematurely";

export function sent({ segments }: Case, direction: Direction): SeenSegment[] {
  return segments.filter((segment) => segment.direction === direction);
}

export function firstFin(seen: Case, direction: Direction): SeenSegment | undefined {
  return sent(seen, direction).find((segment) => hasFlag(segment, "F"));
}

/** The first segment of the other end that acknowledges `segment`, its FIN included. */
export function acknowledgmentOf(seen: Case, segment: SeenSegment): SeenSegment | undefined {
  const end = segment.relativeSeq + segment.length + (hasFlag(segment, "F") ? 1 : 0);
  return seen.segments.find(
    (other) =>
      other.direction !== segment.direction &&
      other.atNs >= segment.atNs &&
      hasFlag(other, ".") &&
      other.relativeAck >= end,
  );
}

export function secondLine({ typed }: Case): Observed<"typed"> | undefined {
  return typed.find(({ text }) => text === SECOND_LINE);
}

/** Each time the second line was sent; only the first is no retransmission. */
export function sendings(seen: Case): SeenSegment[] {
  return sent(seen, "client->server").filter((segment) => payloadText(segment).includes(SECOND_LINE));
}

/** The first RST to reach the client after a moment. */
export function resetAfter({ segments }: Case, atNs: number): SeenSegment | undefined {
  return arrivals(segments).find(
    (segment) =>
      segment.direction === "server->client" && segment.arrivedAtNs > atNs && hasFlag(segment, "R"),
  );
}

export function printedAfter({ observations }: Case, atNs: number): Observed<"printed">[] {
  return after(printedBy(observations, "client"), atNs);
}

export function textOf(printed: readonly Observed<"printed">[]): string {
  return printed
    .map(({ text }) => text)
    .join("")
    .trim();
}

/** The states of both ends in the last table. */
export function statesLeft(
  seen: Case,
): { client: string; server: string; table: Observed<"sockets"> } | undefined {
  const table = ofKind(seen.observations, "sockets").at(-1);
  if (table === undefined || seen.connection === undefined) return undefined;
  const { client, server } = rowsOf(table.rows, seen.connection);
  return { client: client?.state ?? "gone", server: server?.state ?? "gone", table };
}

/** The client printed `wanted` after a moment, and ended with an error. */
export function judgeMessage(seen: Case, fromNs: number, wanted: RegExp): Finding {
  const printed = printedAfter(seen, fromNs);
  const exit = findExit(seen.observations, "client");
  const text = textOf(printed);
  const said = text === "" ? "it printed nothing" : `it printed: ${text.split("\n")[0]}`;
  if (!wanted.test(text)) return differs(`${said}${exit ? `; ${formatEnd(exit)}` : ""}`, printed[0], exit);
  if (exit === undefined) return differs(`${said}, and goes on`, printed[0]);
  return holds(`${text.split("\n")[0]}; ${formatEnd(exit)}`, printed[0], exit);
}

/** From the fault to the next thing typed, or the end of the run, the client slept in a read of its terminal only. */
function judgeSilence(seen: Case): Finding {
  const { fault, typed, observations } = seen;
  if (fault === undefined) return unknown("the run did not come to this step");
  const toNs = typed.find(({ atNs }) => atNs > fault.atNs)?.atNs ?? Number.POSITIVE_INFINITY;
  const printed = printedAfter(seen, fault.atNs).find(({ atNs }) => atNs < toNs);
  if (printed) return differs(`it printed: ${printed.text.trim()}`, printed);
  const exit = findExit(observations, "client");
  if (exit && exit.atNs < toNs) return differs(`it ended with ${formatEnd(exit)}`, exit);
  const waits = after(ofKind(observations, "waiting"), fault.atNs).filter(({ atNs }) => atNs < toNs);
  const last = waits.at(-1);
  if (last === undefined) return unknown("what it waited for could not be seen");
  const other = waits.find(
    (waiting) => waitsOnConnection(mainThread(waiting)) || !waitsOnTerminal(mainThread(waiting)),
  );
  if (other) return differs(describeWait(mainThread(other)), other);
  return holds(describeWait(mainThread(last)), waits[0], last);
}

/** With nothing typed since the fault, the client sent its own FIN, or said something. */
export function judgeToldAtOnce(seen: Case): Finding {
  const { ending, fault, typed } = seen;
  if (ending === undefined || !hasFlag(ending, "F")) return differs("there was no FIN", ending ?? fault);
  const own = sent(seen, "client->server").find((s) => s.atNs > ending.arrivedAtNs && hasFlag(s, "F"));
  const [printed] = printedAfter(seen, ending.arrivedAtNs);
  const sign = own ?? printed;
  if (sign === undefined) return differs("it did nothing", ending);
  if (typed.some(({ atNs }) => atNs > ending.atNs && atNs < sign.atNs))
    return differs("only once a line was typed", sign);
  const delay = formatDuration(sign.atNs - ending.arrivedAtNs);
  return holds(`${own ? "its own FIN" : "its message"} ${delay} after the server's`, ending, own, printed);
}

/** The section's client knows of nothing while it is blocked in a read of its terminal. */
export function idleRule(id: string, text: string): Rule {
  return { id, text, onlyFor: "terminal", needs: ["waiting", "output"], judge: judgeSilence };
}

/** The client's read gives end of file, and it says so. */
export function endOfFileRule(id: string, text: string, onlyFor?: string): Rule {
  return {
    id,
    text: `${text}: \`${PREMATURELY}\`.`,
    ...(onlyFor !== undefined && { onlyFor }),
    needs: ["output"],
    judge: (seen) => judgeMessage(seen, seen.fault?.atNs ?? 0, new RegExp(PREMATURELY)),
  };
}
