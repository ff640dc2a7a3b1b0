// The shapes of a saved run, checked field by field before anything is derived from it.

import type { Fact } from "./observation.ts";
import {
  endings,
  expectationOutcomes,
  fates,
  grades,
  namesOf,
  networkNames,
  noticedWords,
  observerNames,
  outcomes,
  reactions,
} from "./words.ts";

type Check = (value: unknown) => boolean;

const string: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
const boolean: Check = (value) => typeof value === "boolean";
const base64: Check = (value) =>
  typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]));
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && values.includes(value);

const role = oneOf("server", "client");
const endpoint = record({ address: string, port: number });
const connection = { client: endpoint, server: endpoint };
const end = { exitCode: optional(number), signal: optional(string) };
const processRow = record({ pid: number, parent: number, state: string, name: string });
const socketRow = record({
  local: endpoint,
  remote: endpoint,
  state: string,
  recvQ: number,
  sendQ: number,
  inode: number,
  host: optional(role),
});
const descriptor = record({ fd: number, what: string, isConnection: boolean, reads: optional(boolean) });
const thread = record({ tid: number, name: string, call: string, on: list(descriptor) });

const onWire = record({
  frame: number,
  fate: oneOf("passed", "delayed", "dropped", "held"),
  rule: optional(number),
  deliveredNs: optional(number),
});
const operation = oneOf("cut", "restore", "hold", "release", "drop", "forget", "delay");

const facts: Readonly<Record<Fact["kind"], Check>> = {
  step: record({ step: string, text: string }),
  segment: record({
    from: endpoint,
    to: endpoint,
    seq: number,
    ack: number,
    flags: string,
    window: number,
    options: optional(base64),
    length: number,
    payload: base64,
    wire: optional(onWire),
  }),
  delivered: record({ frame: number }),
  neighbour: record({ from: role, asks: boolean, address: string, wire: onWire }),
  wire: record({ operation, rule: optional(number), text: string }),
  narrowed: record({}),
  sockets: record({ rows: list(socketRow), asked: optional(boolean) }),
  "program-started": record({ role, pid: number, command: string, on: oneOf("terminal", "pipes") }),
  "program-exited": record({ role, pid: number, ...end }),
  "went-to-background": record({ role, pid: number, ...end, left: list(number) }),
  "output-cut": record({ role, kept: number }),
  connection: record(connection),
  owners: record({ end: role, connection: record(connection), inode: number, owners: list(processRow) }),
  processes: record({ rows: list(processRow), listeners: list(number) }),
  fault: record({ fault: string, pid: number, others: optional(list(number)), text: string }),
  recovered: record({ isUndone: optional(boolean), text: string }),
  "process-ended": record({ pid: number }),
  "process-reaped": record({ pid: number, ...end }),
  waiting: record({ role, pid: number, threads: list(thread) }),
  "end-of-input": record({}),
  typed: record({ text: string }),
  "not-said": record({ text: string, why: string }),
  printed: record({ role, text: string }),
  expected: record({ phase: oneOf("before", "after"), pattern: string, found: boolean, text: string }),
  counted: record({
    phase: oneOf("before", "after"),
    command: string,
    text: string,
    count: optional(number),
  }),
  probe: record({ echoed: optional(boolean), text: string, connection: optional(record(connection)) }),
  "gave-up": record({ what: string, waitedMs: number }),
};

const fate = oneOf(...namesOf(fates));
const control = record({
  none: optional(boolean),
  missing: optional(string),
  lines: list(string),
  signs: list(record({ kind: string, what: string, afterNs: number })),
  answered: list(boolean),
  said: optional(list(record({ text: string, fate, answerBytes: optional(number) }))),
  received: optional(number),
  printed: optional(number),
  sendsByItself: optional(boolean),
  countedMore: optional(number),
  byItself: optional(record({ lines: number, fresh: number, bytes: number, ns: number })),
});
const observer = record({ name: oneOf(...observerNames), on: boolean, how: string });
const runFields: Readonly<Record<string, Check>> = {
  scenario: optional(string),
  name: string,
  title: string,
  commands: record({ server: string, client: string }),
  waitOn: oneOf("terminal", "both"),
  fault: string,
  moment: string,
  limits: record({ watchMs: number, limitMs: number, noticeMs: number }),
  network: record({ name: oneOf(...networkNames), note: optional(string) }),
  observers: list(observer),
  clock: record({ startedAtMs: number, offsetErrorNs: number, driftNs: number }),
  drops: number,
  expectations: optional(list(record({ expected: string }))),
  control: optional(control),
};

const statement = record({
  id: string,
  text: string,
  outcome: oneOf(...outcomes),
  because: list(number),
  note: string,
});
const expectation = record({
  expected: string,
  observed: string,
  outcome: oneOf(...expectationOutcomes),
});
const ledger = record({
  said: list(
    record({
      text: string,
      isOwn: optional(boolean),
      atNs: number,
      fate,
      why: optional(string),
      sent: optional(number),
      answerBytes: optional(number),
      found: optional(boolean),
      isLost: optional(boolean),
      because: list(number),
    }),
  ),
  bytes: list(
    record({
      clientPort: number,
      direction: oneOf("client->server", "server->client"),
      from: number,
      bytes: number,
      fate,
    }),
  ),
  more: optional(number),
});
const judgement: Readonly<Record<string, Check>> = {
  statements: list(statement),
  expectations: list(expectation),
  verdict: record({
    summary: list(string),
    grade: oneOf(...grades),
    missing: optional(string),
    ending: record({ by: oneOf(...namesOf(endings)), atNs: optional(number) }),
    noticed: oneOf(...namesOf(noticedWords)),
    afterNs: optional(number),
    by: optional(string),
    reaction: oneOf(...namesOf(reactions)),
    waiting: string,
    told: optional(string),
    exit: optional(record(end)),
    lost: optional(number),
    unreported: optional(number),
    duplicated: optional(number),
    byItself: optional(record({ expected: number, came: number })),
    lingers: boolean,
    ledger: optional(ledger),
  }),
};

/** Where what was derived from a run is not as it must be (`.verdict`), or undefined: `checkRun` does not look at it. */
export function checkJudgement(run: object): string | undefined {
  const fields = run as Record<string, unknown>;
  const wrong = Object.entries(judgement).find(([name, check]) => !check(fields[name]));
  return wrong && `.${wrong[0]}`;
}

/** Where a run is not as it must be (`.observations[3]`), or undefined when it is. */
export function checkRun(run: unknown): string | undefined {
  if (typeof run !== "object" || run === null) return "";
  const fields = run as Record<string, unknown>;
  const wrong = Object.entries(runFields).find(([name, check]) => !check(fields[name]));
  if (wrong) return `.${wrong[0]}`;
  const observations = fields["observations"];
  if (!Array.isArray(observations)) return ".observations";
  const bad = observations.findIndex((observation) => !checkObservation(observation));
  return bad < 0 ? undefined : `.observations[${bad}]`;
}

function checkObservation(observation: unknown): boolean {
  if (!record({ id: number, atNs: number, kind: string })(observation)) return false;
  const { kind } = observation as { kind: string };
  return Object.hasOwn(facts, kind) && facts[kind as Fact["kind"]](observation);
}
