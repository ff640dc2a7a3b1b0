// The ledger as the rows of a small table: each typed line, and the bytes in each direction.

import type { ByteStretch, Ledger, SaidEntry } from "../timeline/verdict-record.ts";
import { hasProxy } from "../timeline/legs.ts";
import type { RunRecord } from "../timeline/record.ts";
import { type Fate, fates } from "../timeline/words.ts";
import { sanitize } from "./sanitize.ts";

export interface LedgerRow {
  readonly what: string;
  /** In words: `refused, lost`. */
  readonly where: string;
  readonly meaning: string;
  readonly isLost: boolean;
}

export const SHOWN_CHARACTERS = 22;

/** What was said, in quotes and cut, or what deadpeer itself calls it, which is as wide as that with its quotes. */
export function shownText({ text, isOwn }: Pick<SaidEntry, "text" | "isOwn">): string {
  return isOwn ? sanitize(text, SHOWN_CHARACTERS + 2) : `"${sanitize(text, SHOWN_CHARACTERS)}"`;
}

/** The process at the other end of the client's connection. */
export type OtherEnd = "server" | "proxy";

/** Behind a proxy nothing is seen of what the server reads. */
export function otherEndOf({ observations, verdict }: Pick<RunRecord, "observations" | "verdict">): OtherEnd {
  return hasProxy(observations) || verdict.passage !== undefined ? "proxy" : "server";
}

export function ledgerRows({ said, bytes }: Ledger, other: OtherEnd = "server"): LedgerRow[] {
  return [
    ...said.map((each) => rowOf(each, other)),
    ...bytesRow(`bytes to the ${other}`, bytes, "client->server"),
    ...bytesRow("bytes to the client", bytes, "server->client"),
  ];
}

const EARLY = "what was expected was printed before anything came from the server";

/** What is said of the server's process is seen of the proxy's where there is one. */
const ofProxy: Partial<Record<Fate, string>> = {
  taken: "read by the proxy's process, and not answered; whether the server got it was not seen",
  answered: "a data segment of the proxy reached the client's host after it",
  shown: "the client printed what was expected, after data from the proxy had come",
};

function meaningOf(fate: Fate, other: OtherEnd): string {
  return (other === "proxy" ? ofProxy[fate] : undefined) ?? fates[fate];
}

function rowOf(entry: SaidEntry, other: OtherEnd): LedgerRow {
  const { fate, why, isLost = false, isEarly } = entry;
  const meaning = meaningOf(fate, other);
  return {
    what: shownText(entry),
    where: isLost ? `${fate}, lost` : fate,
    meaning: why ?? (isEarly ? `${meaning}; ${EARLY}` : meaning),
    isLost,
  };
}

/** For all connections together, in the order in which bytes pass the places. */
function bytesRow(
  what: string,
  all: readonly ByteStretch[],
  direction: ByteStretch["direction"],
): LedgerRow[] {
  const sums = new Map<Fate, number>();
  for (const each of all)
    if (each.direction === direction) sums.set(each.fate, (sums.get(each.fate) ?? 0) + each.bytes);
  if (sums.size === 0) return [];
  const where = [...sums].map(([fate, sum]) => `${sum} ${fate}`).join(", ");
  return [{ what, where, meaning: "", isLost: false }];
}
