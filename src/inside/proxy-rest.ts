// A proxy that has not had a processor yet has done nothing yet, and must not be taken for one that does nothing.

import { readWaiting } from "../observe/waiting.ts";
import type { ProcStat } from "../sys/proc.ts";
import { PROXY_AT_REST } from "../timeline/legs.ts";
import type { Experiment } from "./experiment.ts";
import { hasProxy } from "./programs.ts";

/** Longer than a delayed acknowledgment (40 ms on Linux). */
const QUIET_MS = 50;

/**
 * Waits until no thread of the proxy runs, or waits for a processor, and no segment has passed for a while. What woke it is
 * done by then. If it never rests, that is recorded. Where its threads are hidden, the letter of its state is all that is
 * known.
 */
export async function waitForProxy(experiment: Experiment): Promise<void> {
  const { spec, timeline, trees } = experiment;
  if (!hasProxy(spec)) return;
  const rests = (): true | undefined => {
    const last = timeline.observations.findLast(({ kind }) => kind === "segment" || kind === "beyond");
    if (timeline.now() - (last?.atNs ?? 0) <= QUIET_MS * 1e6) return undefined;
    const isAtRest = ({ pid, state }: ProcStat): boolean =>
      state !== "R" && readWaiting(pid, 0).every(({ call }) => call !== "running");
    return trees.of("proxy").every(isAtRest) || undefined;
  };
  await timeline.until(PROXY_AT_REST, rests, { limitMs: spec.limitMs, sample: () => undefined });
  await experiment.drain();
}
