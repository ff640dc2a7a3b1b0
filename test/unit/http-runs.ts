// Segments of HTTP on a connection that is made up: requests from number 1, and answers to one of 18 bytes.

import { asksAlone } from "./ledger-runs.ts";
import { segment } from "./made-up.ts";
import type { Timed } from "./one-run.ts";

/** Nothing is said yet. */
export const begun: readonly Timed[] = asksAlone.slice(0, 5);
export const asks = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 1`, text),
];
export const answers = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack 19`, text),
];
