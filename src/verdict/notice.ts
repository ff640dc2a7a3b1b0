// Whether the client noticed, when and by what; and what it did then.

import type { Case } from "../timeline/case.ts";
import { arrivals, hasFlag } from "../timeline/conversation.ts";
import { after, findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import type { Verdict } from "../timeline/record.ts";
import { outputOf } from "../timeline/output.ts";
import { compareByItself } from "./control-ledger.ts";
import { type Sign, findSigns, mayHaveClosed, nameSign } from "./signs.ts";

type Notice = Pick<Verdict, "noticed" | "reaction"> & Partial<Pick<Verdict, "afterNs" | "by">>;

export const NOT_JUDGED: Notice = { noticed: "unknown", reaction: "unknown" };

export function judgeNotice(seen: Case, endedAtNs: number, ending: Verdict["ending"]["by"]): Notice {
  const sinceNs = reactsSince(seen, endedAtNs);
  const signs = findSigns(seen, sinceNs, seen.evidence.control);
  const reacted = reaction(seen, sinceNs, signs);
  if (ending === "none") return { noticed: "unknown", reaction: reacted };
  const named = seen.evidence.control === undefined ? signs[0] : nameSign(signs, seen);
  const when = named && { afterNs: named.atNs - endedAtNs, by: named.what };
  return { noticed: noticed(seen, endedAtNs, signs[0]), ...when, reaction: reacted };
}

/**
 * A server that is asked to end may tell its clients so before its FIN: what they do then is a reaction, too. (Without a
 * control run there is nothing to compare that with, and it counts from the FIN.)
 */
export function reactsSince({ fault, evidence }: Case, endedAtNs: number): number {
  const { control } = evidence;
  return control === undefined || control.none ? endedAtNs : (fault?.atNs ?? endedAtNs);
}

function noticed(seen: Case, endedAtNs: number, sign: Sign | undefined): Verdict["noticed"] {
  if (sign === undefined) return seen.isOn("output") && !mayHaveClosed(seen) ? "never" : "unknown";
  const sinceNs = isProvoked(seen) ? (seen.fault?.atNs ?? endedAtNs) : endedAtNs;
  if (isUsed(seen, sinceNs, sign)) return "on-use";
  const fromNs = sign.atNs < endedAtNs ? (seen.fault?.atNs ?? endedAtNs) : endedAtNs;
  return sign.atNs - fromNs <= seen.evidence.limits.noticeMs * 1e6 ? "at-once" : "late";
}

/**
 * Something was typed before the sign, or the client sent something by itself and was answered with an RST, or with
 * silence. (What it sends just before its own FIN is a farewell, and no use: nothing has come back for it.)
 */
function isUsed({ typed, segments, ending }: Case, sinceNs: number, sign: Sign): boolean {
  if (after(typed, sinceNs).some(({ atNs }) => atNs < sign.atNs)) return true;
  const sent = segments.find(
    ({ direction, length, atNs }) =>
      direction === "client->server" && length > 0 && atNs > sinceNs && atNs < sign.atNs,
  );
  if (sent === undefined) return false;
  if (ending === undefined) return true;
  return arrivals(segments).some(
    (segment) =>
      segment.direction === "server->client" &&
      hasFlag(segment, "R") &&
      segment.arrivedAtNs > sent.atNs &&
      segment.arrivedAtNs <= sign.atNs,
  );
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

/** What an interpreter prints of an error that nobody has caught: Node, Python, Go, Java, Ruby, Rust. */
const UNCAUGHT =
  /Unhandled '?error'? event|Uncaught|UnhandledPromiseRejection|^Node\.js v\d|Traceback \(most recent call last\)|^panic: |panicked at|Exception in thread|\(unhandled exception\)/m;

function reaction(seen: Case, sinceNs: number, signs: readonly Sign[]): Verdict["reaction"] {
  const kinds = new Set(signs.map(({ kind }) => kind));
  const isCustom = seen.evidence.control !== undefined;
  const exit = findExit(seen.observations, "client");
  if (exit && (!isCustom || kinds.has("exit"))) return hasCrashed(seen, exit, sinceNs) ? "crashes" : "exits";
  if (kinds.has("connect")) return "reconnects";
  if (kinds.has("segment") || kinds.has("closed")) return "closes";
  // In a section nothing is made of what is printed in silence: there is no control run to compare with.
  if (seen.ending === undefined && !isCustom) return "none";
  if (kinds.has("printed")) return "tells-user";
  return goesOn(seen, sinceNs);
}

function hasCrashed(
  { observations }: Case,
  { signal, exitCode }: { readonly signal?: string; readonly exitCode?: number },
  sinceNs: number,
): boolean {
  if (signal !== undefined) return true;
  return exitCode !== 0 && UNCAUGHT.test(outputOf(after(observations, sinceNs), "client"));
}

function goesOn(seen: Case, sinceNs: number): Verdict["reaction"] {
  // CLOSE_WAIT with an empty receive queue: the end of file was read, and the socket kept.
  const client = lastRows(seen)?.client;
  if (client?.state === "CLOSE_WAIT" && client.recvQ === 0) return "holds-socket";
  if (mayHaveClosed(seen)) return "unknown";
  const isAsked = after(seen.typed, sinceNs).length > 0 && !isAnswered(seen);
  if (isAsked || isUnfinished(seen)) return "hangs";
  const silence = compareByItself(seen);
  if (silence === undefined || silence.came > 0 || silence.expected === 0) return "none";
  // What it would have printed for the first time it waits for; what it printed again and again just stops.
  if (silence.fresh > 0) return "hangs";
  return silence.expected > 1 ? "goes-silent" : "none";
}

/** Without the fault it ends by itself: it does what it was started for. */
function isUnfinished({ evidence: { control } }: Case): boolean {
  return control?.signs.some(({ kind }) => kind === "exit") ?? false;
}

function isAnswered({ observations }: Case): boolean {
  const expected = ofKind(observations, "expected").filter(({ phase }) => phase === "after");
  return expected.length > 0 && expected.every(({ found }) => found);
}

export function lastRows({ observations, connection }: Case): ReturnType<typeof rowsOf> | undefined {
  const table = ofKind(observations, "sockets").at(-1);
  return table && connection && rowsOf(table.rows, connection);
}
