// The signs by which a client shows, from outside, that it knows: each with the time at which it was seen.

import type { Case } from "../timeline/case.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { after, findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import type { Observed } from "../timeline/observation.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { isAnsweredInPart } from "./loss.ts";
import { newLines } from "./lines-printed.ts";
import { formatEnd } from "../timeline/units.ts";
import { mainThread } from "../timeline/waits.ts";

export type SignKind = "segment" | "connect" | "printed" | "read" | "closed" | "exit";

export interface Sign {
  readonly kind: SignKind;
  readonly atNs: number;
  /** For people: `its own FIN`. */
  readonly what: string;
}

type Finder = (seen: Case, sinceNs: number) => Sign | undefined;

/** A FIN or an RST of its own. */
const ownSegment: Finder = ({ segments }, sinceNs) => {
  const own = segments.find(
    (segment) =>
      segment.atNs > sinceNs &&
      segment.direction === "client->server" &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
  const what = own && (hasFlag(own, "R") ? "its own RST" : "its own FIN");
  return own && { kind: "segment", atNs: own.atNs, what: what ?? "" };
};

/** It connects anew, or tries to. */
const newConnection: Finder = (seen, sinceNs) => {
  const [syn] = newSyns(seen, sinceNs);
  return syn && { kind: "connect", atNs: syn.atNs, what: "a new connection" };
};

/** (A probe of our own is none of the client's.) */
function newSyns({ observations, connection }: Case, sinceNs: number): Observed<"segment">[] {
  const probes = new Set(ofKind(observations, "probe").map((probe) => probe.connection?.client.port));
  return ofKind(observations, "segment").filter(
    ({ atNs, flags, to, from }) =>
      atNs > sinceNs &&
      flags.includes("S") &&
      !flags.includes(".") &&
      to.port === connection?.server.port &&
      from.port !== connection.client.port &&
      !probes.has(from.port),
  );
}

/** One of its attempts to connect was answered with a SYN. */
export function hasConnectedAnew(seen: Case, sinceNs: number): boolean {
  const ports = new Set(newSyns(seen, sinceNs).map(({ from }) => from.port));
  return ofKind(seen.observations, "segment").some(
    ({ flags, from, to }) =>
      flags.includes("S") &&
      flags.includes(".") &&
      from.port === seen.connection?.server.port &&
      ports.has(to.port),
  );
}

/** It has read the end of file: the FIN counts as one in Recv-Q until it is read. */
const readEnd: Finder = ({ observations, connection }, sinceNs) => {
  if (connection === undefined) return undefined;
  const table = ofKind(observations, "sockets").find(({ atNs, rows }) => {
    const client = rowsOf(rows, connection).client;
    return atNs > sinceNs && client?.state === "CLOSE_WAIT" && client.recvQ === 0;
  });
  return table && { kind: "read", atNs: table.atNs, what: "reading the end of file" };
};

/** Its process has no descriptor of the socket any more. After an RST no segment tells of that. */
const closedSocket: Finder = ({ observations, connection }, sinceNs) => {
  const owners = ofKind(observations, "owners").filter(
    (each) => each.end === "client" && each.connection.client.port === connection?.client.port,
  );
  const closed = owners.find(
    (each) => each.atNs > sinceNs && each.owners.length === 0 && each.hidden === undefined,
  );
  return closed && { kind: "closed", atNs: closed.atNs, what: "closing its socket" };
};

/**
 * Whether it still has its socket is not known: its process may not be looked at, and the socket is in no table any more.
 * (As long as it is in the table somebody holds it.)
 */
export function mayHaveClosed({ observations, connection }: Case): boolean {
  const owners = ofKind(observations, "owners").findLast(({ end }) => end === "client");
  if (connection === undefined || owners?.hidden === undefined) return false;
  const table = ofKind(observations, "sockets").at(-1);
  return table !== undefined && rowsOf(table.rows, connection).client === undefined;
}

const itsEnd: Finder = ({ observations }, sinceNs) => {
  const exit = findExit(observations, "client");
  return exit && exit.atNs > sinceNs
    ? { kind: "exit", atNs: exit.atNs, what: `its end (${formatEnd(exit)})` }
    : undefined;
};

function printed(
  { observations }: Case,
  sinceNs: number,
  control: ControlRecord | undefined,
): Sign | undefined {
  const message = newLines(observations, sinceNs, control).at(0);
  return message && { kind: "printed", atNs: message.atNs, what: "what it printed" };
}

const finders: readonly Finder[] = [ownSegment, newConnection, readEnd, closedSocket, itsEnd];

/**
 * All signs after `sinceNs`, the first first. What the control run showed as well, with nothing done to its server and
 * no later than that, is the client's habit and no sign: a timer of its own, a clock that it prints.
 */
export function findSigns(seen: Case, sinceNs: number, control?: ControlRecord): Sign[] {
  const signs = [...finders.map((find) => find(seen, sinceNs)), printed(seen, sinceNs, control)];
  const usual = control !== undefined && isAnsweredInPart(seen) ? undefined : control;
  return signs
    .filter((sign) => sign !== undefined)
    .filter((sign) => !isHabit(sign, quietSince(seen), usual))
    .sort((one, other) => one.atNs - other.atNs);
}

/** Some signs are seen when they are looked for, and some of what a client does at one go comes before the other. */
const AT_ONE_GO_NS = 50e6;
/** The surest first. */
const byRank: readonly SignKind[] = ["segment", "connect", "printed", "exit", "closed", "read"];

/** Of those that come as good as together with the first, the surest: else chance would name one or the other. */
export function nameSign(signs: readonly Sign[], seen: Case): Sign | undefined {
  const [first] = signs;
  if (first === undefined) return undefined;
  const typedNs = after(seen.typed, first.atNs)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  const untilNs = Math.min(endOfGo(seen, first.atNs), typedNs);
  const together = signs.filter(({ atNs }) => atNs <= untilNs);
  return together.sort((one, other) => byRank.indexOf(one.kind) - byRank.indexOf(other.kind))[0];
}

/** A client that is kept from its processor is at it for longer: until it is seen asleep again. */
function endOfGo({ observations }: Case, atNs: number): number {
  const looks = after(ofKind(observations, "waiting"), atNs).filter(({ role }) => role === "client");
  const asleep = looks.find((look) => mainThread(look)?.call !== "running");
  const isAtIt = looks.length > 0 && asleep === undefined;
  return isAtIt ? Number.POSITIVE_INFINITY : Math.max(atNs + AT_ONE_GO_NS, asleep?.atNs ?? 0);
}

/** The same thing may come a little later another time. */
const HABIT_SLACK = 1.25;
const HABIT_SLACK_NS = 100e6;

/** A client's timer runs from its last segment: the fault may come sooner after that one time than another. */
export function quietSince({ segments, fault }: Case): number {
  const faultAtNs = fault?.atNs ?? 0;
  return segments.findLast(({ atNs }) => atNs <= faultAtNs)?.atNs ?? faultAtNs;
}

function isHabit({ kind, atNs, what }: Sign, sinceNs: number, control: ControlRecord | undefined): boolean {
  const same = control?.signs.find((each) => each.kind === kind && each.what === what);
  if (same === undefined || kind === "printed") return false;
  return (atNs - sinceNs) * HABIT_SLACK + HABIT_SLACK_NS >= same.afterNs;
}
