// What was said through a proxy after the fault, and never got to the server: the proxy has it, or has answered it by
// itself. On the client's own leg that looks as if a server had taken it.

import type { Case } from "../../timeline/case.ts";
import { payloadText } from "../../timeline/conversation.ts";
import { hasProxy } from "../../timeline/legs.ts";
import type { Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { withoutChecks } from "../../timeline/proxy-checks.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { ANSWERED } from "./fates.ts";
import { ASKED, OWN } from "./loss.ts";
import { PROXYS } from "./why-unsure.ts";
import { endIn } from "./ends.ts";

/** What rests on the proxy alone; what was expected, and was printed, is as its user has said. */
const BY_PROXY: ReadonlySet<Fate> = new Set(["acknowledged", "taken", "answered", "read"]);

/** A proxy may keep it until the server is back, or have the answer in a cache: whether it is lost is not known. */
export function settleBeyond(
  entry: SaidEntry,
  seen: Case,
  answeredNs: number = answeredAt(entry, seen),
): SaidEntry {
  if (entry.isLost !== false || !BY_PROXY.has(entry.fate) || !isBesideProxy(seen, entry.atNs)) return entry;
  if (hasServer(entry, seen, answeredNs)) return entry;
  return endIn(entry, { fate: "unknown", why: PROXYS });
}

function isBesideProxy({ fault, observations, isOn }: Case, atNs: number): boolean {
  if (fault === undefined || fault.pid === 0 || atNs < fault.atNs) return false;
  return hasProxy(observations) && isOn("segments");
}

/** What a client asks by itself after the fault, and the proxy was the first to answer by itself. */
export function askedOfProxy(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  if (!isBesideProxy(seen, Number.POSITIVE_INFINITY)) return undefined;
  for (const { segments, sentNs: atNs, answeredNs } of flows.flatMap((flow) => flightsOn(flow, atEnd))) {
    if (answeredNs === undefined) continue;
    const because = segments.slice(0, 1).map(({ id }) => id);
    const entry = { text: ASKED, isOwn: true, atNs, fate: "read", isLost: false, because } as const;
    const settled = settleBeyond(entry, seen, answeredNs);
    if (settled.isLost === undefined) return settled;
  }
  return undefined;
}

/** Of what it was started for the proxy has answered a part by itself. */
export function settleOwnBeyond(entry: SaidEntry, seen: Case, flows: readonly Flow[]): SaidEntry {
  if (entry.text !== OWN || entry.isLost !== false || !BY_PROXY.has(entry.fate))
    return settleBeyond(entry, seen);
  const asked = askedOfProxy(seen, flows);
  if (asked === undefined) return entry;
  return endIn(entry, { fate: asked.fate, why: PROXYS });
}

const atEnd = Number.POSITIVE_INFINITY;

/** What the server says once the client has its answer is to something else. */
function hasServer(entry: SaidEntry, seen: Case, untilNs: number): boolean {
  const isAsked = new Set<number>();
  let passedOn: Observed<"beyond"> | undefined;
  for (const each of withoutChecks(seen.observations)) {
    if (each.atNs < entry.atNs || each.atNs > untilNs) continue;
    if (each.sentBy === "server") {
      if (each.length > 0 && isAsked.has(each.to.port)) return true;
      if (passedOn !== undefined && acknowledges(each, passedOn) && isEnough(entry, seen)) return true;
    } else if (each.length > 0) {
      isAsked.add(each.from.port);
      if (isOf(entry, seen, each)) passedOn ??= each;
    }
  }
  return false;
}

function answeredAt({ because }: SaidEntry, { segments }: Case): number {
  const ids = new Set(because);
  const answer = segments.find(
    ({ id, direction, length }) => ids.has(id) && direction === "server->client" && length > 0,
  );
  return answer?.atNs ?? Number.POSITIVE_INFINITY;
}

/** That its host has taken it. The kernel of a server that is stopped does so as well: of that one only an answer counts. */
function isEnough({ fate }: SaidEntry, { observations, fault }: Case): boolean {
  return !ANSWERED.has(fate) && !isStopped(observations, fault?.pid);
}

/** What a proxy passes on only once more was said may be that. */
function isOf({ atNs, text }: SaidEntry, { typed }: Case, data: Observed<"beyond">): boolean {
  return (
    typed.every((more) => more.atNs <= atNs || more.atNs > data.atNs) || payloadText(data).includes(text)
  );
}

function isStopped(observations: Case["observations"], pid: number | undefined): boolean {
  const rows = ofKind(observations, "processes").flatMap((look) => look.rows);
  return rows.findLast((row) => row.pid === pid)?.state === "T";
}

function acknowledges({ flags, ack, to }: Observed<"beyond">, data: Observed<"beyond">): boolean {
  if (flags.includes("R") || to.port !== data.from.port) return false;
  return ((ack - data.seq - data.length) | 0) >= 0;
}
