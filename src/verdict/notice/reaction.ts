// What the client did about it.

import type { Case } from "../../timeline/case.ts";
import { endsInControl } from "../../timeline/controls.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import type { Observed } from "../../timeline/observation.ts";
import { outputOf } from "../../timeline/output.ts";
import { findMatch, unlessSlow } from "../../timeline/pattern.ts";
import { after, findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { isInput, opensFifo, waitsOnConnection } from "../../timeline/waits.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { hasGivenUpAsking } from "../asks/asks-no-more.ts";
import { isServedYet } from "../asks/asked-yet.ts";
import { asksInVain } from "../asks/own-asks.ts";
import { lacksRest } from "../asks/promised.ts";
import { keepsReset, keepsShutDown, mayHaveClosed } from "../bytes/closed-socket.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { readEnd } from "../bytes/read-end.ts";
import { isStillComing } from "../bytes/still-coming.ts";
import { compareByItself } from "../ledger/came-by-itself.ts";
import { crashOf } from "../signs/end.ts";
import { INCOMPLETE, type Sign, WOKEN, doubtAbout, findSigns } from "../signs/signs.ts";
import { isDoneWaiting } from "./done-waiting.ts";
import { dueByItself, hearsNoMore } from "./hears-no-more.ts";
import { hasReadUnshown } from "./read-unshown.ts";

type Reaction = Verdict["reaction"] | { readonly unknown: UnknownCause };

/** @param all with those that may be chance */
export function reactionTo(
  seen: Case,
  sinceNs: number,
  signs: readonly Sign[],
  all: readonly Sign[],
): Reaction {
  const end = endIn(seen, sinceNs);
  if (end !== undefined) return end;
  const isCustom = seen.evidence.control !== undefined;
  const kinds = new Set(signs.map(({ kind }) => kind));
  if (kinds.has("connect")) return onNewConnection(seen, sinceNs);
  if (kinds.has("segment") || kinds.has("closed"))
    return isChance(all, "connect") ?? onClosed(seen, sinceNs, kinds.has("printed"));
  // In a section nothing is made of what is printed in silence: there is no control run to compare with.
  if (seen.ending === undefined && !isCustom) return "none";
  if (kinds.has("printed")) return isChance(all, "connect") ?? whatItSays(seen, sinceNs, signs);
  const went = goesOn(seen, sinceNs, signs);
  return went === "none" || went === "hangs" ? (isChance(all) ?? went) : went;
}

function onNewConnection(seen: Case, sinceNs: number): Reaction {
  if (waitsOnItAlone(seen)) return "hangs";
  const silence = compareByItself(seen);
  const hears = hearsNoMore(seen, sinceNs);
  if (hears === "no") return "reconnects";
  return hears === "yes" && !silence?.lacksFresh ? "goes-silent" : { unknown: "too-short" };
}

/** What it hears by itself was due several times: it may be about to connect again, or hear nothing any more. */
function onClosed(seen: Case, sinceNs: number, hasTold: boolean): Reaction {
  if (keepsShutDown(seen)) return "holds-socket";
  if (hasGivenUpAsking(seen, flowsOf(seen))) return "goes-silent";
  const came = compareByItself(seen)?.came ?? 0;
  const isDue = came === 0 && !hasTold && dueByItself(seen, sinceNs) >= SEVERAL;
  return isDue ? { unknown: "too-short" } : "closes";
}

/** So many that are due may not be chance. */
const SEVERAL = 3;

function endIn(seen: Case, sinceNs: number): Reaction | undefined {
  const crash = crashOf(seen, sinceNs);
  if (crash !== undefined) return crash === "crashed" ? "crashes" : { unknown: "no-status" };
  return findExit(seen.observations, "client") && "exits";
}

function whatItSays(seen: Case, sinceNs: number, signs: readonly Sign[]): Reaction {
  const isClear = signs.some(({ kind, isUnclear }) => kind === "printed" && isUnclear !== true);
  return isClear || namesFailure(seen, sinceNs) ? "tells-user" : { unknown: "says-nothing-wrong" };
}

/** It printed what its user has said that a failure is reported by. */
function namesFailure({ observations, evidence: { meaning } }: Case, sinceNs: number): boolean {
  const failed = meaning?.failed;
  if (failed === undefined) return false;
  const printed = outputOf(after(printedBy(observations, "client"), sinceNs), "client");
  return unlessSlow(() => findMatch(failed, printed) !== undefined, false);
}

function isChance(all: readonly Sign[], kind?: Sign["kind"]): Reaction | undefined {
  const doubtful = all.find((sign) => sign.isDoubtful && (kind === undefined || sign.kind === kind));
  return doubtful && { unknown: doubtAbout(doubtful) };
}

/** It keeps its old connection, and what is said goes over another one. */
function switches(signs: readonly Sign[]): boolean {
  return signs.some(({ kind }) => kind === "again" || kind === "elsewhere");
}

function goesOn(seen: Case, sinceNs: number, signs: readonly Sign[]): Reaction {
  const word = staysAs(seen, sinceNs, signs);
  return word === "none" && switches(signs) ? "switches" : word;
}

function staysAs(seen: Case, sinceNs: number, signs: readonly Sign[]): Reaction {
  if (mayHaveClosed(seen)) return { unknown: "not-observed" };
  const held = holdsSocket(seen, sinceNs, signs);
  if (held !== undefined) return held;
  const hasNoAnswer = switches(signs) ? isUnansweredAnywhere(seen, sinceNs) : isUnanswered(seen, sinceNs);
  const isToEnd = endsInControl(seen.evidence.control);
  const isComing = isStillComing(seen) || (isToEnd && isServedYet(seen));
  if ((hasNoAnswer || isToEnd) && !isComing && waitsOn(seen, signs)) return "hangs";
  const word = goesSilent(seen, isComing);
  return word === "none" && !isComing && waitsInVain(seen) ? "hangs" : word;
}

/** It printed by itself before, or does in the control. */
function goesSilent(seen: Case, isComing: boolean): "none" | "hangs" | "goes-silent" {
  const silence = compareByItself(seen);
  if (silence === undefined || silence.came > 0) return "none";
  // What it would have printed for the first time it waits for; what it printed again and again just stops.
  if (silence.lacksFresh) return waitsForAnswer(seen) && !isComing ? "hangs" : "none";
  return silence.expected > 1 ? "goes-silent" : "none";
}

/** Nothing is said to it: it sleeps on its connection since it asked something by itself, or in the middle of an answer. */
function waitsInVain(seen: Case): boolean {
  const look = lastLook(seen);
  if (look === undefined || !look.threads.some(waitsOnConnection)) return false;
  return look.atNs > (asksInVain(seen) ?? Number.POSITIVE_INFINITY) || lacksRest(seen);
}

/**
 * The end of file was read, or an RST (it sleeps on its connection no longer), and the socket kept. An RST, to what it has
 * sent since, takes that from the table, and not from the client; but who closes it as it always does has it no more.
 */
function holdsSocket(seen: Case, sinceNs: number, signs: readonly Sign[]): Reaction | undefined {
  if (signs.some(({ what }) => what === WOKEN) && keepsReset(seen)) return "holds-socket";
  if (!seen.isOn("sockets"))
    return seen.ending && hasFlag(seen.ending, "F") ? { unknown: "not-observed" } : undefined;
  const read = readEnd(seen, sinceNs);
  if (read === undefined || hasClosed(seen, sinceNs)) return undefined;
  return read.mayBeUntold ? { unknown: "not-observed" } : "holds-socket";
}

/** Whether or not that is a habit. */
function hasClosed(seen: Case, sinceNs: number): boolean {
  return findSigns(seen, sinceNs).some(({ kind }) => kind === "segment" || kind === "closed");
}

/** Who has printed an incomplete answer waits for no other, unless it is seen to. */
function waitsOn(seen: Case, signs: readonly Sign[]): boolean {
  if (!signs.some(({ what }) => what === INCOMPLETE)) return waitsForAnswer(seen);
  const look = lastLook(seen);
  return look?.threads.some(waitsOnConnection) ?? false;
}

/** Who sleeps on its input alone waits for its user, and for no answer; so does who shows its prompt again. */
function waitsForAnswer(seen: Case): boolean {
  const look = lastLook(seen);
  const isDone = isDoneWaiting(seen) !== false || hasReadUnshown(seen);
  return (look === undefined || !waitsForUserOnly(look)) && !isDone;
}

/**
 * When it was looked at last it slept on its input alone: it has done with what was said to it, or, where all of its threads
 * sleep like that, with what it asked by itself before its server's end. (Of several processes that hold the connection one
 * is looked at, and another may wait for the answer.)
 */
export function waitsForMore(seen: Case): boolean {
  const look = lastLook(seen);
  const isIdle = look?.threads.every(({ on }) => on.length > 0) === true; // or it may try again
  const endedNs = isIdle ? seen.ending?.arrivedAtNs : undefined;
  const saidNs = seen.typed.at(-1)?.atNs ?? endedNs ?? Number.POSITIVE_INFINITY;
  const held = ofKind(seen.observations, "owners").findLast(({ end }) => end === "client");
  const isShared = held !== undefined && held.owners.length + (held.hidden?.length ?? 0) > 1;
  return look !== undefined && look.atNs > saidNs && waitsForUserOnly(look) && !isShared;
}

/**
 * In a silence: all that it does is to sleep on its connection, and nothing of its server has come on any. Whatever it has
 * done meanwhile (libpq asks for a query to be cancelled on a connection of its own), it waits for its answer.
 */
export function waitsOnItAlone(seen: Case): boolean {
  const [look, faultNs] = [lastLook(seen), seen.fault?.atNs ?? 0];
  if (seen.ending !== undefined || look === undefined || look.atNs <= faultNs || isStillComing(seen))
    return false;
  const [only, ...others] = look.threads;
  if (only === undefined || others.length > 0 || only.on.length !== 1 || !waitsOnConnection(only))
    return false;
  return bytesBetween(flowsOf(seen), faultNs, Number.POSITIVE_INFINITY) === 0;
}

function lastLook({ observations }: Case): Observed<"waiting"> | undefined {
  return ofKind(observations, "waiting").findLast(({ role }) => role === "client");
}

function waitsForUserOnly({ threads }: Observed<"waiting">): boolean {
  if (threads.some(waitsOnConnection)) return false;
  const waiting = threads.flatMap(({ on }) => on.filter(({ reads }) => reads !== false));
  return (waiting.length > 0 || threads.some(opensFifo)) && waiting.every(isInput);
}

/** With a fault in the middle of a request or its reply, what is unanswered was said before. */
function isUnanswered({ observations, typed, segments }: Case, sinceNs: number): boolean {
  const expected = ofKind(observations, "expected").filter(({ phase }) => phase === "after");
  if (expected.length === 0) {
    const said = after(typed, sinceNs).findLast(({ isKey }) => !isKey);
    return said !== undefined && !hasCome(segments, said.atNs);
  }
  return expected.some(({ found }) => !found);
}

/** What it sends on another connection is answered there. */
function isUnansweredAnywhere(seen: Case, sinceNs: number): boolean {
  return isUnanswered(seen, sinceNs) && !hasComeElsewhere(seen, sinceNs);
}

function hasComeElsewhere({ observations, connection }: Case, sinceNs: number): boolean {
  return ofKind(observations, "segment").some(
    ({ length, atNs, from, to }) =>
      length > 0 &&
      atNs > sinceNs &&
      from.port === connection?.server.port &&
      to.port !== connection.client.port,
  );
}

/** Where nothing is expected, something of the server's is an answer. */
function hasCome(segments: Case["segments"], sinceNs: number): boolean {
  return segments.some(
    ({ direction, length, arrivedAtNs = 0 }) =>
      direction === "server->client" && length > 0 && arrivedAtNs > sinceNs,
  );
}
