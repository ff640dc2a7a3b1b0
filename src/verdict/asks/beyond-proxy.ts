// What was said through a proxy after the fault, and never got to the server: the proxy has it, or has answered it by
// itself. On the client's own leg that looks as if a server had taken it.

import type { Case } from "../../timeline/case.ts";
import { hasProxy } from "../../timeline/legs.ts";
import type { Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { PROXYS } from "./why-unsure.ts";

/** What rests on the proxy alone; what was expected, and was printed, is as its user has said. */
const BY_PROXY: ReadonlySet<Fate> = new Set(["acknowledged", "taken", "answered", "read"]);

/** A proxy may keep it until the server is back, or have the answer in a cache: whether it is lost is not known. */
export function settleBeyond(entry: SaidEntry, seen: Case): SaidEntry {
  const { fault, observations } = seen;
  if (fault === undefined || fault.pid === 0 || entry.atNs < fault.atNs) return entry;
  if (entry.isLost !== false || !BY_PROXY.has(entry.fate) || !hasProxy(observations)) return entry;
  if (!seen.isOn("segments") || hasServer(entry.atNs, seen)) return entry;
  const { isLost: _, ...others } = entry;
  return { ...others, fate: "unknown", why: PROXYS };
}

/** The server's kernel acknowledges for a process that is stopped as well: of that one only an answer counts. */
function hasServer(saidNs: number, { observations, fault }: Case): boolean {
  const since = ofKind(observations, "beyond").filter(({ atNs }) => atNs >= saidNs);
  if (since.some(({ sentBy, length }) => sentBy === "server" && length > 0)) return true;
  if (isStopped(observations, fault?.pid)) return false;
  const passedOn = since.find(({ sentBy, length }) => sentBy === "proxy" && length > 0);
  return passedOn !== undefined && since.some((each) => acknowledges(each, passedOn));
}

function isStopped(observations: Case["observations"], pid: number | undefined): boolean {
  const rows = ofKind(observations, "processes").flatMap((look) => look.rows);
  return rows.findLast((row) => row.pid === pid)?.state === "T";
}

function acknowledges(
  { sentBy, flags, ack, to, atNs }: Observed<"beyond">,
  data: Observed<"beyond">,
): boolean {
  if (sentBy !== "server" || flags.includes("R") || to.port !== data.from.port) return false;
  return atNs > data.atNs && ((ack - data.seq - data.length) | 0) >= 0;
}
