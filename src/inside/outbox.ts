// What was observed, on its way out of the process inside. To write an observation and to read it again takes longer than to
// make it: in a flood of them that waits, and the processors are left to the programs under test.

import type { Observation } from "../timeline/observation.ts";

export interface Outbox {
  add(observation: Observation): void;
  /** Sends at once all that waits. */
  flush(): void;
}

/** Between two looks at what waits. What comes after a rest goes at once. */
const REST_MS = 25;
/** So many in that time are a flood. */
const MANY = 25;
/** Whoever follows the run is not kept waiting longer. */
const LONGEST_MS = 2000;
/** As many are sent in one turn: meanwhile nothing else is observed. */
const BATCH = 250;

/**
 * Sends observations in the order they were added: those of a short while together, those of a flood when it is over.
 *
 * @param isBusy whether the programs under test are known to be at work: then nothing is sent either, however little there is
 */
export function createOutbox(
  send: (observations: readonly Observation[]) => void,
  isBusy: () => boolean = () => false,
): Outbox {
  let waiting: Observation[] = [];
  let [sent, looked, sinceMs] = [0, 0, 0];
  let [isComing, lastMs] = [false, 0];

  /** The next turn is `turn`. One that finds nothing left is over. */
  function schedule(turn: () => void, restMs = 0): void {
    isComing = true;
    const take = (): void => {
      isComing = false;
      if (waiting.length > 0) turn();
    };
    if (restMs > 0) setTimeout(take, restMs);
    else setImmediate(take);
  }

  function look(): void {
    const isFlood = waiting.length - looked > MANY || isBusy();
    looked = waiting.length;
    if (isFlood && performance.now() - sinceMs < LONGEST_MS) schedule(look, REST_MS);
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
      if (!isComing) schedule(look, performance.now() - lastMs < REST_MS ? REST_MS : 0);
    },
    flush() {
      while (waiting.length > 0) sendBatch();
    },
  };
}
