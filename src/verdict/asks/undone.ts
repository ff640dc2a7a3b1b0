// What a client was answered in a transaction that was open as its connection ended: the server has undone that, whatever it
// had answered. Who goes on without a word with what it was refused has lost the rest.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import { stateReader } from "../../timeline/transactions.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf, timesAsked } from "../bytes/sent-again.ts";
import { isAlwaysAsked } from "./asked-words.ts";
import { asksOtherwise } from "./otherwise.ts";

/**
 * Of what was undone `some` was not asked again, though each control asks it in these words; or `perhaps`, since it may have
 * been asked in other words or in another way, or the client leaves its transactions open anyway. `none`: all was asked
 * again, or nothing was undone.
 *
 * @param since those that it has made since
 */
export function undoneIn(
  seen: Case,
  used: readonly Flow[],
  since: readonly Flow[],
  endedNs: number,
): "some" | "perhaps" | "none" {
  const broken = used.filter((flow) => !since.includes(flow) && isBroken(seen, flow, endedNs));
  const missing = broken.flatMap(undoneOn).filter((flight) => !isAgain(flight, since));
  if (missing.length === 0) return "none";
  const isSure = missing.some((flight) => {
    const text = textOf(flight.segments);
    const first = textOf(flight.segments.slice(0, 1));
    return isAlwaysAsked(seen, first) && !asksOtherwise(seen, used, text, flight.sentNs);
  });
  return isSure && since.some((flow) => hasCommitted(flow)) ? "some" : "perhaps";
}

/** Nothing has come since the end, and the client had not closed it before. */
function isBroken({ observations }: Case, { connection, toClient }: Flow, endedNs: number): boolean {
  const { port } = connection.client;
  const closed = ofKind(observations, "segment").find(
    ({ from, flags }) => from.port === port && flags.includes("F"),
  );
  if ((closed?.atNs ?? Number.POSITIVE_INFINITY) < endedNs) return false;
  return toClient.segments.every(({ length, atNs }) => length === 0 || atNs <= endedNs);
}

function isAgain({ segments }: Flight, since: readonly Flow[]): boolean {
  const text = textOf(segments);
  return since.some((flow) => timesAsked(flow, text).length > 0);
}

/** The changes in the transaction that is open at its end. */
function undoneOn(flow: Flow): readonly Flight[] {
  const states = statesOn(flow);
  if (states.at(-1)?.isOpen !== true) return [];
  const begun = states.slice(states.findLastIndex(({ isOpen }) => !isOpen) + 1);
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return begun.flatMap(({ isChange, atNs }) => {
    const flight = flights.findLast(({ sentNs }) => sentNs < atNs);
    return isChange && flight !== undefined ? [flight] : [];
  });
}

/** A transaction was open there, and is no more. */
function hasCommitted(flow: Flow): boolean {
  const states = statesOn(flow);
  return states.some(({ isOpen }) => isOpen) && states.at(-1)?.isOpen === false;
}

interface State {
  readonly isOpen: boolean;
  readonly isChange: boolean;
  readonly atNs: number;
}

/** What each answer says, that is kept whole. */
function statesOn({ toClient }: Flow): readonly State[] {
  const came = toClient.segments.filter(({ length, arrivedAtNs }) => length > 0 && arrivedAtNs !== undefined);
  const read = stateReader(bytesOf(came[0]?.payload ?? ""));
  return came.flatMap(({ payload, length, arrivedAtNs: atNs = 0 }) => {
    const bytes = bytesOf(payload);
    const state = bytes.length === length ? read(bytes) : undefined;
    return state === undefined ? [] : { ...state, atNs };
  });
}

function bytesOf(payload: string): Buffer {
  return Buffer.from(payload, "base64");
}
