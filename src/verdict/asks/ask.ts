// What a client asks by itself, as far as that can be told from what it sends: where it was sent, and how far that got.

import type { Case } from "../../timeline/case.ts";
import { type Flight, flightsOn, isGreeted } from "../bytes/flights.ts";
import { type Flow, endOf } from "../bytes/flows.ts";
import type { Put } from "../bytes/puts.ts";
import { isSure, putAgain, textOf, timesAsked } from "../bytes/sent-again.ts";
import { ASKED } from "./loss.ts";
import { type Fated, fateOf } from "./said-fate.ts";

export interface Ask extends Flight {
  readonly flow: Flow;
  /** Behind what it says first on a connection, and not like that. */
  readonly isBegun?: true;
  /** More was sent than answers came, each of which comes after the next thing was sent. */
  readonly isBehind?: true;
}

/**
 * What a client sends may need no answer, as an acknowledgment of what it was sent. It is an ask where the client speaks
 * first, and each time that it begins like that, or has a first line that ends like its (`HTTP/1.1`). Where the server
 * greets it, each may be one.
 */
export function asksOn(flow: Flow, endedNs: number): Ask[] {
  const hasGreeted = isGreeted(flow);
  const flights = flightsOn(flow, endedNs, hasGreeted || undefined);
  const [opening] = flights;
  if (opening === undefined) return [];
  return flights
    .filter((each) => hasGreeted || beginsAlike(textOf(each.segments), textOf(opening.segments)))
    .map((each) => ({ flow, ...each }));
}

const BEGINNING = 4;

export function beginsAlike(one: string, other: string): boolean {
  if (one.slice(0, BEGINNING) === other.slice(0, BEGINNING)) return true;
  const [word, otherWord] = [one, other].map((text) =>
    text
      .slice(0, text.search(/\r?\n|$/))
      .split(" ")
      .at(-1),
  );
  return word === otherWord && (word?.length ?? 0) >= BEGINNING;
}

/** Where it was sent, and where the same was sent since. */
export function putsOf(
  { flow, segments, sentNs }: Ask,
  text: string,
  flows: readonly Flow[],
): readonly Put[] {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return [];
  const others = isSure(text) ? flows.filter((other) => other !== flow) : [];
  return [{ flow, first, end: endOf(last) }, ...others.flatMap((other) => askedAgain(other, text, sentNs))];
}

/**
 * On a connection that was made since, or on one that was open before, where nothing but the time tells it from what was
 * asked before.
 */
function askedAgain(flow: Flow, text: string, sinceNs: number): readonly Put[] {
  const { segments } = flow.toServer;
  if (segments.every(({ atNs }) => atNs > sinceNs)) return putAgain(flow, text);
  const againNs = timesAsked(flow, text).find((atNs) => atNs > sinceNs);
  const first = segments.find(({ atNs }) => atNs === againNs);
  return first === undefined ? [] : [{ flow, first, end: endOf(first) }];
}

export function fateOfAll(seen: Case, puts: readonly Put[], flows: readonly Flow[]): Fated {
  const said = { text: ASKED, atNs: puts[0]?.first.atNs ?? 0 };
  const facts = { isPrinted: false, texts: [], isPushed: false, answers: new Set<number>() };
  return fateOf(seen, { puts, by: "order" }, { said, untilNs: Number.POSITIVE_INFINITY, flows, ...facts });
}
