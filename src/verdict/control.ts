// The control: the same run with nothing done to the server. What the client does there it does by itself.

import type { Case } from "../timeline/case.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { controlLedger } from "./control-ledger.ts";
import { linesOf } from "./lines-printed.ts";
import { findSigns, quietSince } from "./signs.ts";

export function controlOf(seen: Case): ControlRecord {
  const { observations, fault } = seen;
  const quietNs = quietSince(seen);
  const lines = new Set(linesOf(printedBy(observations, "client")).map(({ line }) => line));
  return {
    lines: [...lines],
    signs: findSigns(seen, fault?.atNs ?? 0).map(({ kind, what, atNs }) => ({
      kind,
      what,
      afterNs: atNs - quietNs,
    })),
    answered: ofKind(observations, "expected")
      .filter(({ phase }) => phase === "after")
      .map(({ found }) => found),
    ...controlLedger(seen),
  };
}
