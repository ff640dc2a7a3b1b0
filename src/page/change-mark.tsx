// The mark of a case that came out differently than in earlier results. Its sign and its colour both show it.

import type { JSX } from "preact";
import { sanitize } from "../report/sanitize.ts";
import type { SuiteEntry } from "../report/html/content.ts";

type ChangeInfo = Exclude<SuiteEntry["change"], undefined>;

export const changes: Readonly<
  Record<ChangeInfo["name"], { readonly sign: string; readonly kind: string; readonly meaning: string }>
> = {
  worse: {
    sign: "▼",
    kind: "bad",
    meaning: "an expectation is not met that was, or it is no longer observed",
  },
  better: { sign: "▲", kind: "good", meaning: "an expectation is met that was not" },
  changed: { sign: "≠", kind: "fair", meaning: "it came out differently, and is neither better nor worse" },
  new: { sign: "+", kind: "none", meaning: "it has no earlier result" },
};

/** Of those that a cell can have. */
export const changeNames: readonly ChangeInfo["name"][] = ["worse", "better", "changed", "new"];

/** Always in a labelled cell, or beside its word. */
export function ChangeMark({ change }: { readonly change: ChangeInfo["name"] }): JSX.Element {
  const { sign, kind } = changes[change];
  return (
    <span class={`change ${kind}`} aria-hidden="true">
      {sign}
    </span>
  );
}

/** For the end of a label. */
export function describeChange(change: ChangeInfo | undefined): string {
  if (change === undefined) return "";
  const before = change.before === undefined ? "" : `, before: ${sanitize(change.before)}`;
  return `; ${change.name}${before}`;
}
