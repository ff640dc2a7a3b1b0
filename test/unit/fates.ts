// One line that was said, what was seen of it, and how far it is found to have got.

import assert from "node:assert/strict";
import { flowsOf } from "../../src/verdict/bytes/flows.ts";
import { createPutFinder } from "../../src/verdict/bytes/puts.ts";
import { fateOf } from "../../src/verdict/asks/said-fate.ts";
import { connection, segment } from "./made-up.ts";
import { type Timed, caseOf, onPort } from "./one-run.ts";

export const data = (ms: number, from = 14): Timed => [
  ms,
  segment(`> P. ${from}:${from + 6}(6) ack 14`, "again\n"),
];
export const ack = (ms: number, to: number): Timed => [ms, segment(`< . 14:14(0) ack ${to}`)];
export const queue = (ms: number, recvQ: number): Timed => [
  ms,
  {
    kind: "sockets",
    rows: [
      {
        local: connection.server,
        remote: connection.client,
        state: "ESTABLISHED",
        recvQ,
        sendQ: 0,
        inode: 1,
      },
    ],
  },
];
export const elsewhere = (timed: Timed): Timed => onPort(41_000, timed);

interface Context {
  readonly isPrinted?: boolean;
  readonly isPushed?: boolean;
  readonly answers?: Set<number>;
  readonly untilMs?: number;
  readonly unclear?: string;
  /** When what was expected was printed. */
  readonly printedMs?: number;
  /** The client also sends by itself: what leaves within so many milliseconds is the line. */
  readonly unaskedMs?: number;
}

/** `again` was said at 1000 ms. `refused (9, 10)`: shown by the observations 9 and 10; the first fact has the id 9. */
export function fate(facts: readonly Timed[], context: Context = {}): string {
  const seen = caseOf(facts);
  const flows = flowsOf(seen);
  const said = { text: "again", atNs: 1000e6 };
  const {
    isPrinted = false,
    isPushed: pushed = false,
    answers = new Set<number>(),
    untilMs = Infinity,
    unclear,
    printedMs,
    unaskedMs,
  } = context;
  const found =
    unclear === undefined
      ? createPutFinder(flows, unaskedMs === undefined ? undefined : { lineNs: unaskedMs * 1e6 }).find(
          said,
          1e12,
          1e12,
        )
      : { unclear };
  const of = fateOf(seen, found, {
    said,
    untilNs: untilMs * 1e6,
    isPrinted,
    printedNs: printedMs === undefined ? undefined : printedMs * 1e6,
    flows,
    isPushed: pushed,
    texts: ["done"],
    answers,
  });
  const early = of.isEarly ? ", early" : "";
  return `${of.fate}${of.why === undefined ? "" : `: ${of.why}`}${early} (${of.because.join(", ")})`;
}

type Row = readonly [why: string, facts: readonly Timed[], expected: string, context?: Context];
export function check(rows: readonly Row[]): void {
  for (const [why, facts, expected, context] of rows) assert.equal(fate(facts, context), expected, why);
}
