// One run of an experiment, told in a few words, for tables of cases: what happened around a fault at 1000 ms.

import assert from "node:assert/strict";
import { type Case, type Evidence, layOut } from "../../src/timeline/case.ts";
import type {
  Fact,
  Holder,
  OtherPortFact,
  SegmentFact,
  WaitedDescriptor,
} from "../../src/timeline/observation.ts";
import type { ControlRecord, ControlSign } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { observerNames } from "../../src/timeline/words.ts";
import { findReactions } from "../../src/verdict/notice/habits.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { type Timed, connection, evidenceOf, observations, opened, segment } from "./made-up.ts";

export type { Timed };

export const fault = (name: string, pid = 7, ms = 1000): Timed => [
  ms,
  { kind: "fault", fault: name, pid, text: name },
];
export const KILL: Timed = fault("kill");
export const CRASH: Timed = fault("host-crash");
export const GONE: Timed = [1001, { kind: "process-ended", pid: 7 }];
export const fin = (ms: number): Timed => [ms, segment("< F. 14:14(0) ack 14")];
export const rst = (ms: number): Timed => [ms, segment("< R. 14:14(0) ack 14")];
/** Killed, and the FIN has arrived at 1002 ms; or an RST. */
export const died: readonly Timed[] = [KILL, GONE, fin(1002)];
export const wasReset: readonly Timed[] = [KILL, GONE, rst(1002)];

export const types = (ms: number, text = "another"): Timed => [ms, { kind: "typed", text }];
export const prints = (ms: number, text: string): Timed => [ms, { kind: "printed", role: "client", text }];
export const expects = (ms: number, found: boolean, phase: "before" | "after" = "after"): Timed => [
  ms,
  { kind: "expected", phase, pattern: "x", found, text: "" },
];
export const exits = (ms: number, end: { exitCode?: number; signal?: string }): Timed => [
  ms,
  { kind: "program-exited", role: "client", pid: 3, ...end },
];
/** What `--count` printed; undefined where that was no number. */
export const counted = (ms: number, phase: "before" | "after" | "down" | "back", count?: number): Timed => [
  ms,
  { kind: "counted", phase, command: "wc", text: "", ...(count !== undefined && { count }) },
];
export const sends = (ms: number, from = 14, length = 6): Timed => [
  ms,
  segment(`> P. ${from}:${from + length}(${length}) ack 14`, "x".repeat(length)),
];
export const serves = (ms: number, from = 14, ack = 14): Timed => [
  ms,
  segment(`< P. ${from}:${from + 6}(6) ack ${ack}`, "again\n"),
];
/** The client's own FIN, its own RST, an acknowledgment. */
export const closes = (ms: number): Timed => [ms, segment("> F. 14:14(0) ack 15")];
export const aborts = (ms: number): Timed => [ms, segment("> R. 14:14(0) ack 15")];
export const acks = (ms: number): Timed => [ms, segment("> . 14:14(0) ack 14")];
export const answersRst = (ms: number): Timed => [ms, segment("< R 15:15(0)")];
export const connects = (ms: number, port = 40_000 + ms): Timed => [
  ms,
  { ...segment("> S 0:0(0)"), from: { ...connection.client, port }, to: connection.server, flags: "S" },
];
/** A connection to another port than the server's. */
export const goes = (ms: number, port = 7001, by?: Holder, other: Partial<OtherPortFact> = {}): Timed => [
  ms,
  {
    kind: "other-port",
    client: { address: "127.0.0.1", port: 45_000 },
    server: { address: "127.0.0.1", port },
    count: 1,
    ...(by && { by }),
    ...other,
  },
];
export const START: Timed = [
  0,
  { kind: "program-started", role: "client", pid: 3, command: "c", on: "pipes" },
];
/** The same segment on another connection of the client's. */
export function onPort(port: number, [ms, fact]: Timed, server = connection.server): Timed {
  const { from, to: _, ...rest } = fact as SegmentFact;
  const client = { ...connection.client, port };
  const isFromClient = from.port === connection.client.port;
  return [ms, { ...rest, ...(isFromClient ? { from: client, to: server } : { from: server, to: client }) }];
}
/** Another connection of the client's, by its port. */
export const OTHER = 50_000;
export const onOther = (timed: Timed): Timed => onPort(OTHER, timed);
export const asks = (ms: number, text: string, from = 14): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
export const answers = (ms: number, text: string, ack: number, from = 14): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${ack}`, text),
];

/** On two hosts: it was dropped on its way. */
export const lostOnTheWay = ([ms, fact]: Timed): Timed => [
  ms,
  { ...fact, wire: { frame: 1, fate: "dropped" } } as Fact,
];

/** No host has sent it: the wire has answered in one's name. */
export const madeOnTheWire = ([ms, fact]: Timed): Timed => [
  ms,
  { ...fact, wire: { frame: 2, fate: "made", deliveredNs: ms * 1e6 } } as Fact,
];

export const socket: WaitedDescriptor = { fd: 3, what: "socket", isConnection: true };
export const terminal: WaitedDescriptor = { fd: 0, what: "terminal", isConnection: false };
export const pipe: WaitedDescriptor = { fd: 5, what: "pipe", isConnection: false };
/** What its main thread sleeps in. */
export const sleeps = (ms: number, call: string, ...on: readonly WaitedDescriptor[]): Timed => [
  ms,
  { kind: "waiting", role: "client", pid: 3, threads: [{ tid: 3, name: "c", call, on }] },
];
/** Its main thread, and another one. */
export const sleepTogether = (
  ms: number,
  main: readonly WaitedDescriptor[],
  other: readonly WaitedDescriptor[],
): Timed => [
  ms,
  {
    kind: "waiting",
    role: "client",
    pid: 3,
    threads: [
      { tid: 3, name: "c", call: "poll", on: main },
      { tid: 4, name: "d", call: "read", on: other },
    ],
  },
];
export const ofServer = ([ms, fact]: Timed): Timed => [ms, { ...fact, role: "server" } as Fact];
/** Who holds the client's end; nobody: it is closed. */
export const holds = (ms: number, pids: readonly number[], hidden?: readonly number[]): Timed => [
  ms,
  {
    kind: "owners",
    end: "client",
    connection,
    inode: 9,
    owners: pids.map((pid) => ({ pid, parent: 3, state: "S", name: "p" })),
    ...(hidden && { hidden }),
  },
];

export const usual = (...signs: readonly ControlSign[]): ControlRecord => ({
  lines: [],
  signs,
  answered: [],
});
export const habit = (kind: string, what: string, afterMs: number, asked = false): ControlSign => ({
  kind,
  what,
  afterNs: afterMs * 1e6,
  asked,
});
/** Two controls that show nothing: what is done in neither is no habit. */
export const TWICE: ControlRecord = { ...usual(), more: [usual()] };
export const NO_CONTROL: ControlRecord = { ...usual(), none: true };

export const without = (...names: readonly string[]): Partial<Evidence> => ({
  observers: observerNames.map((name) => ({ name, on: !names.includes(name), how: "left out" })),
});

/** The connection was opened, and then this; with a control that shows nothing. */
export function caseOf(facts: readonly Timed[], other: Partial<Evidence> = {}): Case {
  return layOut(evidenceOf(observations(...opened, ...facts), { control: usual(), ...other }));
}

export function judgeOf(facts: readonly Timed[], control = usual(), other: Partial<Evidence> = {}): Verdict {
  return judgeClient(caseOf(facts, { control, ...other }), { endings: ["fin", "rst", "silence", "none"] });
}

/** `at-once: its own FIN`, `unknown: chance` */
export function noticed(facts: readonly Timed[], control?: ControlRecord, other?: Partial<Evidence>): string {
  const { noticed: word, by, undecided } = judgeOf(facts, control, other);
  return [word, by ?? undecided?.["noticed"]].filter(Boolean).join(": ");
}

/** `closes`, `unknown: chance` */
export function reaction(
  facts: readonly Timed[],
  control?: ControlRecord,
  other?: Partial<Evidence>,
): string {
  const { reaction: word, undecided } = judgeOf(facts, control, other);
  return [word, undecided?.["reaction"]].filter(Boolean).join(": ");
}

/**
 * The signs that are left after the ending at 1002 ms, or the fault; `?` marks what may be chance, `!` what came when asked.
 */
export function left(facts: readonly Timed[], control?: ControlRecord, sinceMs = 1001): string {
  return findReactions(caseOf(facts, control && { control }), sinceMs * 1e6, control)
    .map(
      ({ kind, atNs, isDoubtful, isAsked }) =>
        `${atNs / 1e6} ${kind}${isDoubtful ? "?" : ""}${isAsked ? "!" : ""}`,
    )
    .join(", ");
}

/** What is there before it is graded: nothing to object to. */
export const passed: Verdict = {
  summary: ["It noticed."],
  grade: "pass",
  ending: { by: "fin", atNs: 12e6 },
  noticed: "at-once",
  reaction: "reconnects",
  waiting: "running",
  exit: undefined,
};

/** A row for each case: why, what happened, and the signs that are left of it. */
export type SignRow = readonly [
  why: string,
  facts: readonly Timed[],
  expected: string,
  control?: ControlRecord,
];

export function checkSigns(rows: readonly SignRow[]): void {
  for (const [why, facts, expected, control] of rows)
    assert.equal(left(facts, control ?? usual()), expected, why);
}
