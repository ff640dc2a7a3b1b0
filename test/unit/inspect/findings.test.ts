// What is a finding, and what is not: looks that differ in one thing.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { findAll, findingRules } from "../../../src/inspect/findings/index.ts";
import type { InspectedSocket, ProcessView, ProcessWaits, Scan } from "../../../src/inspect/scan/scan.ts";
import { infoOf, processOf, scanOf, socketOf, waitsOf } from "../inspect-made-up.ts";

const names = (scan: Scan): string[] => findAll(scan).map(({ rule }) => rule.name);
const ended = (given: Partial<InspectedSocket> = {}): InspectedSocket =>
  socketOf({ state: "CLOSE_WAIT", recvQ: 1, ...given });
const owned = (view: Partial<ProcessView>): Partial<Scan> => ({ processes: new Map([[7, processOf(view)]]) });
const waiting = (waits: ProcessWaits): Partial<Scan> => owned({ waits });

test("an unread end of file is one where the only thread waits elsewhere, and has done so for long", () => {
  assert.deepEqual(names(scanOf([ended()])), ["unread-end"]);
  assert.deepEqual(names(scanOf([ended({ info: infoOf(4999) })])), []);
  assert.deepEqual(names(scanOf([socketOf()])), []);
});

test("it is none where a thread waits for the connection, or runs, or cannot pass on what it has read", () => {
  const socket = ended();
  assert.deepEqual(
    names(scanOf([socket], waiting(waitsOf({ call: "poll", on: [{ fd: 0 }, { fd: 5 }] })))),
    [],
  );
  assert.deepEqual(names(scanOf([socket], waiting(waitsOf({ call: "running", on: [] })))), []);
  assert.deepEqual(
    names(scanOf([socket], waiting(waitsOf({ call: "write", on: [{ fd: 1, reads: false }] })))),
    [],
  );
});

test("a set that asks only for room to write, or has another file under the number, does not watch it", () => {
  const socket = ended();
  const inSet = (set: ProcessWaits["threads"][number]["on"]): ProcessWaits =>
    waitsOf({ call: "epoll_wait", on: set }, new Map([[3, set]]));
  assert.deepEqual(names(scanOf([socket], waiting(inSet([{ fd: 5, inode: socket.inode }])))), []);
  assert.deepEqual(names(scanOf([socket], waiting(inSet([{ fd: 5, inode: socket.inode, reads: false }])))), [
    "unread-end",
  ]);
  assert.deepEqual(names(scanOf([socket], waiting(inSet([{ fd: 5, inode: 1 }])))), ["unread-end"]);
});

test("a writer that its peer keeps waiting leaves what comes unread meanwhile; one that waits for nothing does not", () => {
  const waits = waiting(waitsOf({ call: "sendto", on: [{ fd: 5, reads: false }] }));
  const unread = (sendQ: number): InspectedSocket => socketOf({ recvQ: 6, sendQ, info: infoOf(60_000, 9) });
  assert.deepEqual(names(scanOf([unread(1000)], waits)), []);
  assert.deepEqual(names(scanOf([unread(0)], waits)), ["unread-data"]);
});

test("a descriptor in poll's set that is asked for nothing is not waited for: nc lists its output so", () => {
  const on = [{ fd: 0 }, { fd: 1, reads: false as const, writes: false as const }];
  assert.deepEqual(names(scanOf([ended()], waiting(waitsOf({ call: "poll", on })))), ["unread-end"]);
  const writing = [{ fd: 0 }, { fd: 1, reads: false as const }];
  assert.deepEqual(names(scanOf([ended()], waiting(waitsOf({ call: "poll", on: writing })))), []);
});

test("an edge-triggered set reports an end once: it is a finding with only the end unread, and not with data before it", () => {
  const on = (inode: number): ProcessWaits =>
    waitsOf({ call: "epoll_wait", on: [{ fd: 5, inode, edge: true as const }] });
  const [bare, data] = [ended(), ended({ recvQ: 9 })];
  assert.deepEqual(names(scanOf([bare], waiting(on(bare.inode)))), ["unread-end"]);
  assert.deepEqual(names(scanOf([data], waiting(on(data.inode)))), []);
});

test("who has read the end may be working on a reply: it gets longer, and longer still while it sends", () => {
  const read = (ms: number, sentMs = ms): InspectedSocket =>
    ended({ recvQ: 0, info: { ...infoOf(ms), lastDataSentMs: sentMs } });
  assert.deepEqual(names(scanOf([read(59_999)])), []);
  assert.deepEqual(names(scanOf([read(60_000)])), ["kept-open"]);
  assert.deepEqual(names(scanOf([read(60_000, 10)])), []);
});

test("three of one process are a leak, and one finding", () => {
  const [found, ...others] = findAll(scanOf([ended(), ended(), ended()]));
  assert.deepEqual([found?.rule.name, found?.sockets.length, others], ["leak", 3, []]);
});

test("where the waits may not be looked at, data is left alone, and an end is a finding that says so", () => {
  const hidden = waiting({ threads: [], sets: new Map(), targets: new Map() });
  assert.deepEqual(names(scanOf([socketOf({ recvQ: 9 })], hidden)), []);
  const [found] = findAll(scanOf([ended()], hidden));
  assert.match(
    found?.shows ?? "",
    /whether a thread waits for it is unknown: its threads may not be looked at/,
  );
});

test("a wait of which only the place in the kernel is seen: a futex is elsewhere, a poll is unknown, epoll is in its sets", () => {
  const socket = ended();
  const shows = (waits: ProcessWaits): string | undefined =>
    findAll(scanOf([socket], waiting(waits)))[0]?.shows;
  const part = { isWhole: false, on: [] };
  assert.match(shows(waitsOf({ ...part, call: "futex" })) ?? "", /no thread waits for it/);
  assert.match(shows(waitsOf({ ...part, call: "poll" })) ?? "", /is unknown/);
  assert.match(shows(waitsOf({ ...part, call: "io_uring_enter" })) ?? "", /does not show what for/);
  const set = new Map([[3, [{ fd: 5, inode: socket.inode }]]]);
  assert.equal(shows(waitsOf({ ...part, call: "epoll_wait" }, set)), undefined);
});

test("an event loop that is blocked has the connection in a set on which no thread waits", () => {
  const socket = ended();
  const waits = waitsOf({ call: "futex", on: [] }, new Map([[3, [{ fd: 5, inode: socket.inode }]]]));
  const [found] = findAll(scanOf([socket], waiting(waits)));
  assert.match(found?.shows ?? "", /it is in the epoll set 3, on which no thread waits/);
});

test("data: accepted and never read, or unread, or left to a stopped process", () => {
  const listener = socketOf({ state: "LISTEN", local: { address: "0.0.0.0", port: 80 }, sendQ: 9 });
  const request = socketOf({ local: { address: "10.0.0.1", port: 80 }, recvQ: 9, info: infoOf(9000, 9) });
  assert.deepEqual(names(scanOf([listener, request])), ["never-read"]);
  assert.deepEqual(names(scanOf([listener, { ...request, info: infoOf(9000, 10) }])), ["unread-data"]);
  assert.deepEqual(names(scanOf([request])), ["unread-data"]);
  assert.deepEqual(names(scanOf([request], owned({ isStopped: true }))), ["unread-data"]);
});

test("connections that nobody has accepted belong to whoever listens", () => {
  const listener = socketOf({
    state: "LISTEN",
    local: { address: "::", port: 80 },
    recvQ: 1,
    sendQ: 128,
    info: infoOf(0),
  });
  const queued = socketOf({ local: { address: "::ffff:10.0.0.1", port: 80 }, inode: 0, holders: [] });
  assert.deepEqual(names(scanOf([listener, queued])), ["not-accepted"]);
  assert.deepEqual(names(scanOf([listener, { ...queued, info: infoOf(10) }])), []);
  assert.deepEqual(names(scanOf([{ ...listener, recvQ: 0 }, queued])), []);
});

test("three retransmissions are unacknowledged, two are loss; an idle peer is unreachable by the kernel's own tables", () => {
  const sent = {
    timer: "retransmission",
    sendQ: 7,
    info: { ...infoOf(9000), rtoMs: 3200 },
    expiresMs: 100,
  } as const;
  assert.deepEqual(names(scanOf([socketOf({ ...sent, retries: 4 })])), ["unacknowledged"]);
  assert.deepEqual(names(scanOf([socketOf({ ...sent, retries: 2 })])), []);
  const far = socketOf({ remote: { address: "::ffff:10.0.0.9", port: 1 } });
  assert.deepEqual(names(scanOf([far], { unreachable: new Set(["10.0.0.9"]) })), ["unreachable-peer"]);
  assert.deepEqual(names(scanOf([far], { unreachable: new Set(["10.0.0.8"]) })), []);
  assert.deepEqual(names(scanOf([socketOf({ timer: "keep-alive", retries: 2 })])), ["unreachable-peer"]);
  assert.deepEqual(names(scanOf([socketOf({ timer: "keep-alive", retries: 1 })])), []);
});

test("a loop of system calls at the end of file spins; one that computes does not", () => {
  const busy = (inKernel: number): Partial<Scan> =>
    owned({
      waits: waitsOf({ call: "running", on: [] }),
      spins: [{ tid: 7, name: "client", share: 1, inKernel }],
    });
  assert.deepEqual(names(scanOf([ended()], busy(0.5))), ["spinning"]);
  assert.deepEqual(names(scanOf([ended()], busy(0.01))), []);
});

test("the parent that goes on accepting is to blame for what it shares; the child of another name only outside the foreground", () => {
  const listener = socketOf({ state: "LISTEN", local: { address: "0.0.0.0", port: 80 } });
  const both = socketOf({
    local: { address: "10.0.0.1", port: 80 },
    holders: [
      { pid: 7, fd: 5 },
      { pid: 8, fd: 5 },
    ],
  });
  const child = processOf({ pid: 8, parent: 7, name: "child", waits: waitsOf({ tid: 8, on: [{ fd: 5 }] }) });
  const two = {
    processes: new Map([
      [7, processOf()],
      [8, child],
    ]),
  };
  assert.deepEqual(names(scanOf([listener, both], two)), ["shared"]);
  assert.deepEqual(names(scanOf([both], two)), []);
  const idle = processOf({ pid: 8, parent: 7, name: "sleep", waits: waitsOf({ call: "nanosleep", on: [] }) });
  const started = (call: string): Partial<Scan> => ({
    processes: new Map([
      [7, processOf({ waits: waitsOf({ call, on: [] }) })],
      [8, idle],
    ]),
  });
  assert.deepEqual(names(scanOf([both], started("futex"))), ["shared"]);
  assert.deepEqual(names(scanOf([both], started("wait4"))), []);
});

test("of the machine: orphans by the hundred, TIME_WAIT by the thousand, attempts that fail many times a second", () => {
  const many = (count: number, state: InspectedSocket["state"]): InspectedSocket[] =>
    Array.from({ length: count }, () => socketOf({ state, inode: 0, holders: [] }));
  assert.deepEqual(names(scanOf(many(99, "FIN_WAIT2"))), []);
  assert.deepEqual(names(scanOf(many(100, "FIN_WAIT2"))), ["orphans"]);
  assert.deepEqual(names(scanOf(many(999, "TIME_WAIT"))), []);
  assert.deepEqual(names(scanOf(many(1000, "TIME_WAIT"))), ["time-wait"]);
  const rate = (failed: number): Partial<Scan> => ({ attempts: { failed, made: failed, overMs: 500 } });
  assert.deepEqual(names(scanOf([], rate(2))), []);
  assert.deepEqual(names(scanOf([], rate(3))), ["reconnect-storm"]);
});

test("whatever is looked at: no exception, and nobody is blamed who does not hold the connection or listen for it", () => {
  const states = fc.constantFrom(
    "ESTABLISHED",
    "CLOSE_WAIT",
    "LISTEN",
    "FIN_WAIT2",
    "TIME_WAIT",
    "SYN_SENT",
    "LAST_ACK",
  );
  const socket = fc
    .record({
      state: states,
      recvQ: fc.nat(3),
      sendQ: fc.nat(3),
      retries: fc.nat(20),
      expiresMs: fc.nat(),
      timer: fc.constantFrom("none", "retransmission", "keep-alive", "time-wait", "zero-window probe"),
      holders: fc.uniqueArray(fc.record({ pid: fc.integer({ min: 7, max: 9 }), fd: fc.nat(6) }), {
        selector: ({ pid }) => pid,
        maxLength: 2,
      }),
      ms: fc.nat(200_000),
      hasInfo: fc.boolean(),
    })
    .map(({ ms, hasInfo, state, timer, ...rest }) => {
      const { info, ...made } = socketOf({ ...rest, state, timer } as Partial<InspectedSocket>);
      return hasInfo ? { ...made, info: { ...infoOf(ms), ...(info && { rtoMs: ms }) } } : made;
    });
  fc.assert(
    fc.property(fc.array(socket, { maxLength: 12 }), (sockets) => {
      for (const { pid, sockets: blamed, shows } of findAll(scanOf(sockets, { minAgeMs: 0 }))) {
        assert.ok(pid === 0 || blamed.some(({ holders }) => holders.some((holder) => holder.pid === pid)));
        assert.ok(!/NaN|undefined/.test(shows), shows);
      }
    }),
  );
});

test("each finding has a word of its own, a rule with its source, and a remedy", () => {
  const words = findingRules.map(({ name }) => name);
  assert.equal(new Set(words).size, words.length);
  for (const { name, rule, remedy, title } of findingRules) {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(rule.endsWith(").") && remedy.endsWith(".") && title !== "", name);
  }
});
