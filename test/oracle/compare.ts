// The same client and death by the oracle and by deadpeer, and where they differ.

import { conclude } from "./conclude.ts";
import { type Seen, perform } from "./perform.ts";
import { prepared } from "./prepared.ts";
import type { Client, Death, Finding, Place } from "./recipe.ts";
import { type Said, verdictOf } from "./verdict-of.ts";

export interface Comparison {
  readonly oracle: Finding;
  readonly deadpeer?: Said;
  /** Why there is no verdict. */
  readonly failed?: string;
  readonly seen: Seen;
}

export async function find(client: Client, on: Place, death: Death): Promise<Comparison> {
  const seen = await perform(client, on, death, prepared(client.service));
  return { oracle: conclude(client, on, death, seen), seen };
}

/** Both at the same time, where the server does not mind: each has a network of its own. */
export async function compare(client: Client, on: Place, death: Death): Promise<Comparison> {
  const { service } = client;
  const folder = prepared(service);
  const found = find(client, on, death);
  if (service.isAlone) await found;
  const verdict = verdictOf(client, on, death, folder).then(
    (deadpeer) => ({ deadpeer }),
    (error: Error) => ({ failed: error.message.slice(0, 500) }),
  );
  const [one, other] = await Promise.all([found, verdict]);
  return { ...one, ...other };
}

export function differences({ oracle, deadpeer, failed }: Comparison): readonly string[] {
  if (failed !== undefined) return [failed];
  if (deadpeer === undefined) return [];
  if (deadpeer.grade === "inconclusive") return [`inconclusive: ${deadpeer.missing}`];
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["noticed", oracle.noticed, deadpeer.noticed],
    ["lost", oracle.lost ?? 0, oracle.said === "nothing to say" ? (deadpeer.lost ?? 0) : deadpeer.lost],
    ...(isHidden(oracle) ? [["unreported", oracle.lost, deadpeer.unreported] as const] : []),
    ["closeWait", oracle.closeWait, deadpeer.closeWait],
    ["exit", oracle.exit, deadpeer.exit],
  ];
  return pairs
    .filter(([, one, other]) => one !== other)
    .map(([what, one, other]) => `${what}: ${one} / ${other}`);
}

/** Lost, and not a word of it (what a line editor draws is taken for one here). Who waits for an answer may yet tell. */
function isHidden({ lost = 0, noticed, printed, exit }: Finding): boolean {
  return lost > 0 && printed.trim() === "" && (exit === "0" || (exit === undefined && noticed !== "never"));
}
