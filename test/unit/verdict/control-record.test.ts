// What a control run is kept as, and what a run is held against of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import type { ByItself, ControlRecord } from "../../../src/timeline/record.ts";
import { type Silence, compareByItself } from "../../../src/verdict/ledger/came-by-itself.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import {
  KILL,
  type Timed,
  aborts,
  acks,
  closes,
  connects,
  exits,
  expects,
  fault,
  fin,
  lostOnTheWay,
  prints,
  rst,
  sends,
  serves,
  types,
  usual,
  START,
  onPort,
} from "../one-run.ts";

const NO_FAULT = fault("none", 0);
const END: Timed = [1500, sockets("ESTABLISHED", "ESTABLISHED")];
const caseWith = (...facts: readonly Timed[]): Case =>
  layOut(evidenceOf(observations(...opened, ...facts), { fault: "none" }));
const record = (...facts: readonly Timed[]): ControlRecord => controlOf(caseWith(...facts));

test("its lines, how often each came, also the last one without an end, and what stood there unfinished", () => {
  const { lines, times, unfinished } = record(NO_FAULT, prints(1100, "tick\ntick\n"), prints(1200, "db> "));
  assert.deepEqual([lines, times, unfinished], [["hello, world", "tick", "db>"], [1, 2, 1], ["db>"]]);
  assert.deepEqual(record(NO_FAULT, prints(1100, "tick\n")).lines, ["hello, world", "tick"]);
  assert.deepEqual(controlOf(layOut(evidenceOf([]))).lines, []);
});

test("which of the things expected after the fault were printed, and how busy it was, if that is known", () => {
  const facts = [expects(900, true, "before"), NO_FAULT, expects(1100, false), expects(1200, true)];
  assert.deepEqual(record(...facts).answered, [false, true]);
  assert.ok(!("busy" in record(...facts)));
  const spent = (ms: number, used: number): Timed => [ms, { kind: "spent", role: "client", ms: used }];
  assert.equal(
    record(spent(300, 0), spent(800, 400), NO_FAULT, spent(1200, 410), spent(1400, 460)).busy,
    0.25,
  );
});

test("its signs, counted from its last segment before the time of the fault; not what it did then when it was asked", () => {
  const facts = [
    connects(50),
    connects(500),
    types(850),
    acks(900),
    connects(950),
    NO_FAULT,
    types(1100),
    connects(1150),
    closes(1400),
    END,
  ];
  const connect = { kind: "connect", what: "a new connection" };
  assert.deepEqual(
    record(...facts).signs.filter(({ kind }) => kind !== "sent"),
    [
      { ...connect, afterNs: -400e6, asked: false },
      { ...connect, afterNs: 250e6, asked: true },
      { kind: "segment", what: "its own FIN", afterNs: 500e6, asked: false },
    ],
  );
  const justThen = record(types(950), connects(1000), NO_FAULT, END).signs.filter(
    ({ kind }) => kind === "connect",
  );
  assert.deepEqual(justThen, []);
});

test("what was said and how far it got, what was received and printed, and the server's count", () => {
  const counted = (ms: number, phase: "before" | "after", count: number): Timed => [
    ms,
    { kind: "counted", phase, command: "wc", text: "", count },
  ];
  const unsaid: Timed = [1300, { kind: "not-said", text: "more", why: "it has ended" }];
  const of = record(
    counted(900, "before", 0),
    NO_FAULT,
    types(1100, "xyz"),
    unsaid,
    counted(1400, "after", 3),
  );
  const begins = numberOf("hell");
  assert.deepEqual(of.said, [
    { text: "hello, world", fate: "answered", answerBytes: 13, connections: 1, begins },
    { text: "xyz", fate: "swallowed", answerBytes: 0, connections: 0 },
    { text: "more", fate: "not-said" },
  ]);
  assert.deepEqual([of.received, of.printed, of.countedMore], [13, 1, 2]);
  assert.ok(!("countedMore" in record(NO_FAULT)));
});

test("of a client that was typed to nothing is said of what it asks by itself", () => {
  const page = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const asks = (ms: number, from: number): Timed => [
    ms,
    segment(`> P. ${from}:${from + 9}(9) ack 1`, "GET /one\n"),
  ];
  const answer: Timed = [8, segment(`< P. 1:${1 + page.length}(${page.length}) ack 10`, page)];
  const facts = [...opened.slice(0, 4), asks(7, 1), answer, NO_FAULT, END];
  const by = (...more: readonly Timed[]): ControlRecord =>
    controlOf(layOut(evidenceOf(observations(...more, ...facts), { fault: "none" })));
  const own = ({ onlyBody, asksAnswered }: ControlRecord): unknown[] => [onlyBody, asksAnswered];
  assert.deepEqual(own(by()), [2, true]);
  assert.deepEqual(own(by(types(6, "get it"))), [undefined, undefined]);
});

test("it sends by itself: data between the time of the fault and what is said next, or the end of the run", () => {
  const elsewhere = (timed: Timed): Timed => onPort(41_000, timed);
  const sendsItself = (...facts: readonly Timed[]): boolean | undefined =>
    record(...facts, END).sendsByItself;
  assert.equal(sendsItself(NO_FAULT, sends(1100)), true);
  assert.equal(
    sendsItself(START, elsewhere([10, segment("> S 0:0(0)")]), NO_FAULT, elsewhere(sends(1100, 1))),
    true,
    "on one of its connections",
  );
  assert.equal(sendsItself(NO_FAULT, sends(1100), types(1200)), true);
  assert.equal(sendsItself(sends(900), NO_FAULT), false);
  assert.equal(sendsItself(sends(1000), NO_FAULT), false);
  assert.equal(sendsItself(NO_FAULT, types(1200), sends(1200), sends(1300, 20)), false);
  assert.equal(sendsItself(NO_FAULT, serves(1100), acks(1100), aborts(1200)), false);
});

test("what came by itself in the silence: lines, those whose like had not come before, bytes, and how long it was", () => {
  const byItself = (...facts: readonly Timed[]): ByItself | undefined => record(...facts).byItself;
  const facts = [
    prints(900, "tick 1\n"),
    prints(1000, "up\na1b\n"),
    NO_FAULT,
    prints(1100, " tick 22 \nup\n\n"),
    prints(1200, "ready 5\n  \nab\n"),
    serves(1250),
  ];
  assert.deepEqual(byItself(...facts, END), { lines: 4, fresh: 2, freshNs: 200e6, bytes: 6, ns: 500e6 });
  assert.deepEqual(byItself(...facts, types(1200), END), { lines: 2, fresh: 0, bytes: 0, ns: 200e6 });
  assert.deepEqual(byItself(NO_FAULT), { lines: 0, fresh: 0, bytes: 0, ns: 0 });
});

// `connected`, once it is: where its server refuses it, that is not what it would print next.
test("what it prints as it begins, where the fault comes before it connects, is of these lines, and is counted", () => {
  const [open] = opened.map(([, fact]) => fact);
  const begun = (...facts: readonly Timed[]): unknown => {
    const all = observations(
      fault("none", 0, 1),
      START,
      ...(open ? [[2, open] as Timed] : []),
      ...facts,
      END,
    );
    return controlOf(layOut(evidenceOf(all, { fault: "none" }))).byItself?.begins;
  };
  const syn: Timed = [200, segment("> S 0:0(0)")];
  assert.equal(begun(prints(150, "Trying\n"), syn, prints(250, "connected\n"), prints(900, "tick\n")), 2);
  assert.equal(begun(syn, prints(300, "connected\n")), 1);
  assert.equal(begun(syn, prints(290, "conn"), prints(300, "ected\n")), 1, "in two pieces");
  assert.equal(begun(syn, prints(301, "connected\n")), undefined, "100 ms after it began to connect");
  assert.equal(begun(prints(150, "Trying\n")), undefined, "it never did");
  assert.equal(record(NO_FAULT, acks(1001), prints(1050, "tick\n")).byItself?.begins, undefined);
  const later: Timed = [
    1100,
    { kind: "connection", ...connection, client: { ...connection.client, port: 41_000 } },
  ];
  assert.equal(
    record(NO_FAULT, prints(1050, "tick\n"), later, onPort(41_000, [1101, segment("> S 0:0(0)")])).byItself
      ?.begins,
    undefined,
    "it had another connection before",
  );
});

test("for how long it was watched in the silence: since its first segment, and since the last one before", () => {
  const isWatched = (...facts: readonly Timed[]): unknown => record(...facts).watched;
  assert.deepEqual(isWatched(acks(900), NO_FAULT, END), { sinceFirstNs: 1499e6, sinceQuietNs: 600e6 });
  assert.deepEqual(isWatched(acks(900), NO_FAULT, types(1200), END), {
    sinceFirstNs: 1199e6,
    sinceQuietNs: 300e6,
  });
  const nothing = controlOf(layOut(evidenceOf(observations(NO_FAULT, END))));
  assert.deepEqual(nothing.watched, { sinceFirstNs: 500e6, sinceQuietNs: 500e6 }, "there were no segments");
});

test("held against it: as much in proportion to the time; what comes for the first time may take half as long again", () => {
  const compare = (by: Partial<ByItself>, ...facts: readonly Timed[]): Silence | undefined => {
    const control = { ...usual(), byItself: { lines: 10, fresh: 0, bytes: 0, ns: 1000e6, ...by } };
    return compareByItself(layOut(evidenceOf(observations(...opened, KILL, ...facts), { control })));
  };
  const until = (ms: number): Timed => [ms, sockets()];
  assert.deepEqual(compare({}, until(1500)), { expected: 5, came: 0, lacksFresh: false });
  assert.deepEqual(compare({}, until(1540))?.expected, 5);
  assert.deepEqual(compare({}, until(1550))?.expected, 6);
  assert.deepEqual(compare({}, prints(1100, "a\nb\n"), until(3000)), {
    expected: 10,
    came: 2,
    lacksFresh: false,
  });
  assert.equal(compare({}, prints(1090, "a\n"), until(2000))?.came, 0, "it was on its way");
  assert.equal(compare({}, prints(1200, "a\n"), until(2000))?.came, 1);
  assert.equal(compare({ lines: 2 }, prints(1090, "a\n"), until(2000))?.came, 1, "that is no rate");
  assert.equal(compare({ lines: 3 }, prints(1090, "a\n"), until(2000))?.came, 0, "three have one");
  const late = [prints(1090, "a"), prints(1900, "b\n")];
  assert.equal(compare({}, ...late, until(2000))?.came, 1, "its end came later");
  assert.equal(compare({}, prints(1090, "a\n"), types(1500), prints(1600, "b\n"))?.came, 0, "by itself");
  assert.deepEqual(compare({ ns: 0 })?.expected, 0);
  assert.equal(compare({ freshNs: 200e6 }, until(1300))?.lacksFresh, false);
  assert.equal(compare({ freshNs: 200e6 }, until(1301))?.lacksFresh, true);
  assert.equal(compare({ freshNs: 200e6 }, prints(1100, "a\n"), until(1301))?.lacksFresh, false);
  assert.equal(compare({ lines: 0 }, until(1500)), undefined);
});

test("whether the server ended the connection, and not the client", () => {
  const first = (...facts: readonly Timed[]): boolean | undefined =>
    record(NO_FAULT, ...facts, END).serverEndsFirst;
  assert.equal(first(fin(1100), closes(1101)), true);
  assert.equal(first(rst(1100)), true);
  assert.equal(first(closes(1100), fin(1101)), undefined, "it answers the client's");
  assert.equal(first(aborts(1100)), undefined);
  assert.equal(first(exits(1100, { exitCode: 0 })), undefined, "a client that merely ends");
  assert.equal(first(lostOnTheWay(fin(1100))), undefined, "it never came");
  const seals = (type: number, bytes: number): Timed => [
    1099,
    segment(
      `> P. 14:${14 + bytes}(${bytes}) ack 14`,
      `${String.fromCharCode(type, 3, 3, 0, bytes - 5)}${"x".repeat(bytes - 5)}`,
    ),
  ];
  assert.equal(first(seals(21, 31), fin(1100), closes(1101)), undefined, "it answers a close_notify");
  assert.equal(first(seals(23, 24), fin(1100), closes(1101)), undefined, "of TLS 1.3");
  assert.equal(first(seals(23, 25), fin(1100), closes(1101)), true, "a request");
  assert.equal(first([1099, segment("> P. 14:16(2) ack 14", "hi")], fin(1100), closes(1101)), true);
});
