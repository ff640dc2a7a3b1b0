// Whether the client noticed, when and by what, and what it then did.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { findExit, ofKind } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { waitsOnConnection } from "../../timeline/waits.ts";
import { doServersConnect, perhapsClients } from "../../timeline/whose.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { newToOthers } from "../asks/other-ports.ts";
import { mayHaveClosed } from "../bytes/closed-socket.ts";
import { isStarved, mayBeEarlier } from "../signs/lateness.ts";
import { nameSign } from "../signs/name-sign.ts";
import { type Sign, doubtAbout, newSyns } from "../signs/signs.ts";
import { firstUse, hasHeartbeat, isProvoked } from "../signs/use.ts";
import { findReactions } from "./habits.ts";
import { reactionTo } from "./reaction.ts";

export type Notice = Pick<Verdict, "noticed" | "reaction"> &
  Partial<Pick<Verdict, "afterNs" | "afterUseNs" | "by" | "undecided">>;

export const NOT_JUDGED: Notice = { noticed: "unknown", reaction: "unknown" };

/** @param isNoReaction what the client would have done then, whatever happened */
export function judgeNotice(
  seen: Case,
  endedAtNs: number,
  ending: Verdict["ending"]["by"],
  isNoReaction: (sign: Sign) => boolean = () => false,
): Notice {
  const sinceNs = reactsSince(seen, endedAtNs);
  const found = findReactions(seen, sinceNs, seen.evidence.control).filter((sign) => !isNoReaction(sign));
  const others = [...goneElsewhere(seen, sinceNs), ...perhapsConnected(seen, sinceNs)];
  const all = [...unlessUnsure(found, seen), ...others].sort((one, other) => one.atNs - other.atNs);
  const signs = all.filter(({ isDoubtful }) => !isDoubtful);
  const did = reactionTo(seen, sinceNs, signs, all);
  const [reaction, why] = typeof did === "string" ? [did, undefined] : (["unknown", did.unknown] as const);
  if (ending === "none") return { noticed: "unknown", reaction };
  const when = notice(seen, endedAtNs, signs, all);
  const undecided = {
    ...("unknown" in when && { noticed: when.unknown }),
    ...(why !== undefined && { reaction: why }),
  };
  return {
    ...("unknown" in when ? { noticed: "unknown" } : when),
    reaction,
    ...(Object.keys(undecided).length > 0 && { undecided }),
  };
}

/** It may have noticed by then, if the connection to another port is its own. */
function goneElsewhere(seen: Case, sinceNs: number): readonly Sign[] {
  const first = newToOthers(seen).find(({ atNs }) => atNs > sinceNs);
  if (first === undefined) return [];
  const what = "a connection to another port";
  return [{ kind: "elsewhere", what, ...inDoubt(seen, first.atNs, "other-port") }];
}

/**
 * The same, if the connection is not one of the server's programs; or if those of the control, which count as the client's
 * habit, were.
 */
function perhapsConnected(seen: Case, sinceNs: number): readonly Sign[] {
  const isUnsure = doServersConnect(seen) && controlsOf(seen.evidence.control).some(isAllClients);
  const [first] = isUnsure ? newSyns(seen, sinceNs) : perhapsClients(seen, sinceNs);
  if (first === undefined) return [];
  return [{ kind: "connect", what: "a new connection", ...inDoubt(seen, first.atNs, "servers-own") }];
}

const isAllClients = ({ serversConnect, signs }: ControlRecord): boolean =>
  serversConnect !== true && signs.some(({ kind }) => kind === "connect");

function inDoubt(
  { typed, fault }: Case,
  atNs: number,
  doubt: UnknownCause,
): Pick<Sign, "atNs" | "isAsked" | "isDoubtful" | "doubt"> {
  const isAsked = typed.some((each) => each.atNs > (fault?.atNs ?? 0) && each.atNs < atNs);
  return { atNs, isAsked, isDoubtful: true, doubt };
}

/** Where it is not known of a control how often it connects, to connect may be its habit. */
function unlessUnsure(found: readonly Sign[], seen: Case): readonly Sign[] {
  const controls = controlsOf(seen.evidence.control);
  if (!controls.some(({ hasPerhaps }) => hasPerhaps)) return found;
  const isSure = ({ kind, isDoubtful }: Sign): boolean => kind !== "connect" || isDoubtful === true;
  return found.map((sign) => (isSure(sign) ? sign : { ...sign, isDoubtful: true, doubt: "servers-own" }));
}

type When = Pick<Notice, "noticed" | "afterNs" | "afterUseNs" | "by"> | { readonly unknown: UnknownCause };

function notice(seen: Case, endedAtNs: number, signs: readonly Sign[], all: readonly Sign[]): When {
  const [first] = signs;
  const doubt = all.find(({ isDoubtful }) => isDoubtful);
  if (first === undefined)
    return doubt === undefined ? withoutSign(seen, endedAtNs) : { unknown: doubtAbout(doubt) };
  const noticed = wordFor(seen, endedAtNs, first);
  // What may have been the first sign would make it another word.
  if (doubt !== undefined && doubt.atNs < first.atNs && wordFor(seen, endedAtNs, doubt) !== noticed)
    return { unknown: doubtAbout(doubt) };
  const doubtful = noticed === "late" ? doubtAboutLate(seen, endedAtNs, first) : undefined;
  if (doubtful !== undefined) return { unknown: doubtful };
  // Of a section the first, but for the one that is only seen where a look falls between the read and what follows it.
  const isFirst = seen.evidence.control === undefined && first.kind !== "read";
  const alike = signs.filter((sign) => wordFor(seen, endedAtNs, sign) === noticed);
  const named = isFirst ? first : (nameSign(alike, seen) ?? first);
  const usedNs = firstUse(seen, endedAtNs, first);
  return {
    noticed,
    afterNs: named.atNs - endedAtNs,
    ...(usedNs !== undefined && { afterUseNs: named.atNs - usedNs }),
    by: hasHeartbeat(seen, signs, named) ? "its heartbeat" : named.what,
  };
}

function withoutSign(seen: Case, endedAtNs: number): When {
  if (!seen.isOn("output") || mayHaveClosed(seen)) return { unknown: "not-observed" };
  if (findExit(seen.observations, "client")?.signal === "SIGKILL") return { unknown: "was-killed" };
  return isStarved(seen, endedAtNs) ? { unknown: "machine-busy" } : { noticed: "never" };
}

function doubtAboutLate(seen: Case, endedAtNs: number, sign: Sign): UnknownCause | undefined {
  if (isTooLate(seen, endedAtNs, sign)) return "late-sign";
  const [sinceNs, limitNs] = [seen.fault?.atNs ?? endedAtNs, limitFor(seen, endedAtNs, sign)];
  return mayBeEarlier(seen, { sinceNs, limitNs, atNs: sign.atNs }) ? "machine-busy" : undefined;
}

/**
 * A server that is asked to end may notify its clients before its FIN, and what they do then is a reaction as well. (Without
 * a control run there is nothing to compare with, and reactions count from the FIN.)
 */
export function reactsSince({ fault, evidence, observations }: Case, endedAtNs: number): number {
  const { control } = evidence;
  // Of several connections another one's end may have come first.
  const isOne = ofKind(observations, "fault").length <= 1;
  if (isOne && (control === undefined || control.none)) return endedAtNs;
  return Math.min(fault?.atNs ?? endedAtNs, endedAtNs);
}

/** Something was said to it before: on use. What it sends by itself is no use. */
function wordFor(seen: Case, endedAtNs: number, sign: Sign): Verdict["noticed"] {
  if (firstUse(seen, endedAtNs, sign) !== undefined) return "on-use";
  return sign.atNs <= limitFor(seen, endedAtNs, sign) ? "at-once" : "late";
}

/** What comes later is late. */
function limitFor(seen: Case, endedAtNs: number, sign: Sign): number {
  const fromFault = sign.atNs < endedAtNs || isProvoked(seen);
  const fromNs = fromFault ? (seen.fault?.atNs ?? endedAtNs) : endedAtNs;
  return fromNs + seen.evidence.limits.noticeMs * 1e6;
}

/**
 * An RST wakes whoever waits for its connection, and no table shows what it has read then. That it closes its socket, or
 * ends, some time later is not when it learned of it.
 */
function isTooLate({ ending, observations }: Case, endedAtNs: number, { kind }: Sign): boolean {
  if (ending === undefined || !ending.flags.includes("R")) return false;
  if (kind !== "exit" && kind !== "closed") return false;
  const looks = ofKind(observations, "waiting").filter(({ role }) => role === "client");
  const last = looks.findLast(({ atNs }) => atNs <= endedAtNs);
  return last?.threads.some(waitsOnConnection) ?? false;
}
