// A client with a time limit of its own: it stops waiting for an answer that has not come, and goes back to its input.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { isInput, isMainAsleep, waitsOnConnection } from "../../timeline/waits.ts";
import { HABIT_SLACK } from "../ledger/usual-times.ts";
import { allMs, latenessIn } from "../signs/lateness.ts";
import { waitsForMore } from "./reaction.ts";

/**
 * Something was said to it, and at `atNs` it no longer slept on its connection, though no server had sent it anything since:
 * it knows that it got no answer. To the end it then waits for its user alone, and in every control the same was answered.
 * Who turns from its connection as soon when nobody has asked it anything only looks there in turn.
 */
export function gaveUpWaiting(seen: Case, atNs: number, control: ControlRecord): boolean {
  const asked = seen.typed.findLast((typed) => typed.atNs < atNs);
  if (asked === undefined) return false;
  const lines = seen.typed.filter(({ isKey }) => !isKey);
  const place = lines.indexOf(asked); // of a key there is none
  const isAnswered = controlsOf(control).every(({ said }) => {
    const same = said?.[place];
    return same?.text === asked.text && (same.answerBytes ?? 0) > 0;
  });
  if (!isAnswered || !waitsForMore(seen) || hasComeBetween(seen, asked.atNs, atNs)) return false;
  return !turnsBack(seen, asked.atNs) && !looksInTurn(seen, { atNs, waitedNs: atNs - asked.atNs });
}

/** With nothing more said to it, it went from its input back to its connection: it looks at both in turn. */
function turnsBack({ observations, typed }: Case, askedNs: number): boolean {
  const untilNs = typed.find(({ atNs }) => atNs > askedNs)?.atNs ?? Number.POSITIVE_INFINITY;
  let isAway = false;
  let hasWaited = false;
  for (const { role, atNs, threads } of ofKind(observations, "waiting")) {
    if (role !== "client" || atNs <= askedNs || atNs >= untilNs) continue;
    const waits = threads.some(waitsOnConnection);
    if (waits && isAway) return true;
    isAway = hasWaited && threads.some(({ on }) => on.some(isInput));
    hasWaited ||= waits;
  }
  return false;
}

interface Turn {
  readonly atNs: number;
  readonly waitedNs: number;
}

/** A turn is between two looks, of which each may come late: of a short one there may be little to see. */
const TURN_SLACK_NS = 500e6;

const known = new WeakMap<Case, readonly Turn[]>();

/**
 * With nobody to tell it of the fault, too, it left its connection for its input with nothing come, and had waited for as
 * long, but for who was late.
 */
function looksInTurn(seen: Case, now: Turn): boolean {
  const turns = known.get(seen) ?? turnsAway(seen);
  known.set(seen, turns);
  const untilNs = aloneUntil(seen);
  const slackNs = TURN_SLACK_NS + lateIn(seen, now);
  return turns.some(
    (turn) =>
      turn.atNs <= untilNs && turn.waitedNs * HABIT_SLACK + slackNs + lateIn(seen, turn) >= now.waitedNs,
  );
}

/** Until the fault; where that was there before the client came, until something is said to it. */
function aloneUntil({ fault, segments, typed }: Case): number {
  const faultNs = fault?.atNs ?? 0;
  const [first] = segments;
  return first !== undefined && faultNs < first.atNs ? (typed[0]?.atNs ?? faultNs) : faultNs;
}

/** It may have turned sooner, or later, than it was seen to. */
function lateIn(seen: Case, { atNs, waitedNs }: Turn): number {
  const late = latenessIn(seen, atNs - waitedNs, atNs);
  return late === undefined ? 0 : allMs(late) * 1e6;
}

/** When it turned from its connection to something else, with nothing come meanwhile, and how long it had waited. */
function turnsAway({ observations, segments }: Case): Turn[] {
  const arrivals = segments
    .flatMap(({ direction, length, flags, arrivedAtNs }) =>
      direction === "server->client" && arrivedAtNs !== undefined && (length > 0 || /[SFR]/.test(flags))
        ? [arrivedAtNs]
        : [],
    )
    .sort((one, other) => one - other);
  const turns: Turn[] = [];
  let sinceNs: number | undefined;
  let next = 0;
  for (const look of ofKind(observations, "waiting")) {
    if (look.role !== "client") continue;
    if (look.threads.some(waitsOnConnection)) sinceNs ??= look.atNs;
    else if (sinceNs !== undefined && isMainAsleep(look)) {
      while ((arrivals[next] ?? Number.POSITIVE_INFINITY) <= sinceNs) next += 1;
      const hasCome = (arrivals[next] ?? Number.POSITIVE_INFINITY) <= look.atNs;
      if (!hasCome) turns.push({ atNs: look.atNs, waitedNs: look.atNs - sinceNs });
      sinceNs = undefined;
    }
  }
  return turns;
}

/** On whichever connection: what was said may have been answered on another one. */
function hasComeBetween(
  { segments, observations, connection }: Case,
  sinceNs: number,
  untilNs: number,
): boolean {
  const client = connection?.client.port;
  const others = ofKind(observations, "segment").filter(
    ({ from, to, length }) => length > 0 && from.port === connection?.server.port && to.port !== client,
  );
  const arrivals = segments.flatMap(({ direction, length, arrivedAtNs }) =>
    direction === "server->client" && length > 0 && arrivedAtNs !== undefined ? [arrivedAtNs] : [],
  );
  return [...arrivals, ...others.map(({ atNs }) => atNs)].some((ns) => ns > sinceNs && ns <= untilNs);
}
