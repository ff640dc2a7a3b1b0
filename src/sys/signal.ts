// Signal dispositions (signal(2)).

import { declare } from "./libc.ts";

const signalRaw = declare<(signal: number, handler: number) => number>(
  "intptr_t signal(int signum, intptr_t handler)",
);

const SIGPIPE = 13;
const SIG_DFL = 0;
const SIG_IGN = 1;

/** Node ignores SIGPIPE, and so do programs started by it unless they say otherwise. */
export function disposeOfSigpipe(disposition: "default" | "ignore"): void {
  signalRaw(SIGPIPE, disposition === "default" ? SIG_DFL : SIG_IGN);
}
