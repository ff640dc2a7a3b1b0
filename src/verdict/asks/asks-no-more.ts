// A client to which nothing is said, and that works on and on by itself: what it would have asked since its server's end,
// and has not, is neither lost nor done as far as anybody sees.

import type { Case } from "../../timeline/case.ts";
import { controlsOf, endsInControl } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import { after, findExit, printedBy } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { stretchesOf } from "../bytes/byte-stretches.ts";
import { endedAt } from "../bytes/death.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { takenText } from "../bytes/openings.ts";
import { textOf } from "../bytes/sent-again.ts";
import { goesOn } from "../bytes/series.ts";
import { SHIPPED } from "../bytes/shipped.ts";
import { acceptedSince, newSyns } from "../signs/signs.ts";
import { isStillTrying } from "../signs/still-trying.ts";
import { answeredOn, countEach, numberIn, wholeOf, wholesOn } from "./asked-words.ts";
import { asksNext } from "./next-asked.ts";
import { SEVERAL, dueSince } from "./due.ts";
import { endIn } from "./ends.ts";
import { kindOf } from "./kinds.ts";
import { passesOverInTurn } from "./in-turn.ts";
import { firstAsked } from "./first-asked.ts";
import { newToOthers } from "./other-ports.ts";
import { whyEnded, whyStillTrying } from "./leaves-work.ts";
import { lackingIn } from "./lacks-some.ts";
import { ASKED } from "./loss.ts";
import { hasPausedSealed, lacksKind, mayHaveSkipped, shipsFewer } from "./of-a-kind.ts";
import { FAREWELL_NS } from "./refused-since.ts";
import { goesOnSealed } from "./sealed-next.ts";
import { asksFewerSealed } from "./sealed-things.ts";
import {
  ASKS_NO_MORE,
  DROPS,
  GIVEN_UP,
  NEVER_ALIKE,
  SEALED_FEWER,
  SEALED_NEXT,
  SEALED_PAUSE,
  SHIPS_LESS,
  SKIPS,
} from "./why-unsure.ts";

/** Who connects again after a rest does so before so many are due. */
const MANY = 20;

/** It asks nothing more, or has passed over something that each control asks. Undefined where neither is seen. */
export function asksNoMoreEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const why = isHit(seen) ? whyWorksOn(seen, flows) : whyEnded(seen, flows);
  if (why === undefined) return undefined;
  return { text: ASKED, isOwn: true, atNs: endedAt(seen), fate: "unknown", why, because: [] };
}

function whyWorksOn(seen: Case, flows: readonly Flow[]): string | undefined {
  const isSilent = dueIn(seen, flows) >= SEVERAL && !asksSince(seen, flows, isStillTrying);
  if (isSilent || lacksKind(seen, flows)) return ASKS_NO_MORE;
  const why = whyPassedOver(...firstAsked(seen, flows));
  if (why !== undefined) return why;
  if (hasPausedSealed(seen, flows)) return SEALED_PAUSE;
  if (asksFewerSealed(seen, flows)) return SEALED_FEWER;
  if (goesOnSealed(seen, flows)) return SEALED_NEXT;
  return asksNext(seen) ? GIVEN_UP : whyStillTrying(seen);
}

function whyPassedOver(seen: Case, flows: readonly Flow[]): string | undefined {
  const reads = readsIn(flows);
  if (skipsSome(seen, flows, reads) || passesOverInTurn(seen, flows, reads)) return SKIPS;
  return mayHaveSkipped(seen, flows, reads) ? NEVER_ALIKE : undefined;
}

/** Where nothing else is known of it, or that nothing was lost: that hides nothing of what never was asked. */
export function settleWorksOn(
  said: readonly SaidEntry[],
  seen: Case,
  flows: readonly Flow[],
): readonly SaidEntry[] {
  if (said.length > 0) return said.map((entry) => settleEntry(entry, seen, flows));
  const entry = asksNoMoreEntry(seen, flows);
  return entry === undefined ? said : [entry];
}

/** Of a client that is not answered nothing shows either whether it has dropped something between two connections. */
function settleEntry(entry: SaidEntry, seen: Case, flows: readonly Flow[]): SaidEntry {
  const isShipped = entry.text === SHIPPED;
  if (!(isShipped || entry.text === ASKED) || entry.isLost !== false) return entry;
  const why =
    asksNoMoreEntry(seen, flows)?.why ?? (isShipped && isHit(seen) ? whyShipped(seen, flows) : undefined);
  return why === undefined ? entry : endIn(entry, { fate: "unknown", why });
}

function whyShipped(seen: Case, flows: readonly Flow[]): string | undefined {
  if (mayDrop(seen, flows)) return DROPS;
  return shipsFewer(seen, flows) ? SHIPS_LESS : undefined;
}

/** It ships on a new connection, and what it ships does not number itself, or does not go on where it was. */
function mayDrop(seen: Case, flows: readonly Flow[]): boolean {
  const endNs = endedAt(seen);
  const used = flows.filter(({ toServer }) => newIn(toServer.segments).length > 0);
  const { bytes } = stretchesOf(used);
  return used.some((flow, i) => {
    const before = used[i - 1];
    if (before === undefined || flow.beganNs <= endNs) return false;
    const since = textOf(flow.toServer.segments);
    return goesOn(linesOf(takenText(bytes, before)), linesOf(since)) !== "yes";
  });
}

function linesOf(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line !== "");
}

/** What is read again and again under the same name (a poll, whose head counts its tries) is not passed over. */
function readsIn(flows: readonly Flow[]): ReadonlySet<number> {
  const texts = flows.flatMap((flow) => flightsOn(flow, Number.POSITIVE_INFINITY, true).map(firstText));
  return new Set(texts.filter((text) => READS.test(text)).map((text) => numberIn(kindOf(text))));
}

function skipsSome(seen: Case, flows: readonly Flow[], reads: ReadonlySet<number>): boolean {
  return lackingIn(seen, flows, reads, endedAt(seen)) === "some" || skipsWhole(seen, flows, reads);
}

/** The same of what is told apart by its body alone, answered or not: more than there is in other words. */
function skipsWhole(seen: Case, flows: readonly Flow[], reads: ReadonlySet<number>): boolean {
  const own = flows.flatMap((flow) => answeredOn(flow));
  const usual = controlsOf(seen.evidence.control).map(({ asked = [] }) => asked);
  const known = new Set(usual.flat().map(wholeOf));
  const controls = usual.map((asked) =>
    asked.flatMap((thing) => (thing[5] === undefined || reads.has(thing[2]) ? [] : [thing[5]])),
  );
  const has = new Set(flows.flatMap(wholesOn));
  const anew = own.filter((thing) => !reads.has(thing[2]) && !known.has(wholeOf(thing))).length;
  return controls.length > 0 && controls.every((all) => passedOver(all, has) > anew);
}

/** How many of these have come on no connection, though one behind them has that is asked once. */
function passedOver(all: readonly number[], has: ReadonlySet<number>): number {
  const times = countEach(all);
  const last = all.findLastIndex((whole) => has.has(whole) && times.get(whole) === 1);
  return all.slice(0, last + 1).filter((whole) => !has.has(whole)).length;
}

const READS = /^(?:GET|HEAD|OPTIONS) \S+ HTTP\/1/;

function firstText({ segments }: Flight): string {
  return textOf(segments.slice(0, 1));
}

/** Many of what it asks by itself in each control were due: it has neither asked anything, nor tried to, nor said a word. */
export function hasGivenUpAsking(seen: Case, flows: readonly Flow[]): boolean {
  if (!isHit(seen) || dueIn(seen, flows) < MANY || asksSince(seen, flows, () => true)) return false;
  return after(printedBy(seen.observations, "client"), endedAt(seen)).length === 0;
}

/** Something was done to its server, and it works on. */
function isHit(seen: Case): boolean {
  return seen.fault !== undefined && seen.fault.pid !== 0 && worksOn(seen);
}

function worksOn({ observations, evidence: { control }, typed }: Case): boolean {
  return typed.length === 0 && findExit(observations, "client") === undefined && !endsInControl(control);
}

/** Since then; where it has connected again, since that. */
function dueIn(seen: Case, flows: readonly Flow[]): number {
  return dueSince(
    seen,
    greatest(
      flows.map((flow) => flow.beganNs),
      endedAt(seen),
    ),
  );
}

/** With so much a connection begins; */
const OPENING_NS = 100e6;

/**
 * It has sent something since, a farewell apart, and what a new connection begins with; or has tried to connect, and nobody
 * has accepted that; or connects again and again, or to another server.
 *
 * @param isTrying whether one that has tried still does
 */
function asksSince(
  seen: Case,
  flows: readonly Flow[],
  isTrying: (seen: Case, sinceNs: number) => boolean,
): boolean {
  const endNs = endedAt(seen);
  const anew = newSyns(seen, endNs).length;
  const isSince = ({ beganNs, toServer }: Flow): boolean => {
    const fromNs = beganNs > endNs ? beganNs + OPENING_NS : endNs + FAREWELL_NS;
    return newIn(toServer.segments).some(({ atNs }) => atNs > fromNs);
  };
  const hasTried = anew > Math.min(1, acceptedSince(seen, endNs).length);
  return flows.some(isSince) || (hasTried && isTrying(seen, endNs)) || newToOthers(seen).length > 0;
}
