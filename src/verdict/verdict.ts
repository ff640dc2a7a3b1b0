// The verdict on the client: whether it noticed that its server had died, when, by what, and what it did.

import type { Case } from "../timeline/case.ts";
import { hasFlag } from "../timeline/conversation.ts";
import type { Observation } from "../timeline/observation.ts";
import { after, findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import type { Verdict } from "../timeline/record.ts";
import { type Expected, endingOf, findMissing } from "./proof.ts";
import { summarise } from "./summary.ts";
import { describeWait, mainThread } from "./waits.ts";

/**
 * @param expected what the timeline must show of the fault, or the run is inconclusive
 * @param unproven what else was meant to happen and was not seen
 */
export function judgeClient(seen: Case, expected: Expected, unproven?: string): Verdict {
  const { ending, observations } = seen;
  const endedAtNs = ending?.arrivedAtNs ?? seen.fault?.atNs ?? 0;
  const missing = findMissing(seen, expected) ?? unproven;
  const by = endingOf(seen);
  const exit = findExit(observations, "client");
  const facts: Omit<Verdict, "summary"> = {
    grade: missing === undefined ? "pass" : "inconclusive",
    ...(missing !== undefined && { missing }),
    ending: { by, ...(ending && { atNs: ending.arrivedAtNs }) },
    ...(missing === undefined ? judgeNotice(seen, endedAtNs, by) : NOT_JUDGED),
    waiting: waitingAt(observations, endedAtNs),
    ...(seen.isOn("output") && { told: told(observations, endedAtNs), lost: countLost(seen) }),
    exit: exit && pickEnd(exit),
    lingers: lingers(seen),
  };
  return { summary: summarise(facts, seen), ...facts };
}

type Notice = Pick<Verdict, "noticed" | "reaction"> & Partial<Pick<Verdict, "afterNs" | "by">>;

const NOT_JUDGED: Notice = { noticed: "unknown", reaction: "unknown" };

function judgeNotice(seen: Case, endedAtNs: number, ending: Verdict["ending"]["by"]): Notice {
  const reacted = reaction(seen, endedAtNs);
  if (ending === "none") return { noticed: "unknown", reaction: reacted };
  const sign = firstSign(seen, endedAtNs);
  const when = sign && { afterNs: sign.atNs - endedAtNs, by: sign.what };
  return { noticed: noticed(seen, endedAtNs, sign), ...when, reaction: reacted };
}

function pickEnd({ exitCode, signal }: { exitCode?: number; signal?: string }): {
  exitCode?: number;
  signal?: string;
} {
  return { ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
}

interface Sign {
  readonly atNs: number;
  readonly what: string;
}

/** The first thing after the ending that the client can only have done knowingly: a FIN or RST, a message, its end. */
function firstSign({ observations, segments }: Case, endedAtNs: number): Sign | undefined {
  const own = segments.find(
    (segment) =>
      segment.atNs > endedAtNs &&
      segment.direction === "client->server" &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
  const message = after(printedBy(observations, "client"), endedAtNs).at(0);
  const exit = findExit(observations, "client");
  const signs: Sign[] = [
    ...(own ? [{ atNs: own.atNs, what: hasFlag(own, "R") ? "its own RST" : "its own FIN" }] : []),
    ...(message ? [{ atNs: message.atNs, what: "what it printed" }] : []),
    ...(exit && exit.atNs > endedAtNs ? [{ atNs: exit.atNs, what: "its end" }] : []),
  ];
  return signs.sort((one, other) => one.atNs - other.atNs).at(0);
}

function noticed(seen: Case, endedAtNs: number, sign: Sign | undefined): Verdict["noticed"] {
  if (sign === undefined) return seen.isOn("output") ? "never" : "unknown";
  const sinceNs = isProvoked(seen) ? (seen.fault?.atNs ?? endedAtNs) : endedAtNs;
  const used = after(seen.typed, sinceNs).some(({ atNs }) => atNs < sign.atNs);
  if (used) return "on-use";
  return sign.atNs - endedAtNs <= seen.evidence.limits.noticeMs * 1e6 ? "at-once" : "late";
}

/** An RST may be no more than the answer to what the client has sent to a host that had died before. */
function isProvoked({ ending, fault, segments }: Case): boolean {
  if (ending === undefined || !hasFlag(ending, "R")) return false;
  return segments.some(
    ({ direction, length, arrivedAtNs = Number.POSITIVE_INFINITY }) =>
      direction === "client->server" &&
      length > 0 &&
      arrivedAtNs > (fault?.atNs ?? 0) &&
      arrivedAtNs <= ending.atNs,
  );
}

function reaction(seen: Case, endedAtNs: number): Verdict["reaction"] {
  const { observations, segments, typed } = seen;
  const exit = findExit(observations, "client");
  if (exit) return exit.signal === undefined ? "exits" : "crashes";
  const closed = segments.some(
    (segment) => segment.atNs > endedAtNs && segment.direction === "client->server" && hasFlag(segment, "F"),
  );
  if (closed) return "closes";
  if (seen.ending === undefined) return "none";
  if (after(printedBy(observations, "client"), endedAtNs).length > 0) return "tells";
  // CLOSE_WAIT with an empty receive queue: the end of file was read, and the socket kept.
  const client = lastRows(seen)?.client;
  if (client?.state === "CLOSE_WAIT" && client.recvQ === 0) return "keeps";
  return after(typed, endedAtNs).length > 0 ? "hangs" : "none";
}

function waitingAt(observations: readonly Observation[], atNs: number): string {
  const before = ofKind(observations, "waiting").filter(
    (waiting) => waiting.role === "client" && waiting.atNs <= atNs,
  );
  const last = before.at(-1);
  return describeWait(last && mainThread(last));
}

function told(observations: readonly Observation[], endedAtNs: number): string {
  return after(printedBy(observations, "client"), endedAtNs)
    .map(({ text }) => text)
    .join("")
    .trim();
}

/** Lines typed that the client did not print again afterwards. */
function countLost({ observations, typed }: Case): number {
  return typed.filter(({ text, atNs }) => {
    const printed = after(printedBy(observations, "client"), atNs).map((observation) => observation.text);
    return !printed.join("").includes(text);
  }).length;
}

function lastRows({ observations, connection }: Case): ReturnType<typeof rowsOf> | undefined {
  const table = ofKind(observations, "sockets").at(-1);
  return table && connection && rowsOf(table.rows, connection);
}

function lingers(seen: Case): boolean {
  return lastRows(seen)?.client?.state === "CLOSE_WAIT";
}
