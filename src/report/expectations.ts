// Expectations of the verdict and what was observed, one line each.

import type { Expectation, RunRecord } from "../timeline/record.ts";
import { sanitize } from "./sanitize.ts";
import { type Style, type Terminal, paint, wrap } from "./terminal.ts";

const styles: Readonly<Record<Expectation["outcome"], Style>> = {
  pass: "green",
  fail: "red",
  unknown: "yellow",
};
const OUTCOME_WIDTH = 9;

export function formatExpectations({ expectations, verdict }: RunRecord, terminal: Terminal): string[] {
  // Where one of these is unknown, that is why; else nothing was judged, or it stands on nothing.
  const isWhy = verdict.missing?.startsWith("whether ") === true;
  if (verdict.grade === "inconclusive" && !isWhy) return [];
  return expectations.flatMap(({ expected, observed, outcome }) => {
    const text = outcome === "pass" ? expected : `expected ${expected}, observed ${sanitize(observed, 200)}`;
    return wrap(text, terminal.width - OUTCOME_WIDTH - 2).map(
      (line, i) =>
        `  ${paint(terminal, styles[outcome], (i === 0 ? outcome : "").padEnd(OUTCOME_WIDTH))}${line}`,
    );
  });
}
