// The shapes of a saved run, checked field by field before anything is derived from it.

import { stateNames } from "../tcp/states.ts";
import {
  type Check,
  address,
  base64,
  boolean,
  both,
  bytesIn,
  count,
  date,
  findWrong,
  list,
  matches,
  ms,
  ns,
  oneOf,
  optional,
  pid,
  port,
  shape,
  string,
  uint32,
  whole,
  processEnd,
} from "./checks.ts";
import type { Fact } from "./observation.ts";
import { networkNames, observerNames } from "./words.ts";
import { control } from "./judgement-check.ts";

/** Words that are defined in rooms above this one. */
export interface KnownWords {
  readonly isScenario: (name: string) => boolean;
  readonly isFault: (name: string) => boolean;
  /** `idle`, `mid-reply:5` */
  readonly isMoment: (written: string) => boolean;
  /** Whether these are valid expectations, together. */
  readonly canExpect: (expected: readonly string[]) => boolean;
}

const role = oneOf("server", "client");
const endpoint = shape({ address, port });
const connection = { client: endpoint, server: endpoint };
const isSo = optional(boolean);
const holder = oneOf("client", "server", "proxy", "own");
const processRow = shape({ pid, parent: pid, state: matches(/^[A-Za-z]$/), name: string });
const socketRow = shape({
  local: endpoint,
  remote: endpoint,
  state: oneOf(...stateNames),
  recvQ: uint32,
  sendQ: uint32,
  inode: uint32,
  received: optional(count),
  shutdown: optional(oneOf("both")),
  host: optional(role),
});
const descriptor = shape({ fd: uint32, what: string, isConnection: boolean, reads: optional(boolean) });
const thread = shape({
  tid: pid,
  name: string,
  call: string,
  on: list(descriptor),
  timed: optional(boolean),
  withinMs: optional(ms),
});

/** A command that was asked for a number. */
const asked = { command: string, text: string, count: optional(count), ...processEnd };

const onWire = shape({
  frame: count,
  fate: oneOf("passed", "delayed", "dropped", "held", "made"),
  rule: optional(count),
  deliveredNs: optional(ns),
});
const operation = oneOf(
  "cut",
  "restore",
  "hold",
  "found",
  "release",
  "drop",
  "lose",
  "reject",
  "forget",
  "delay",
);
const found = shape({ clientPort: whole(1, 0xffff), seq: uint32 });

/** The flags' letters as tcpdump(8) writes them; a header has room for 40 bytes of options, in words of 4. */
const segmentFields = shape({
  from: endpoint,
  to: endpoint,
  seq: uint32,
  ack: uint32,
  flags: matches(/^([SFRPU.]{1,6}|-)$/),
  window: whole(0, 0xffff),
  options: optional(both(base64(40), (options) => bytesIn(String(options)) % 4 === 0)),
  length: uint32,
  payload: string,
  wire: optional(onWire),
});
/** Not more payload was kept than there was. */
const segment = both(segmentFields, (value) => {
  const { length, payload } = value as { length: number; payload: string };
  return base64(length)(payload);
});
const beyond = both(segment, shape({ sentBy: oneOf("proxy", "server") }));

const facts: Readonly<Record<Fact["kind"], Check>> = {
  step: shape({ step: string, text: string, death: optional(count) }),
  segment,
  delivered: shape({ frame: count }),
  neighbour: shape({ from: role, asks: boolean, address, wire: onWire }),
  wire: shape({ operation, rule: optional(count), text: string, found: optional(found) }),
  narrowed: shape({}),
  "other-port": shape({ ...connection, count, by: optional(holder), isServers: isSo, isKept: isSo }),
  connects: shape({ ...connection, by: role }),
  sockets: shape({ rows: list(socketRow), asked: optional(boolean) }),
  "program-started": shape({ role, pid, command: string, on: oneOf("terminal", "pipes") }),
  "program-exited": shape({ role, pid, ...processEnd }),
  "went-to-background": shape({ role, pid, ...processEnd, left: list(pid) }),
  "output-cut": shape({ role, kept: count }),
  connection: shape(connection),
  owners: shape({
    end: role,
    connection: shape(connection),
    inode: uint32,
    owners: list(processRow),
    hidden: optional(list(pid)),
  }),
  "socket-options": shape({
    pid,
    keepAlive: boolean,
    idleS: count,
    intervalS: count,
    probes: count,
    userTimeoutMs: count,
    noDelay: boolean,
    lingerS: optional(count),
    retries: count,
    leastMs: ms,
    mostMs: ms,
  }),
  processes: shape({ rows: list(processRow), listeners: list(pid), hidden: optional(list(pid)) }),
  fault: shape({ fault: string, amount: optional(count), pid, others: optional(list(pid)), text: string }),
  recovered: shape({ isUndone: optional(boolean), text: string }),
  barred: shape({ as: string, text: string }),
  "took-over": shape({ pid, command: string }),
  "process-ended": shape({ pid, ...processEnd }),
  attempts: shape({ count }),
  spent: shape({
    role,
    ms: count,
    isAtWork: optional(boolean),
    waitedMs: optional(count),
    serverWaitedMs: optional(count),
    lateMs: optional(count),
  }),
  "process-reaped": shape({ pid, ...processEnd }),
  waiting: shape({ role, pid, unseenMs: optional(ms), threads: list(thread) }),
  "end-of-input": shape({}),
  typed: shape({ text: string }),
  pressed: shape({ key: string }),
  also: shape({ command: string }),
  "also-done": shape({ command: string, text: string, ...processEnd }),
  "not-said": shape({ text: string, why: string }),
  printed: shape({ role, text: string }),
  expected: shape({ phase: oneOf("before", "after"), pattern: string, found: boolean, text: string }),
  counted: shape({ phase: oneOf("before", "after", "down", "back"), ...asked }),
  missing: shape({ phase: oneOf("before", "after"), ...asked }),
  probe: shape({ echoed: optional(boolean), text: string, connection: optional(shape(connection)) }),
  "proxy-started": shape({ pid, command: string }),
  "proxy-printed": shape({ text: string }),
  "proxy-exited": shape({ pid, ...processEnd }),
  upstream: shape(connection),
  beyond,
  "half-closed": shape({ by: role, text: string }),
  "goes-on": shape({ who: role, text: string }),
  "gave-up": shape({ what: string, waitedMs: ms, ends: optional(boolean) }),
};

/** One that cannot be compiled is no pattern. */
const pattern = optional((value) => {
  const { text, regexp, flags } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return regexp === undefined ? string(text) : isRegExp(regexp, flags);
});

function isRegExp(source: unknown, flags: unknown): boolean {
  if (typeof source !== "string" || typeof flags !== "string") return false;
  try {
    return new RegExp(source, flags).source !== "";
  } catch {
    return false;
  }
}

const observer = shape({ name: oneOf(...observerNames), on: boolean, how: string });
const runFields: Readonly<Record<string, Check>> = {
  scenario: optional(string),
  name: string,
  title: string,
  commands: shape({ server: string, client: string }),
  waitOn: oneOf("terminal", "both"),
  fault: string,
  moment: string,
  death: optional(shape({ number: count, of: count })),
  limits: shape({ watchMs: ms, limitMs: ms, noticeMs: ms }),
  network: shape({ name: oneOf(...networkNames), note: optional(string) }),
  observers: list(observer),
  clock: shape({ startedAtMs: date, offsetErrorNs: ns, driftNs: ns }),
  drops: count,
  meaning: optional(shape({ done: pattern, failed: pattern, doneWhen: pattern })),
  expectations: optional(list(shape({ expected: string }))),
  control: optional(control),
};

/** Where a run is malformed (`.observations[3]`), or undefined. */
export function checkRun(run: unknown, known: KnownWords): string | undefined {
  const wrong = findWrong(run, runFields);
  if (wrong !== undefined) return wrong;
  const fields = run as Readonly<Record<string, unknown>>;
  const { observations } = fields;
  if (!Array.isArray(observations)) return ".observations";
  const bad = observations.findIndex((observation) => !checkObservation(observation, known));
  return bad < 0 ? findWrong(fields, wordsOf(known)) : `.observations[${bad}]`;
}

function wordsOf({ isScenario, isFault, isMoment, canExpect }: KnownWords): Readonly<Record<string, Check>> {
  return {
    scenario: (name) => name === undefined || isScenario(String(name)),
    fault: (name) => isFault(String(name)),
    moment: (written) => isMoment(String(written)),
    expectations: (given = []) =>
      canExpect((given as readonly { readonly expected: string }[]).map(({ expected }) => expected)),
  };
}

const observed = shape({ id: whole(1, Number.MAX_SAFE_INTEGER), atNs: ns, kind: string });

function checkObservation(observation: unknown, { isFault }: KnownWords): boolean {
  if (!observed(observation)) return false;
  const { kind, fault } = observation as { readonly kind: string; readonly fault?: unknown };
  if (!Object.hasOwn(facts, kind) || !facts[kind as Fact["kind"]](observation)) return false;
  return kind !== "fault" || isFault(String(fault));
}
