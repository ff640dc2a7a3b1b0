// Why nothing is known of where anything went.

import type { Case } from "../../timeline/case.ts";
import { whyNotWhole } from "../../timeline/not-whole.ts";
import { ofKind } from "../../timeline/queries.ts";
import { perhapsClients } from "../../timeline/whose.ts";
import { unknownCauses } from "../../timeline/words.ts";

/** Undefined where all that it takes was seen. */
export function whyUnknown(seen: Case): string | undefined {
  const { isOn, evidence, observations } = seen;
  if (!isOn("segments")) return "segments were not observed";
  const used = ofKind(observations, "segment").filter(({ length }) => length > 0);
  const ports = new Set(used.flatMap(({ from, to }) => [from.port, to.port]));
  if (perhapsClients(seen, 0).some(({ from }) => ports.has(from.port))) return unknownCauses["servers-own"];
  return whyNotWhole(evidence.drops);
}
