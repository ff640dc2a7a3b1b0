// A page that a client has fetched once more from elsewhere, as from a mirror, under another path, once its server had died:
// it may be the same.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { onlyBodyIn } from "../../timeline/http-answers.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { linesPrinted } from "../lines/lines-printed.ts";
import { endsAsUsual, isSince } from "./done-elsewhere.ts";
import { OWN } from "./loss.ts";
import { endIn } from "./ends.ts";

const MIRRORED =
  "the client has asked for something else on a new connection, of which as much came whole as in the control: it may be the same";

/** It is not known to be lost where all that came in the control was one page, and one as long came since. */
export function settleMirrored(entry: SaidEntry, seen: Case, flows: readonly Flow[]): SaidEntry {
  if (entry.text !== OWN || entry.isLost !== true || entry.found === false) return entry; // most
  const controls = controlsOf(seen.evidence.control);
  const [usual] = controls.map(({ onlyBody }) => onlyBody);
  if (usual === undefined || controls.some(({ onlyBody }) => onlyBody !== usual)) return entry;
  const isLessPrinted = controls.some(({ printed = 0 }) => linesPrinted(seen) < printed);
  if (isLessPrinted || !endsAsUsual(seen)) return entry;
  const since = flows.filter((flow) => isSince(seen, flow));
  if (since.every((flow) => bodyOn(flow) !== usual)) return entry;
  return endIn(entry, { fate: "unknown", why: MIRRORED });
}

/** How long it is where one answer of HTTP is all that came, on one connection, whole and well. */
export function onlyBodyOf(flows: readonly Flow[]): number | undefined {
  const [only, ...others] = flows.filter(({ toClient }) =>
    toClient.segments.some(({ length }) => length > 0),
  );
  return only === undefined || others.length > 0 ? undefined : bodyOn(only);
}

function bodyOn({ toClient }: Flow): number | undefined {
  return onlyBodyIn(newIn(toClient.segments.filter(({ arrivedAtNs }) => arrivedAtNs !== undefined)));
}
