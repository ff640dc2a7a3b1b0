// Observations on their way out of the process inside. Writing and reading an observation takes longer than making it, so
// in a flood it waits, and the processors are left to the programs under test.

import type { Observation } from "../timeline/observation.ts";

export interface Outbox {
  add(observation: Observation): void;
  /** Sends everything that waits, now. */
  flush(): void;
}

/** The interval between two looks at what waits. After a rest, an observation is sent at once. */
const REST_MS = 25;
/** The same where somebody watches what happens on a screen, and waits for it. */
export const WATCHED_REST_MS = 6;
/** This many in that time are a flood. */
const MANY = 25;
/** The longest delay for a listener that follows the run. */
const LONGEST_MS = 2000;
/** How many are sent in one turn of the event loop, during which nothing else is observed. */
const BATCH = 250;

/**
 * Sends observations in the order they were added: those of a short interval together, those of a flood once it is over.
 *
 * @param isBusy whether the programs under test are at work: nothing is sent then, however little there is
 */
export function createOutbox(
  send: (observations: readonly Observation[]) => void,
  isBusy: () => boolean = () => false,
  { rest = () => undefined }: { readonly rest?: () => number | undefined } = {},
): Outbox {
  const restMs = (): number => rest() ?? REST_MS;
  let waiting: Observation[] = [];
  let [sent, looked, sinceMs] = [0, 0, 0];
  let [isComing, lastMs] = [false, Number.NEGATIVE_INFINITY];

  /** Runs `turn` later, unless nothing is left by then. */
  function schedule(turn: () => void, inMs = 0): void {
    isComing = true;
    const take = (): void => {
      isComing = false;
      if (waiting.length > 0) turn();
    };
    if (inMs > 0) setTimeout(take, inMs);
    else setImmediate(take);
  }

  function look(): void {
    const isFlood = waiting.length - looked > MANY || isBusy();
    looked = waiting.length;
    if (isFlood && performance.now() - sinceMs < LONGEST_MS) schedule(look, restMs());
    else sendOn();
  }

  function sendBatch(): void {
    const batch = waiting.slice(sent, sent + BATCH);
    sent += batch.length;
    if (sent === waiting.length) forget();
    lastMs = performance.now();
    send(batch);
  }

  function sendOn(): void {
    sendBatch();
    if (waiting.length > 0) schedule(sendOn);
  }

  function forget(): void {
    waiting = [];
    [sent, looked] = [0, 0];
  }

  return {
    add(observation) {
      if (waiting.length === 0) sinceMs = performance.now();
      waiting.push(observation);
      if (!isComing) schedule(look, performance.now() - lastMs < restMs() ? restMs() : 0);
    },
    flush() {
      while (waiting.length > 0) sendBatch();
    },
  };
}
