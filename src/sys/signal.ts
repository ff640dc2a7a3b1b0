// Signals: their names, and what a process does about SIGPIPE (signal(2)).

import { constants } from "node:os";
import { declare } from "./libc.ts";

const signalRaw = declare<(signal: number, handler: number) => number>(
  "intptr_t signal(int signum, intptr_t handler)",
);

const SIGPIPE = 13;
const SIG_DFL = 0;
const SIG_IGN = 1;

/** 128 + SIGPIPE: the exit code that a shell shows of a program whose reader has gone. */
export const BROKEN_PIPE: number = 128 + SIGPIPE;

/** 9 is SIGKILL. */
export function nameSignal(number: number): string {
  const named = Object.entries(constants.signals).find(([, value]) => value === number);
  return named?.[0] ?? `signal ${number}`;
}

/** Node ignores SIGPIPE, and so do programs started by it unless they say otherwise. */
export function disposeOfSigpipe(disposition: "default" | "ignore"): void {
  signalRaw(SIGPIPE, disposition === "default" ? SIG_DFL : SIG_IGN);
}
