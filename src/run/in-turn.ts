// Runs that overlap: each begins while the one before is quiet, and they are told of one after the other.

import type { Observation } from "../timeline/observation.ts";
import type { RunRecord } from "../timeline/record.ts";
import type { RunListeners } from "./options.ts";

/** What a run's own listeners are: what comes before its turn waits. */
export interface Turn extends Required<Omit<RunListeners, "completed">> {
  /**
   * Resolves once the one before has had its fault, and is only watched; or, where it is on the machine's own network, is
   * over.
   */
  readonly mayBegin: Promise<void>;
  /** To be called once of each run, whether it was completed or not. */
  over(record?: RunRecord): void;
}

/** @returns a turn for each of `count` runs, in the order in which they are told of */
export function inTurn(listeners: RunListeners, count: number): Turn[] {
  const waiting: (() => void)[][] = Array.from({ length: count }, () => []);
  const done = new Set<number>();
  let current = 0;
  let mayBegin = Promise.resolve();

  function tell(i: number, what: () => void): void {
    if (i === current) what();
    else waiting[i]?.push(what);
  }

  function goOn(): void {
    while (done.has(current)) {
      current += 1;
      for (const what of waiting[current]?.splice(0) ?? []) what();
    }
  }

  return waiting.map((_, i) => {
    const before = mayBegin;
    let letNext: () => void = () => undefined;
    mayBegin = new Promise((resolve) => (letNext = resolve));
    const isQuiet = createQuiet();
    let isApart = true;
    return {
      mayBegin: before,
      began(run) {
        isApart = run.network.name !== "machine";
        tell(i, () => listeners.began?.(run));
      },
      observed(observation) {
        if (isApart && isQuiet(observation)) letNext();
        tell(i, () => listeners.observed?.(observation));
      },
      over(record) {
        letNext();
        done.add(i); // also if a listener throws
        if (record) tell(i, () => listeners.completed?.(record));
        if (i === current) goOn();
      },
    };
  });
}

/** From the step after the fault on the client is only watched. */
function createQuiet(): (observation: Observation) => boolean {
  let hasHadItsFault = false;
  return ({ kind }) => {
    hasHadItsFault ||= kind === "fault";
    return hasHadItsFault && kind === "step";
  };
}
