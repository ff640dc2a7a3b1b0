// Ctrl-C, SIGTERM, and a reader that goes away: each ends the run in order, so that nothing is left behind. A second signal
// ends it at once.

import { setMaxListeners } from "node:events";
import { BROKEN_PIPE } from "../../sys/signal.ts";
import type { Writable } from "node:stream";
import { failure, isFailure } from "../../failure.ts";

export interface Interruption {
  /** Aborts when the process should stop. */
  readonly signal: AbortSignal;
  /** The exit code that goes with it; undefined while nothing has happened. */
  exitCode(): number | undefined;
  /**
   * The exit code for what a run that was stopped rejected with. Throws the error if it was not stopped, or left something.
   */
  exitCodeFor(error: unknown): number;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type EndingSignal = keyof typeof exitCodes;

/** timeout(1) sends a signal to its child, and once more to its group. */
const SAME_SIGNAL_MS = 300;

/**
 * @param asked if given, the first of certain signals only calls this: what is under way is to be finished, and nothing
 *   begun
 * @param asking these signals; default: Ctrl-C
 */
export function abortOnSignals(
  output: Writable,
  asked?: () => void,
  asking: readonly EndingSignal[] = ["SIGINT"],
): Interruption {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // as many as there are runs at the same time
  let code: number | undefined;
  const stop = (exitCode: number): void => {
    code ??= exitCode;
    controller.abort();
  };
  const stopOrLeave = (exitCode: number): void => {
    if (controller.signal.aborted) process.exit(code ?? exitCode); // which kills what is still running
    stop(exitCode);
  };
  const take = (name: EndingSignal): void => {
    if (asked === undefined || code !== undefined || !asking.includes(name))
      return stopOrLeave(exitCodes[name]);
    code = exitCodes[name];
    asked();
  };
  for (const name of Object.keys(exitCodes) as EndingSignal[]) {
    let takenAt = Number.NEGATIVE_INFINITY;
    process.on(name, () => {
      if (performance.now() - takenAt < SAME_SIGNAL_MS) return;
      takenAt = performance.now();
      take(name);
    });
  }
  // Any other error of the output (a full disk) does not end the run: its report is still wanted.
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") stop(BROKEN_PIPE);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    exitCodeFor(error) {
      if (code === undefined) throw error;
      if (isFailure(error)) throw failure(code, error.message, error.remedy); // something is left
      return code;
    },
  };
}
