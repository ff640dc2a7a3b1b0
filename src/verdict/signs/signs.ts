// The signs from which an outside observer can tell that a client has noticed, each with its time.

import type { Case } from "../../timeline/case.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import type { Observed } from "../../timeline/observation.ts";
import { after, findExit, ofKind } from "../../timeline/queries.ts";
import { formatEnd } from "../../timeline/units.ts";
import { isMainAsleep, waitsOnConnection } from "../../timeline/waits.ts";
import { type Seen, notClients } from "../../timeline/whose.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { closedNs, letGoNs } from "../bytes/closed-socket.ts";
import { sentElsewhere } from "../bytes/elsewhere.ts";
import { readEnd } from "../bytes/read-end.ts";
import { failedHolders } from "./end.ts";

export type SignKind =
  | "segment"
  | "connect"
  | "again"
  | "printed"
  | "exit"
  | "closed"
  | "let-go"
  | "process-end"
  | "read"
  | "farewell"
  | "woken"
  | "elsewhere"
  | "sent";

export interface Sign {
  readonly kind: SignKind;
  readonly atNs: number;
  /** For people: `its own FIN`. */
  readonly what: string;
  /** Something was said to it before, since the fault. */
  readonly isAsked: boolean;
  /** It may be chance: the client does so by itself, too. */
  readonly isDoubtful?: true;
  /** Why, where it is not that. */
  readonly doubt?: UnknownCause;
  /** What was printed does not say that anything went wrong. */
  readonly isUnclear?: true;
}

/** What a client prints for an answer, with the answer's text missing or cut. */
export const INCOMPLETE = "an incomplete answer";
export const WOKEN = "no longer waiting for its connection";

type Found = Omit<Sign, "isAsked">;
type Finder = (seen: Case, sinceNs: number) => readonly (Found | undefined)[];

/** Of one kind no more are looked at: a client may do the same again and again. */
const MOST = 500;

/** A FIN or an RST of its own: none that the wire has made in its name. */
const ownSegment: Finder = ({ segments }, sinceNs) => {
  const own = segments.find(
    (segment) =>
      segment.atNs > sinceNs &&
      segment.direction === "client->server" &&
      segment.wire?.fate !== "made" &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
  const what = own && (hasFlag(own, "R") ? "its own RST" : "its own FIN");
  return [own && { kind: "segment", atNs: own.atNs, what: what ?? "" }];
};

/** It connects anew, or tries to; a SYN that is sent again is the same attempt. */
const newConnections: Finder = (seen, sinceNs) => {
  const ports = new Set<number>();
  const attempts = newSyns(seen, sinceNs).filter(({ from }) => !ports.has(from.port) && ports.add(from.port));
  return attempts
    .slice(0, MOST)
    .map(({ atNs }): Found => ({ kind: "connect", atNs, what: "a new connection" }));
};

/** SYNs of the client's new connections, without those that are others' or may be. */
export function newSyns(seen: Pick<Case, "connection"> & Seen, sinceNs: number): Observed<"segment">[] {
  const { observations, connection } = seen;
  const others = notClients(seen);
  return ofKind(observations, "segment").filter(
    ({ atNs, flags, to, from }) =>
      atNs > sinceNs &&
      flags.includes("S") &&
      !flags.includes(".") &&
      to.port === connection?.server.port &&
      from.port !== connection.client.port &&
      !others.has(from.port),
  );
}

/** One of its attempts to connect was answered with a SYN-ACK. */
export function hasReconnected(seen: Case, sinceNs: number): boolean {
  return reconnectedFrom(seen, sinceNs).size > 0;
}

/** The SYN-ACKs of the connections that it has made since. */
export function acceptedSince(seen: Case, sinceNs: number): Observed<"segment">[] {
  const ports = new Set(newSyns(seen, sinceNs).map(({ from }) => from.port));
  return ofKind(seen.observations, "segment").filter(
    ({ flags, from, to }) =>
      flags.includes("S") &&
      flags.includes(".") &&
      from.port === seen.connection?.server.port &&
      ports.has(to.port),
  );
}

/** The client's ports of these connections. */
function reconnectedFrom(seen: Case, sinceNs: number): ReadonlySet<number> {
  return new Set(acceptedSince(seen, sinceNs).map(({ to }) => to.port));
}

/** Each connection that it has made since has been ended as well, by whichever side. */
export function isOverAgain(seen: Case, sinceNs: number): boolean {
  const ports = reconnectedFrom(seen, sinceNs);
  const ends = ofKind(seen.observations, "segment").filter(({ flags }) => /[FR]/.test(flags));
  const ended = new Set(ends.flatMap(({ from, to }) => [from.port, to.port]));
  return ports.size > 0 && [...ports].every((port) => ended.has(port));
}

/** It has read the end of file. */
const endRead: Finder = (seen, sinceNs) => {
  const read = readEnd(seen, sinceNs);
  const doubt = read?.mayBeUntold ? ({ isDoubtful: true, doubt: "not-observed" } as const) : {};
  return [read && { kind: "read", atNs: read.atNs, what: "reading the end of file", ...doubt }];
};

const closedSocket: Finder = (seen, sinceNs) => {
  const atNs = closedNs(seen, sinceNs);
  return [atNs === undefined ? undefined : { kind: "closed", atNs, what: "closing its socket" }];
};

const letGo: Finder = (seen, sinceNs) => {
  const atNs = letGoNs(seen, sinceNs);
  const what = "one of its processes letting go of the socket";
  return [atNs === undefined ? undefined : { kind: "let-go", atNs, what }];
};

/** The name of an end. */
export function endSign(exit: Parameters<typeof formatEnd>[0]): string {
  return `its end (${formatEnd(exit)})`;
}

const itsEnd: Finder = ({ observations }, sinceNs) => {
  const exit = findExit(observations, "client");
  return exit && exit.atNs > sinceNs ? [{ kind: "exit", atNs: exit.atNs, what: endSign(exit) }] : [];
};

/** What held the connection for it has failed. */
const failed: Finder = (seen, sinceNs) =>
  failedHolders(seen, sinceNs).map(({ atNs, end }) => ({
    kind: "process-end",
    atNs,
    what: `the end of one of its processes (${formatEnd(end)})`,
  }));

/** It sleeps on something else than its connection, on which it slept before. */
const woken: Finder = ({ observations }, sinceNs) => {
  const found: Found[] = [];
  let waited = false;
  for (const look of ofKind(observations, "waiting")) {
    if (look.role !== "client" || found.length >= MOST) continue;
    if (look.threads.some(waitsOnConnection)) waited = true;
    else if (waited && isMainAsleep(look)) {
      waited = false;
      if (look.atNs > sinceNs) found.push({ kind: "woken", atNs: look.atNs, what: WOKEN });
    }
  }
  return found;
};

/** Data that it sends, each byte once. */
const sent: Finder = ({ segments }, sinceNs) => {
  let next = 0;
  const found: Found[] = [];
  for (const { direction, length, relativeSeq, atNs } of segments) {
    if (direction !== "client->server" || length === 0 || relativeSeq < next) continue;
    next = relativeSeq + length;
    if (atNs > sinceNs && found.length < MOST)
      found.push({ kind: "sent", atNs, what: "what it sends by itself" });
  }
  return found;
};

/** What went out on another connection, one that was open before the fault. */
const elsewhere: Finder = (seen, sinceNs) =>
  sentElsewhere(seen)
    .filter(({ atNs }) => atNs > sinceNs)
    .slice(0, MOST);

const finders: readonly Finder[] = [
  ownSegment,
  newConnections,
  elsewhere,
  endRead,
  closedSocket,
  letGo,
  itsEnd,
  failed,
  woken,
  sent,
];

/** All that would be a sign after `sinceNs`, whether or not the client does so anyway; the first first. */
export function findSigns(seen: Case, sinceNs: number): Sign[] {
  const faultNs = seen.fault?.atNs ?? 0;
  const askedNs = after(seen.typed, faultNs)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  return finders
    .flatMap((find) => find(seen, sinceNs))
    .filter((sign) => sign !== undefined)
    .map((sign) => ({ ...sign, isAsked: sign.atNs > askedNs }))
    .sort((one, other) => one.atNs - other.atNs);
}

/** Why a sign is doubtful. */
export function doubtAbout({ kind, doubt }: Sign): UnknownCause {
  if (doubt !== undefined) return doubt;
  return kind === "elsewhere" ? "other-connection" : "chance";
}
