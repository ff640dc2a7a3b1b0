// How often and for how long the client tried to connect to a server that was down, wedged or out of reach when it came.

import { sameEndpoint } from "../../tcp/endpoint.ts";
import type { Case } from "../../timeline/case.ts";
import type { FaultEvidence } from "../../timeline/fault-evidence.ts";
import type { Observed, SocketSample } from "../../timeline/observation.ts";
import { ofKind, rowsOf } from "../../timeline/queries.ts";
import { formatDuration } from "../../timeline/units.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { notClients } from "../../timeline/whose.ts";
import { newSyns } from "./signs.ts";

/** Empty for a fault that comes to a connection, and where segments were not observed. */
export function triesOf(seen: Case, { tried }: FaultEvidence): Pick<Verdict, "tries"> {
  const syns = tried ? synsOf(seen) : [];
  const [first, last] = [syns.at(0), syns.at(-1)];
  if (first === undefined || last === undefined) return {};
  const counted = ofKind(seen.observations, "attempts").reduce((sum, { count }) => sum + count, 0);
  const attempts = new Set(syns.map(({ from }) => from.port)).size + counted;
  const isConnected = ofKind(seen.observations, "segment").some(
    ({ flags, from, to }) =>
      flags === "S." && syns.some((syn) => sameEndpoint(syn.from, to) && sameEndpoint(syn.to, from)),
  );
  const ns = last.atNs - first.atNs;
  return { tries: { attempts, syns: syns.length + counted, ns, isConnected } };
}

/** From when it counts whether the client noticed: it cannot have known before it tried. */
export function firstTry(seen: Case, { tried }: FaultEvidence): number | undefined {
  return tried ? synsOf(seen).at(0)?.atNs : undefined;
}

/** What was not seen of a fault that the client comes to; undefined where it all was, and for other faults. */
export function missingOfTry(
  seen: Case,
  { tried, fullQueue, unaccepted }: FaultEvidence,
): string | undefined {
  if (!tried) return undefined;
  const triedNs = synsOf(seen).at(0)?.atNs;
  if (triedNs === undefined) return "the client was not seen to try to connect";
  if (fullQueue && !wasFull(seen, triedNs))
    return "the accept queue was not seen full before the client came";
  return unaccepted && wasAccepted(seen) ? "a process of the server accepted the connection" : undefined;
}

/** Who connected after the fault was to be served by nobody. */
export function missingOfBar(seen: Case): string | undefined {
  const { observations, connection } = seen;
  const barredNs = ofKind(observations, "barred").at(0)?.atNs;
  if (barredNs === undefined) return undefined;
  const newcomers = new Set(newSyns(seen, barredNs).map(({ from }) => from.port));
  const isServed = ({ local, remote, inode }: SocketSample): boolean =>
    inode > 0 && local.port === connection?.server.port && newcomers.has(remote.port);
  const served = ofKind(observations, "sockets").some(({ rows }) => rows.some(isServed));
  return served ? "a process of the server accepted a new connection" : undefined;
}

/** Linux drops a SYN only while more wait than the listener takes (sk_acceptq_is_full). */
function wasFull({ observations }: Case, beforeNs: number): boolean {
  const table = ofKind(observations, "sockets").findLast(({ atNs }) => atNs < beforeNs);
  const listening = table?.rows.find(({ state }) => state === "LISTEN");
  return listening !== undefined && listening.recvQ > listening.sendQ;
}

/** What waits for accept(2) has no inode. */
function wasAccepted({ observations, connection }: Case): boolean {
  const overNs = ofKind(observations, "recovered")[0]?.atNs ?? Number.POSITIVE_INFINITY;
  return ofKind(observations, "sockets").some(
    ({ atNs, rows }) =>
      atNs < overNs && connection !== undefined && (rowsOf(rows, connection).server?.inode ?? 0) > 0,
  );
}

/** The client's own, those that TCP sends again too. */
function synsOf(seen: Case): readonly Observed<"segment">[] {
  const { observations, fault, connection } = seen;
  const others = notClients(seen);
  return ofKind(observations, "segment").filter(
    ({ atNs, flags, from, to }) =>
      flags === "S" &&
      atNs > (fault?.atNs ?? 0) &&
      to.port === connection?.server.port &&
      !others.has(from.port),
  );
}

/** `It tried to connect once, with 3 SYNs within 3 034 ms: nothing came back.` */
export function triesInWords({ tries, ending }: Pick<Verdict, "tries" | "ending">): string[] {
  if (tries === undefined) return [];
  const { attempts, syns, ns, isConnected } = tries;
  const times = attempts === 1 ? "once" : `${attempts} times`;
  const within = syns === 1 ? "1 SYN" : `${syns} SYNs within ${formatDuration(ns)}`;
  return [`It tried to connect ${times}, with ${within}${cameOf(ending.by === "rst", isConnected)}.`];
}

function cameOf(isRefused: boolean, isConnected: boolean): string {
  if (isRefused)
    return isConnected ? ", an RST came back, and in the end TCP connected it" : ", and an RST came back";
  return isConnected ? ", and TCP connected it" : "";
}
