// What a client that works on asks of a kind, again and again: whether it still does, and whether it may have left some out
// where no two are the same.

import type { AskedThing } from "../../timeline/asked-thing.ts";
import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { endedAt } from "../bytes/death.ts";
import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { isCompressedSocket, isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { bytesSent } from "./asks-alike.ts";
import { type AskedAt, askedAt, numberIn, sentAt, wholeOf } from "./asked-words.ts";
import { timesOf } from "./held-words.ts";
import { kindOf } from "./kinds.ts";
import { hasPaused, pauseUnderTest, restBetween, spanOf, watchedNs } from "./pauses.ts";

/** So many that are due may not be chance. */
const SEVERAL = 3;
/** Of what has a time or an id of its own so many may be the same by chance. */
const HARDLY = 0.1;

/**
 * It asks some of what it asks, and of another kind nothing since, of which each control asks several in that time: one of
 * two loops has ended. (What each connection begins with is asked as often before.)
 */
export function lacksKind(seen: Case, flows: readonly Flow[]): boolean {
  const readable = flows.filter((flow) => !isSealed(flow));
  const own = readable.flatMap((flow) =>
    flightsOn(flow, Number.POSITIVE_INFINITY, true).map(({ sentNs, segments }) => ({
      sentNs,
      kind: numberIn(kindOf(textOf(segments.slice(0, 1)))),
    })),
  );
  const endNs = endedAt(seen);
  const since = own.filter(({ sentNs }) => sentNs > endNs);
  const kinds = new Set(since.map(({ kind }) => kind));
  if (since.length === 0 || kinds.has(0)) return false;
  const asks = (control: ControlRecord, kind: number): boolean => {
    const count = countOf(control, kind);
    const before = own.filter((each) => each.kind === kind).length;
    return count * Math.min(1, spanOf(seen) / watchedNs(control)) - before >= SEVERAL;
  };
  const controls = controlsOf(seen.evidence.control);
  const usual = new Set((controls[0]?.asked ?? []).map(([, , kind]) => kind));
  return [...usual].some(
    (kind) => kind !== 0 && !kinds.has(kind) && controls.every((control) => asks(control, kind)),
  );
}

/**
 * Of a kind of which no two are the same, in the controls and here (they have ids, or times), nothing was asked for longer
 * than usual: what was due then it may have put off, or left out, and as many as in a control may be later ones. Not where
 * it asked the same once more that it had asked last.
 *
 * @param reads kinds of which it does not matter that one is left out
 */
export function mayHaveSkipped(seen: Case, flows: readonly Flow[], reads: ReadonlySet<number>): boolean {
  const asked = askedAt(flows).filter(({ thing: [, , kind] }) => kind !== 0 && !reads.has(kind));
  // A line that begins with its time is of no kind; what is left of it without its numbers is the same each time.
  return [byKind, byShape].some((groupOf) => {
    const groups = new Set(asked.map(({ thing }) => groupOf(thing)));
    return [...groups].some((group) => {
      const own = asked.filter(({ thing }) => groupOf(thing) === group);
      const usual = controlsOf(seen.evidence.control).map((control) => {
        const things = (control.asked ?? []).filter((thing) => groupOf(thing) === group);
        return { things, wholes: things.map(wholeOf) };
      });
      const isNext = groupOf === byShape && group !== 0 && isBeyond(seen, own, usual, flows);
      return (isNext || areUnlike(own, usual)) && hasRested(seen, flows, (thing) => groupOf(thing) === group);
    });
  });
}

const byKind = ([, , kind]: AskedThing): number => kind;
const byShape = ([, , , , shape = 0]: AskedThing): number => shape;

interface Usual {
  readonly things: readonly AskedThing[];
  readonly wholes: readonly number[];
}

/** Each control has several, each in its own words, and hardly one in the words of one here: a time may be the same. */
function areUnlike(own: readonly AskedAt[], usual: readonly Usual[]): boolean {
  return (
    usual.length > 0 &&
    usual.every(({ wholes }) => {
      const known = new Set(wholes);
      const same = own.filter(({ thing }) => known.has(wholeOf(thing))).length;
      return wholes.length >= SEVERAL && known.size === wholes.length && same <= own.length * HARDLY;
    })
  );
}

/**
 * Before the end it asked what each control asks, and since nothing of what comes next there, but what no control has come
 * to: its server was gone for longer than a control was watched.
 */
function isBeyond(
  seen: Case,
  own: readonly AskedAt[],
  usual: readonly Usual[],
  flows: readonly Flow[],
): boolean {
  const endNs = endedAt(seen);
  const wholesIn = (all: readonly AskedAt[]): ReadonlySet<number> =>
    new Set(all.map(({ thing }) => wholeOf(thing)));
  const before = wholesIn(own.filter(({ sentNs }) => sentNs <= endNs));
  const since = wholesIn(own.filter(({ sentNs }) => sentNs > endNs));
  return (
    since.size > 0 &&
    usual.length > 0 &&
    usual.every(({ things, wholes }) => {
      const at = wholes.findLastIndex((whole) => before.has(whole));
      const next = things.slice(at + 1);
      const lengths = new Map(next.map(([words, , , length]) => [words, length]));
      const areNew = wholes.every((whole) => !since.has(whole)) && timesOf(lengths, flows, endNs).size === 0;
      return at >= 0 && next.length > 0 && areNew;
    })
  );
}

/**
 * On a connection of WebSocket that is compressed it has asked something since, nobody can read what, and for longer than
 * usual nothing before that. (Of TLS it is not seen either where the handshake ends.)
 */
export function hasPausedSealed(seen: Case, flows: readonly Flow[]): boolean {
  const sockets = flows.filter((flow) => isCompressedSocket(flow));
  const asked = sockets
    .flatMap((flow) => flightsOn(flow, Number.POSITIVE_INFINITY).slice(1)) // the first asks for WebSocket
    .sort((one, other) => one.sentNs - other.sentNs);
  return hasPaused(seen, sockets, asked, pauseUnderTest);
}

/**
 * Between two things of the group. Where no control says when it asked each, or none of the group was sent before the end,
 * whatever was sent by then counts. What is asked once more, as it was not answered, ends no rest.
 */
function hasRested(seen: Case, flows: readonly Flow[], isOwn: (thing: AskedThing) => boolean): boolean {
  const [endNs, all] = [endedAt(seen), sentAt(flows)];
  const own = all.filter(({ thing }) => isOwn(thing));
  const areTimed = controlsOf(seen.evidence.control).some(({ askedNs }) => askedNs !== undefined);
  const isKnown = areTimed && own.some(({ sentNs }) => sentNs <= endNs);
  const sent = isKnown ? own : all.filter(({ thing, sentNs }) => sentNs <= endNs || isOwn(thing));
  const restIn = ({ asked = [], askedNs = [] }: ControlRecord): number | undefined =>
    restBetween(askedNs.filter((_, i) => asked[i] !== undefined && isOwn(asked[i])));
  return hasPaused(seen, flows, sent, restIn, (each, before) => {
    const isAgain = !before.isAnswered && wholeOf(before.thing) === wholeOf(each.thing);
    return each.isAnswered && !isAgain;
  });
}

function countOf({ asked = [] }: ControlRecord, kind: number): number {
  return asked.filter((thing: AskedThing) => thing[2] === kind).length;
}

/** Of what is shipped so much may be on its way, or be sent a little later. */
const [PIECES, PART] = [2, 0.9] as const;

/** Less was shipped, in all, than in each control in that time: one of several that ship has ended. */
export function shipsFewer(seen: Case, flows: readonly Flow[]): boolean {
  const piece = greatest(
    flows.flatMap(({ toServer }) => toServer.segments.map(({ length }) => length)),
    0,
  );
  const controls = controlsOf(seen.evidence.control);
  const dueIn = (control: ControlRecord): number =>
    (control.sent ?? 0) * Math.min(1, spanOf(seen) / watchedNs(control));
  return (
    controls.length > 0 &&
    controls.every((control) => bytesSent(flows) + PIECES * piece < dueIn(control) * PART)
  );
}
