// How long to rest between two looks: a second, and so long that watching costs little of a processor.

import { setTimeout as delay } from "node:timers/promises";

export interface Rest {
  /** Until the next look is due, or `end` is called. */
  afterLook(): Promise<void>;
  end(): void;
}

const EVERY_MS = 1000;
/** Between two looks, however long they take. */
const LEAST_MS = 100;
/** Of one processor: below the twentieth that is promised. */
const SHARE = 0.045;
/** It may be spent in advance: to begin, and to read everything anew from time to time. */
const CREDIT_MS = 500;

/** @param aborted ends every rest */
export function createRest(aborted: AbortSignal): Rest {
  let [atMs, spentMs, debtMs] = [performance.now(), processorMs(), 0];
  let beganMs = atMs;
  let isEnded = false; // before it has begun
  let ending = new AbortController();
  const end = (): void => {
    isEnded = true;
    ending.abort();
  };
  aborted.addEventListener("abort", end, { once: true });
  return {
    async afterLook() {
      const [now, spent] = [performance.now(), processorMs()];
      debtMs = owed(debtMs, spent - spentMs, now - atMs);
      [atMs, spentMs] = [now, spent];
      ending = new AbortController();
      const { signal } = ending;
      if (!isEnded) await delay(restMs(debtMs, now - beganMs), undefined, { signal }).catch(() => undefined);
      isEnded = false;
      beganMs = performance.now();
    },
    end,
  };
}

/** Processor time that was spent before it was earned. @param inMs what has passed, which earns some */
export function owed(beforeMs: number, spentMs: number, inMs: number): number {
  return Math.max(0, beforeMs + spentMs - inMs * SHARE);
}

/** @param lookedMs what the look took: the next one begins a second after it did */
export function restMs(debtMs: number, lookedMs: number): number {
  return Math.max(LEAST_MS, EVERY_MS - lookedMs, (debtMs - CREDIT_MS) / SHARE);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
