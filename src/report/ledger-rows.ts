// The ledger as the rows of a small table: each typed line, and the bytes in each direction.

import type { ByteStretch, Ledger, SaidEntry } from "../timeline/verdict-record.ts";
import { type Fate, fates } from "../timeline/words.ts";
import { sanitize } from "./sanitize.ts";

export interface LedgerRow {
  readonly what: string;
  /** In words: `refused, lost`. */
  readonly where: string;
  readonly meaning: string;
  readonly isLost: boolean;
}

export const SHOWN_CHARACTERS = 24;

export function ledgerRows({ said, bytes }: Ledger): LedgerRow[] {
  return [
    ...said.map(rowOf),
    ...bytesRow("bytes to the server", bytes, "client->server"),
    ...bytesRow("bytes to the client", bytes, "server->client"),
  ];
}

const EARLY = "what was expected was printed before anything came from the server";

function rowOf({ text, fate, why, isLost = false, isOwn, isEarly }: SaidEntry): LedgerRow {
  const what = sanitize(text, SHOWN_CHARACTERS);
  return {
    what: isOwn ? what : `"${what}"`,
    where: isLost ? `${fate}, lost` : fate,
    meaning: why ?? (isEarly ? `${fates[fate]}; ${EARLY}` : fates[fate]),
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
