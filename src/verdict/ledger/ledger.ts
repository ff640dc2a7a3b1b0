// The ledger: how far each typed line and each byte of the client's connections got. Derived from segments, receive queues
// and output only; what none of them shows is `unknown`.

import type { Case } from "../../timeline/case.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { isInReply, isInRequest } from "../../timeline/moments.ts";
import type { Observed } from "../../timeline/observation.ts";
import { after, findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry } from "../../timeline/verdict-record.ts";
import { askedAlike } from "../asks/asks-alike.ts";
import { askedLast } from "../asks/asked-last.ts";
import { areBegunAsks } from "../asks/begun-asks.ts";
import { settleOwnBeyond } from "../asks/beyond-proxy.ts";
import { isSince } from "../asks/done-elsewhere.ts";
import { settleRegular } from "../asks/in-parts.ts";
import { OWN, isSection, judgeLoss } from "../asks/loss.ts";
import { FAREWELL_NS } from "../asks/refused-since.ts";
import { usuallyAsked } from "../asks/session-again.ts";
import { settleMirrored } from "../asks/mirrored.ts";
import { settleOtherPorts } from "../asks/other-ports.ts";
import { settlePromised } from "../asks/promised.ts";
import { type Fated, fateOf } from "../asks/said-fate.ts";
import { settleWorksOn } from "../asks/asks-no-more.ts";
import { settleShipsLess } from "../asks/ships-less.ts";
import { settleShort } from "../asks/settle-short.ts";
import { settleLastWords } from "../asks/typed-last-words.ts";
import { stretchesOf } from "../bytes/byte-stretches.ts";
import { type Flow, bytesBetween, flowsOf, isPartlyRecorded } from "../bytes/flows.ts";
import { type PutFinder, createPutFinder } from "../bytes/puts.ts";
import { connectionsOf, ownConnections, ownPuts } from "../bytes/sent-again.ts";
import { isServedSince } from "../bytes/served-again.ts";
import { shippedEntry } from "../bytes/shipped.ts";
import { settleComing } from "../bytes/still-coming.ts";
import { sentUnasked } from "../bytes/unasked.ts";
import { expectsFailure } from "../lines/expects-failure.ts";
import { printedAt } from "../lines/printed-at.ts";
import { isPushed } from "../lines/pushed.ts";
import { whyUnknown } from "./why-unknown.ts";

/** Something said, with what was expected for an answer after it and before the next. */
interface Saying {
  readonly said: Observed<"typed"> | Observed<"not-said">;
  readonly expected: readonly Observed<"expected">[];
}

export function ledgerOf(seen: Case): Ledger {
  const reason = whyUnknown(seen);
  const sayings = sayingsOf(seen);
  if (reason !== undefined) return { said: sayings.map((each) => unknownEntry(each, reason)), bytes: [] };
  const flows = flowsOf(seen);
  const said = allSaid(seen, sayings, flows);
  const asked = said.length === 0 ? askedLast(seen, flows) : undefined;
  const judged = asked
    ? [asked]
    : said.map((entry, i) => settleShort({ ...entry, ...judgeLoss(entry, said, seen, i) }, seen, flows));
  const whole = flows.filter((flow) => !isPartlyRecorded(seen, flow));
  const { bytes, more } = stretchesOf(whole, judged);
  const all = whole.length < flows.length || more !== undefined ? undefined : bytes;
  const settled = settleLastWords(settlePromised(settleRegular(judged, seen), seen, flows), seen, flows)
    .map((entry) => settleOwnBeyond(settleMirrored(settleComing(entry, seen), seen, flows), seen, flows))
    .map((entry, i) => settleOtherPorts(settleShipsLess(entry, seen, all), seen, i));
  return { said: settleWorksOn(settled, seen, flows), bytes, ...(more !== undefined && { more }) };
}

function allSaid(seen: Case, sayings: readonly Saying[], flows: readonly Flow[]): SaidEntry[] {
  if (sayings.length > 0 || isSection(seen)) return saidEntries(seen, sayings, flows);
  if (isOneShot(seen, flows)) return [ownEntry(seen, flows)];
  // Where each was answered in the end, an answer may only come after the next thing was sent.
  const shipped = areBegunAsks(seen) ? undefined : shippedEntry(seen, flows);
  return shipped ? [shipped] : [];
}

function sayingsOf(seen: Case): Saying[] {
  const sayings: { said: Saying["said"]; expected: Observed<"expected">[] }[] = [];
  for (const each of seen.observations) {
    if (each.kind === "typed" || each.kind === "not-said") sayings.push({ said: each, expected: [] });
    if (each.kind === "expected" && !expectsFailure(seen, each)) sayings.at(-1)?.expected.push(each);
  }
  return sayings;
}

function unknownEntry({ said, expected }: Saying, why: string): SaidEntry {
  const { text, atNs, id } = said;
  if (said.kind === "not-said") return { text, atNs, fate: "not-said", isLost: false, because: [id] };
  return { text, atNs, fate: "unknown", why, ...foundOf(expected), because: [id] };
}

function foundOf(expected: readonly Observed<"expected">[]): Pick<SaidEntry, "found"> {
  return expected.length === 0 ? {} : { found: expected.every(({ found }) => found) };
}

function saidEntries(seen: Case, sayings: readonly Saying[], flows: readonly Flow[]): SaidEntry[] {
  const finder = createPutFinder(flows, sentUnasked(seen, flows));
  const facts = { flows, finder, isPushed: isPushed(flows, seen.fault?.atNs), answers: new Set<number>() };
  return sayings.map((saying, i) => saidEntry(seen, saying, sayings.slice(i + 1), facts));
}

interface Facts {
  readonly flows: readonly Flow[];
  readonly finder: PutFinder;
  readonly isPushed: boolean;
  /** Segments that have been counted as answers already. */
  readonly answers: Set<number>;
}

function saidEntry(
  seen: Case,
  { said, expected }: Saying,
  later: readonly Saying[],
  { flows, finder, ...others }: Facts,
): SaidEntry {
  const { text, atNs, id } = said;
  const exit = findExit(seen.observations, "client");
  if (said.kind === "not-said" || (exit !== undefined && exit.atNs <= atNs))
    return { text, atNs, fate: "not-said", because: [id] };
  const untilNs = later[0]?.said.atNs ?? Number.POSITIVE_INFINITY;
  const againNs = later.find((each) => each.said.text === text)?.said.atNs ?? Number.POSITIVE_INFINITY;
  const found = finder.find(said, untilNs, againNs);
  const isPrinted = isSection(seen)
    ? printsAgain(seen, text, atNs)
    : expected.length > 0 && expected.every((each) => each.found);
  const printedNs = isSection(seen) ? undefined : printedAt(seen.observations, said, expected);
  const fated: Fated = fateOf(seen, found, {
    said,
    untilNs,
    isPrinted,
    printedNs,
    texts: expected.map((each) => each.text.trim()),
    flows,
    ...others,
  });
  const connections = isSection(seen) ? undefined : connectionsOf(found, flows, atNs, untilNs);
  return {
    text,
    atNs,
    ...fateIn(fated),
    ...("puts" in found && { sent: found.puts.length }),
    ...(connections !== undefined && { connections }),
    answerBytes: bytesBetween(flows, atNs, untilNs),
    ...foundOf(expected),
    because: [id, ...fated.because, ...expected.map((each) => each.id)],
  };
}

/** One that printed what was expected, and left the answer unread, has lost it. */
function fateIn({
  fate,
  why,
  isEarly,
  isLate,
  isUnread,
}: Fated): Pick<SaidEntry, "fate" | "why" | "isEarly" | "isLate" | "isLost"> {
  return {
    fate,
    ...(why !== undefined && { why }),
    ...(isLate && { isLate }),
    ...(isEarly && { isEarly, ...(isUnread && { isLost: true }) }),
  };
}

/** An echo client: what was typed comes back. */
function printsAgain({ observations }: Case, text: string, sinceNs: number): boolean {
  const printed = after(printedBy(observations, "client"), sinceNs).map((each) => each.text);
  return printed.join("").includes(text);
}

/**
 * Nothing is said to it, and it ends by itself: what it was started for is what it asks. One whose answer was under way has
 * asked as well, however long it runs on, unless it is served again: of an endless stream less may have come for want of
 * time alone.
 */
function isOneShot(seen: Case, flows: readonly Flow[]): boolean {
  const { control, moment } = seen.evidence;
  if (seen.fault?.pid === 0) return endsByItself(seen) || isInReply(moment) || hasFinished(seen, flows);
  if (control?.none) return hasAskedAlone(seen, flows);
  if (control?.said?.[0]?.text !== OWN) return false;
  return control.signs.some(({ kind }) => kind === "exit") || !isServedAgain(seen, flows);
}

/** What a client does so soon after an answer it does because it has all of it. */
const DONE_NS = 100e6;

/**
 * It made one connection, and closed it once it was answered: it is done with what it was started for, though it runs on.
 */
function hasFinished({ segments }: Case, flows: readonly Flow[]): boolean {
  const [only, ...others] = flows;
  const left = segments.find((segment) => hasFlag(segment, "F"));
  if (only === undefined || others.length > 0 || left?.direction !== "client->server") return false;
  const came = only.toClient.segments.findLast(({ length }) => length > 0);
  return came !== undefined && left.atNs >= came.atNs && left.atNs - came.atNs <= DONE_NS;
}

/** Nobody knows what it does without the fault: it has asked, and has ended, or its request or its answer was under way. */
function hasAskedAlone(seen: Case, flows: readonly Flow[]): boolean {
  const { fault, evidence, observations } = seen;
  if (fault === undefined || isServedAgain(seen, flows)) return false;
  const farewellNs = (seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY) + FAREWELL_NS;
  const hasAsked = flows.some(({ toServer }) => {
    const first = toServer.segments.find(({ length }) => length > 0);
    return first !== undefined && (first.atNs < fault.atNs || first.atNs > farewellNs);
  });
  const isUnderWay = isInReply(evidence.moment) || isInRequest(evidence.moment);
  return hasAsked && (isUnderWay || findExit(observations, "client") !== undefined);
}

function isServedAgain(seen: Case, flows: readonly Flow[]): boolean {
  return isServedSince(seen, flows, seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY);
}

function endsByItself({ observations }: Case): boolean {
  return findExit(observations, "client")?.exitCode !== undefined;
}

function ownEntry(seen: Case, flows: readonly Flow[]): SaidEntry {
  const start = ofKind(seen.observations, "program-started").find(({ role }) => role === "client");
  const expected = ofKind(seen.observations, "expected").filter((each) => !expectsFailure(seen, each));
  const endedNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  const isUnlikeAgain = askedAlike(seen, flows) !== undefined;
  const puts = ownPuts(isUnlikeAgain ? flows.filter((flow) => !isSince(seen, flow)) : flows, endedNs);
  const isPrinted = expected.length > 0 && expected.every(({ found }) => found);
  const untilNs = Number.POSITIVE_INFINITY;
  const said = { text: OWN, atNs: start?.atNs ?? 0 };
  const printedNs = printedAt(seen.observations, said, expected);
  // Nothing had come before it was started that its texts would have to be told apart from.
  const facts = { flows, texts: [], isPushed: false, answers: new Set<number>() };
  const context = { said, untilNs, isPrinted, printedNs, ...facts };
  const fated = fateOf(seen, { puts, by: "order" }, context);
  const usually = seen.evidence.control?.said?.[0]?.connections;
  const known = { faultNs: seen.fault?.atNs, timesOf: (text: string) => usuallyAsked(seen, text) };
  const connections = isUnlikeAgain ? undefined : ownConnections(flows, usually, endedNs, known);
  return {
    ...said,
    isOwn: true,
    ...fateIn(fated),
    sent: puts.length,
    ...(connections !== undefined && { connections }),
    answerBytes: bytesBetween(flows, 0, untilNs),
    ...foundOf(expected),
    because: fated.because,
  };
}
