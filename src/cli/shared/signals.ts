// Ctrl-C, SIGTERM, and a reader that goes away: each ends the run in order, so that nothing is left behind.

import { BROKEN_PIPE } from "../../echo/ending.ts";
import type { Writable } from "node:stream";

export interface Interruption {
  /** Aborts when the process should stop. */
  readonly signal: AbortSignal;
  /** The exit code that goes with it; undefined while nothing has happened. */
  exitCode(): number | undefined;
}

export function abortOnSignals(output: Writable): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (exitCode: number): void => {
    code ??= exitCode;
    controller.abort();
  };
  process.on("SIGINT", () => stop(130));
  process.on("SIGTERM", () => stop(143));
  process.on("SIGHUP", () => stop(129));
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") stop(BROKEN_PIPE); // a disk that is full is no reader that has gone: the report may be saved
  });
  return { signal: controller.signal, exitCode: () => code };
}
