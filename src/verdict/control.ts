// The control: the same run with nothing done to the server. What the client does there it does by itself.

import type { Case } from "../timeline/case.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { linesOf } from "./lines-printed.ts";
import { findSigns } from "./signs.ts";

export function controlOf(seen: Case): ControlRecord {
  const { observations, fault } = seen;
  const sinceNs = fault?.atNs ?? 0;
  const lines = new Set(linesOf(printedBy(observations, "client")).map(({ line }) => line));
  return {
    lines: [...lines],
    signs: findSigns(seen, sinceNs).map(({ kind, what, atNs }) => ({ kind, what, afterNs: atNs - sinceNs })),
    answered: ofKind(observations, "expected")
      .filter(({ phase }) => phase === "after")
      .map(({ found }) => found),
  };
}
