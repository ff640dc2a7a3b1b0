// A client that was started for one answer ends once it has it, whatever happened meanwhile.

import { createArrivedBytes } from "../tcp/arrived-bytes.ts";
import type { Case } from "../timeline/case.ts";
import { arrivals } from "../timeline/conversation.ts";
import type { Ledger } from "../timeline/verdict-record.ts";
import type { Fate } from "../timeline/words.ts";
import type { Sign } from "./signs.ts";

/** It was started for an answer, has read all of it, and ends as it does in the control: its work is done. */
export function isEndOfWork({ what, atNs }: Sign, seen: Case, ledger: Ledger | undefined): boolean {
  const { segments, typed, evidence } = seen;
  const said = ledger?.said ?? [];
  if (typed.length > 0 || said.length === 0) return false;
  const isDone = said.every(
    ({ isOwn, isLost, fate }) => isOwn === true && isLost === false && READ.has(fate),
  );
  const wholeNs = lastNewsNs(segments);
  const usual = evidence.control?.signs ?? [];
  return isDone && atNs > wholeNs && usual.some((sign) => sign.what === what);
}

/** When the last bytes of the server came that had not come before; for ever where none did. */
function lastNewsNs(segments: Case["segments"]): number {
  const bytes = createArrivedBytes();
  const news = arrivals(segments).filter(
    ({ direction, relativeSeq, length }) =>
      direction === "server->client" && bytes.take(relativeSeq, relativeSeq + length) > 0,
  );
  return news.at(-1)?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
}

const READ: ReadonlySet<Fate> = new Set(["read", "shown"]);
