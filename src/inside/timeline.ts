// The growing list of observations of a run, on which scenarios wait.

import { createPace } from "../observe/pace.ts";
import { keepIndex } from "../timeline/kinds.ts";
import type { AtNs, Fact, Observation, Unnumbered } from "../timeline/observation.ts";

export interface Timeline {
  readonly observations: readonly Observation[];
  now(): AtNs;
  record(fact: Fact, atNs?: AtNs): Observation;
  /**
   * Waits until `find` returns something, calling it again for each new observation. After `limitMs`, and `extraMs` after
   * that, it records `gave-up` with `what`, and returns undefined. Meanwhile `sample` is called, for observers that sample.
   */
  until<T>(what: string, find: Find<T>, wait: Wait): Promise<T | undefined>;
  /** Watches for `durationMs`, or until `stop` returns something; usually it does not. */
  watch<T>(durationMs: number, stop: Find<T>, sample: Sample): Promise<T | undefined>;
}

export type Find<T> = (observations: readonly Observation[]) => T | undefined;

export interface Wait {
  readonly limitMs: number;
  /** Asked once the limit is over with nothing found: how much longer to wait. */
  readonly extraMs?: (sinceNs: AtNs) => number;
  readonly sample?: Sample;
}

/** Takes a sample. If that is expensive, `restMs` says for how long it need not be called again. */
export interface Sample {
  (): void;
  restMs?(): number;
}

const SAMPLE_EVERY_MS = 2;
/** The part of the time that looking through many observations may take, with some milliseconds in advance. */
const LOOKING_SHARE = 0.1;
const LOOKING_CREDIT_MS = 5;

/** @param publish is called with each observation, in the order they are recorded */
export function createTimeline(startNs: bigint, publish: (observation: Observation) => void): Timeline {
  const observations: Observation[] = [];
  keepIndex(observations);
  const waiters = createWaiters();
  const now = (): AtNs => Number(process.hrtime.bigint() - startNs);
  const lookFor = <T>(find: Find<T>, limitMs: number, sample?: Sample): Promise<T | undefined> =>
    waiters.lookFor(() => find(observations), limitMs, sample);

  return {
    observations,
    now,
    record(fact, atNs = now()) {
      const observation = numbered(fact, observations.length + 1, atNs);
      observations.push(observation);
      publish(observation);
      waiters.notify();
      return observation;
    },
    async until(what, find, { limitMs, extraMs, sample }) {
      sample?.();
      const sinceNs = now();
      const inTime = await lookFor(find, limitMs, sample);
      const more = inTime === undefined ? (extraMs?.(sinceNs) ?? 0) : 0;
      const found = more > 0 ? await lookFor(find, more, sample) : inTime;
      if (found === undefined) this.record({ kind: "gave-up", what, waitedMs: limitMs + more });
      return found;
    },
    watch: (durationMs, stop, sample) => lookFor(stop, durationMs, sample),
  };
}

/** In a flood of segments, copying each would be a large part of the work. */
function numbered(fact: Fact | (Fact & Unnumbered), id: number, atNs: AtNs): Observation {
  if (!("id" in fact)) return { id, atNs, ...fact };
  fact.id = id;
  return fact;
}

interface Waiters {
  /** Something is new: all waiters look again, soon. */
  notify(): void;
  /** Looks at each new observation and after each sample, until `find` returns something or the time is over. */
  lookFor<T>(find: () => T | undefined, limitMs: number, sample?: Sample): Promise<T | undefined>;
}

function createWaiters(): Waiters {
  const waiters = new Set<() => void>();
  let isNotified = false;

  /** Waiters look once per batch of observations, when the current task is done. */
  function notify(): void {
    if (isNotified) return;
    isNotified = true;
    queueMicrotask(() => {
      isNotified = false;
      for (const look of waiters) look();
    });
  }

  return {
    notify,
    lookFor: (find, limitMs, sample) =>
      new Promise((resolve, reject) => {
        const finish = (end: () => void): void => {
          waiters.delete(look);
          stopTimer();
          clearTimeout(sampler);
          end();
        };
        const pace = createPace(LOOKING_SHARE, LOOKING_CREDIT_MS);
        let isLast = false;
        const look = (): void => {
          if (pace.isResting() && !isLast) return; // the sampler comes round again
          try {
            const value = pace.look(find);
            if (value !== undefined) finish(() => resolve(value));
          } catch (error) {
            finish(() => reject(error)); // a pattern that takes too long
          }
        };
        const stopTimer = notBefore(limitMs, () => {
          isLast = true;
          look();
          finish(() => resolve(undefined));
        });
        const ask = (): void => {
          sample?.();
          notify();
          sampler = setTimeout(ask, Math.max(SAMPLE_EVERY_MS, sample?.restMs?.() ?? 0));
        };
        let sampler = setTimeout(ask, SAMPLE_EVERY_MS);
        waiters.add(look);
        look();
      }),
  };
}

/** As setTimeout, but never early: Node counts in whole milliseconds. Returns what stops it. */
function notBefore(limitMs: number, then: () => void): () => void {
  const endsAtMs = performance.now() + limitMs;
  const wait = (leftMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      const moreMs = endsAtMs - performance.now();
      if (moreMs > 0) timer = wait(moreMs);
      else then();
    }, leftMs);
  let timer = wait(limitMs);
  return () => clearTimeout(timer);
}
