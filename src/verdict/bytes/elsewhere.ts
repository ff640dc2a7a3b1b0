// What a client sends on another connection to its server, one that was already open: the same again that went out on the
// connection under test and was not answered there, or what is said to it from then on.

import type { Connection } from "../../tcp/endpoint.ts";
import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { isInReply } from "../../timeline/moments.ts";
import { ofKind } from "../../timeline/queries.ts";
import { type Flow, endOf, flowsOf, newIn } from "./flows.ts";
import { type Put, createPutFinder } from "./puts.ts";
import { patternOf } from "./said-words.ts";
import { sentUnasked } from "./unasked.ts";

export interface Elsewhere {
  /** `again`: known to be the same. `elsewhere`: not known to be, or it was never on the connection under test. */
  readonly kind: "again" | "elsewhere";
  readonly atNs: number;
  readonly what: string;
}

const again = (atNs: number): Elsewhere => ({
  kind: "again",
  atNs,
  what: "sending the same again on another connection",
});
const instead = (atNs: number): Elsewhere => ({
  kind: "elsewhere",
  atNs,
  what: "sending on another connection",
});

const known = new WeakMap<Case, readonly Elsewhere[]>();

/** Connections that began after the fault are new ones, and a sign of their own. */
export function sentElsewhere(seen: Case): readonly Elsewhere[] {
  const found = known.get(seen) ?? find(seen);
  known.set(seen, found);
  return found;
}

function find(seen: Case): readonly Elsewhere[] {
  const [tested, ...others] = flowsOf(seen);
  if (tested === undefined) return [];
  const begun = new Set(beginnings(seen, tested.connection));
  const open = others.filter(({ connection }) => !begun.has(connection.client.port));
  if (open.length === 0) return []; // most clients have one
  const before = messagesOf(tested);
  const repeated = open.flatMap((flow) => repeatsIn(seen, tested, before, flow).map(again));
  return [...repeated, ...saidOn(seen, tested, open)];
}

/** The ports of those that were begun after the fault. */
function beginnings({ observations, fault }: Case, { server }: Connection): number[] {
  const sinceNs = fault?.atNs ?? 0;
  return ofKind(observations, "segment")
    .filter(({ atNs, flags, to }) => atNs > sinceNs && flags === "S" && to.port === server.port)
    .map(({ from }) => from.port);
}

/** What a client sent before its server sent something. */
interface Message {
  readonly text: string;
  readonly bytes: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly pieces: readonly string[];
}

/** When something went out that had gone out on the other connection before. */
function repeatsIn(seen: Case, tested: Flow, before: readonly Message[], flow: Flow): number[] {
  let next = 0;
  return messagesOf(flow).flatMap((message) => {
    while ((before[next]?.fromNs ?? Number.POSITIVE_INFINITY) < message.fromNs) next += 1;
    const same = before[next - 1];
    const isAgain =
      same !== undefined &&
      isSame(same, message) &&
      !isSaidBetween(seen, same, message) &&
      isOpen(seen, tested, same.fromNs, message.fromNs);
    return isAgain ? [message.fromNs] : [];
  });
}

function messagesOf({ toServer, toClient }: Flow): Message[] {
  const groups: [SeenSegment, ...SeenSegment[]][] = [];
  const answers = toClient.segments.filter(({ length }) => length > 0);
  let next = 0;
  for (const segment of newIn(toServer.segments)) {
    const [group, answered] = [groups.at(-1), next];
    while ((answers[next]?.atNs ?? Number.POSITIVE_INFINITY) < segment.atNs) next += 1;
    if (group === undefined || next > answered) groups.push([segment]);
    else group.push(segment);
  }
  return groups.map((segments) => {
    const pieces = segments.map(({ payload }) => atob(payload));
    const [first] = segments;
    const last = segments.at(-1) ?? first;
    return {
      text: pieces.join(""),
      bytes: endOf(last) - first.relativeSeq,
      fromNs: first.atNs,
      toNs: last.atNs,
      pieces,
    };
  });
}

/** What is shorter is a part of every message somewhere. */
const SURE_LENGTH = 8;

/** One may have been sent together with what came before, or as far as the connection would take it. */
function isSame(one: Message, other: Message): boolean {
  if (one.text === other.text) return one.bytes === other.bytes;
  if (one.bytes > one.text.length || other.bytes > other.text.length) return false;
  return one.pieces.includes(other.text) || isEnd(one.text, other.text) || isEnd(other.text, one.text);
}

/** It is what the whole begins or ends with. */
function isEnd(part: string, whole: string): boolean {
  return part.length >= SURE_LENGTH && (whole.startsWith(part) || whole.endsWith(part));
}

/** The user has said so again meanwhile. */
function isSaidBetween({ typed }: Case, one: Message, other: Message): boolean {
  return typed.some(
    ({ atNs, text, isKey }) =>
      !isKey && atNs > one.toNs && atNs < other.fromNs && (patternOf(text)?.test(other.text) ?? true),
  );
}

/**
 * It was not answered before it went out on another connection. With nothing done to the server that is no matter: it is
 * usual.
 */
function isOpen({ fault, evidence }: Case, tested: Flow, sentNs: number, againNs: number): boolean {
  if (fault === undefined || fault.pid === 0 || againNs <= fault.atNs) return true;
  if (sentNs < fault.atNs && isInReply(evidence.moment)) return true;
  const last = tested.toClient.segments.findLast(
    ({ length, arrivedAtNs = Number.POSITIVE_INFINITY }) => length > 0 && arrivedAtNs < againNs,
  );
  return (last?.arrivedAtNs ?? 0) <= sentNs;
}

/** Each thing said that went over another connection, after the one under test or instead of it. */
function saidOn(seen: Case, tested: Flow, open: readonly Flow[]): Elsewhere[] {
  const flows = [tested, ...open];
  const unasked = sentUnasked(seen, flows);
  const finder = createPutFinder(flows, unasked);
  const said = seen.typed.filter(({ isKey }) => !isKey);
  return said.flatMap((each, i): Elsewhere[] => {
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const againNs =
      said.slice(i + 1).find(({ text }) => text === each.text)?.atNs ?? Number.POSITIVE_INFINITY;
    const found = finder.find(each, untilNs, againNs);
    if ("unclear" in found) return unasked === undefined ? insteadOn(open, each.atNs, untilNs) : [];
    const first = firstOf(found.puts.filter(({ flow }) => flow !== tested));
    if (first === undefined) return [];
    const before = firstOf(found.puts.filter(({ flow }) => flow === tested));
    if (before === undefined || found.by !== "words") return [instead(first.atNs)];
    const isAgain = before.atNs < first.atNs && isOpen(seen, tested, before.atNs, first.atNs);
    return isAgain ? [again(first.atNs)] : [];
  });
}

function firstOf(puts: readonly Put[]): SeenSegment | undefined {
  return puts.map(({ first }) => first).sort((one, other) => one.atNs - other.atNs)[0];
}

function insteadOn(open: readonly Flow[], fromNs: number, untilNs: number): Elsewhere[] {
  const sent = open
    .flatMap(({ toServer }) => newIn(toServer.segments))
    .filter(({ atNs }) => atNs > fromNs && atNs < untilNs)
    .sort((one, other) => one.atNs - other.atNs);
  return sent.slice(0, 1).map(({ atNs }) => instead(atNs));
}
