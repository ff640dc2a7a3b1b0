// HTTP/2: what becomes of each thing in the ledger where a stream was open when its server died.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { ASKED } from "../../../src/verdict/asks/loss.ts";
import { settleStreams } from "../../../src/verdict/asks/stream-asks.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { HELLO, RST_STREAM, answer, frame, post, talk } from "../http2-runs.ts";
import { begun } from "../http-runs.ts";
import { FAULT, GONE, NO_FAULT } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, OTHER, type Timed, expects, lostOnTheWay, onPort, types } from "../one-run.ts";

const MINE = connection.client.port;
const [ONE, TWO, THREE] = ["body of one", "body of two", "body of three"];

/** The last of what it has asked is not answered; its server dies at 10 ms, and is gone for it at 12 ms. */
const asks = (...more: Parameters<typeof talk>[1][]): Timed[] =>
  talk(MINE, [2, ">", HELLO], [3, ">", post(1, ONE)], [4, "<", answer(1)], [8, ">", post(3, TWO)], ...more);
const died: readonly Timed[] = [FAULT, GONE, [12, segment("< F. 400:400(0) ack 300")]];
const head = answer(3).slice(0, -20);
/** On another connection, from 20 ms on: each answered at once. */
const since = (...bodies: readonly string[]): Timed[] => sinceOn(20, ...bodies);
const sinceOn = (ms: number, ...bodies: readonly string[]): Timed[] =>
  talk(
    OTHER,
    [ms, ">", HELLO],
    ...bodies.flatMap((body, i) => [
      [ms + 1 + 2 * i, ">", post(2 * i + 1, body)] as const,
      [ms + 2 + 2 * i, "<", answer(2 * i + 1)] as const,
    ]),
  );
/** The last bytes of it were not kept. */
const cutOff = ([ms, fact]: Timed): Timed => {
  const { payload } = fact as { payload: string };
  return [ms, { ...fact, payload: btoa(atob(payload).slice(0, -4)) } as Timed[1]];
};
const http1 = (ms: number, port = OTHER): Timed =>
  onPort(port, [ms, segment("> P. 1:13(12) ack 1", "GET / HTTP/1")]);

const control = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, NO_FAULT), { fault: "none" })));
const USUAL = control(...asks([9, "<", answer(3)], [13, ">", post(5, THREE)], [14, "<", answer(5)]));

const caseOf = (facts: readonly Timed[], usual = USUAL): Case =>
  layOut(evidenceOf(observations(...begun, ...facts), { control: usual }));

const entry = (text: string, ms: number, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text,
  atNs: ms * 1e6,
  fate: "answered",
  isLost: false,
  because: [],
  ...other,
});
const said = [entry("one", 2.5), entry("two", 7)];

function settled(facts: readonly Timed[], all: readonly SaidEntry[], usual = USUAL): string[] {
  const seen = caseOf(facts, usual);
  return settleStreams(all, seen, flowsOf(seen), 12e6).map(({ text, fate, isLost }) =>
    [text, fate, ...(isLost === undefined ? [] : [isLost ? "lost" : "kept"])].join(" "),
  );
}
const [ONE_KEPT, TWO_KEPT, TWO_CUT] = ["one answered kept", "two answered kept", "two cut lost"];

test("what was typed is cut where it stands in what was asked since, and was not answered to the end", () => {
  const run = [types(2.5), ...asks(), ...died];
  assert.deepEqual(settled(run, said), [ONE_KEPT, TWO_CUT]);
  assert.deepEqual(settled(run, [entry("two ", 7)]), ["two  cut lost"]);
  const [six, blank] = [types(7, "six"), [entry("two ", 7), entry("six", 7.5)]];
  assert.deepEqual(settled([...run, six], blank), ["two  cut lost", "six cut lost"]);
  assert.deepEqual(settled([...run, ...since(THREE)], said), [ONE_KEPT, TWO_CUT]);
  const later = [entry("two", 7), entry("two", 9)];
  assert.deepEqual(settled([...run, ...since(THREE)], later), [TWO_CUT, TWO_KEPT], "said again since");
  const answered = [types(2.5), ...asks([9, "<", answer(3)]), ...died];
  assert.deepEqual(settled(answered, said), [ONE_KEPT, TWO_KEPT]);
  const onItsWay = answered.map((each) => (each[0] === 9 ? lostOnTheWay(each) : each));
  assert.deepEqual(settled(onItsWay, said), [ONE_KEPT, TWO_CUT], "its answer never came");
});

test("what stands in none of it is cut where it was typed last, and nothing was asked since", () => {
  const run = [types(2.5), ...asks(), ...died];
  const others = [entry("six", 2.5), entry("seven", 7), entry("eight", 13)];
  const [six, seven, eight] = ["six answered kept", "seven cut lost", "eight answered kept"];
  assert.deepEqual(settled(run, others), [six, seven, eight]);
  assert.deepEqual(settled(run, others.slice(2)), [eight]);
  assert.deepEqual(settled([...run, ...since(THREE)], others), [six, "seven answered kept", eight]);
});

test("what was printed as expected is cut where nothing at all came for it", () => {
  const found = [entry("two", 7, { fate: "shown", found: true })];
  assert.deepEqual(settled([types(2.5), ...asks(), ...died, expects(11, true)], found), [TWO_CUT]);
  const partly = [types(2.5), ...asks([9, "<", head]), ...died];
  assert.deepEqual(settled([...partly, expects(11, true)], found), ["two shown kept"]);
  assert.deepEqual(settled(partly, found), ["two shown kept"]);
  assert.deepEqual(settled(partly, said), [ONE_KEPT, TWO_CUT]);
  const both = [types(2.5), ...asks([8.5, ">", post(5, TWO)], [9, "<", head]), ...died];
  assert.deepEqual(settled(both, found), ["two shown kept"], "a part of one of them");
  const three = entry("three", 7.5, { fate: "shown", found: true });
  const other = asks([8.5, ">", post(5, THREE)], [9, "<", answer(5).slice(0, -20)]);
  assert.deepEqual(settled([types(2.5), ...other, ...died, expects(11, true)], [...found, three]), [
    TWO_CUT,
    "three shown kept",
  ]);
  const perhaps = [types(2.5), ...asks(), ...died, ...since("two, tried again")];
  assert.deepEqual(settled(perhaps, found), ["two shown kept"], "it may have been asked again");
  assert.deepEqual(settled(perhaps, said), [ONE_KEPT, "two unknown"]);
});

test("what is known to be lost stays so, and what was asked again, and answered, stays as it is", () => {
  const run = [types(2.5), ...asks(), ...died];
  const lost = [entry("two", 7, { fate: "answered", isLost: true })];
  assert.deepEqual(settled([...run, ...since("two, tried again")], lost), ["two answered lost"]);
  assert.deepEqual(settled([types(2.5), ...asks([9, "<", head]), ...died], lost), [TWO_CUT]);
  const shown = [entry("two", 7, { fate: "shown" })];
  assert.deepEqual(settled([...run, ...since(TWO)], shown), ["two shown kept"]);
});

const own = (other: Partial<SaidEntry> = {}): SaidEntry[] => [entry("asks", 0, { isOwn: true, ...other })];

test("what it asks by itself is cut, or is lost where it got no further", () => {
  const run = [...asks(), ...died];
  assert.deepEqual(settled(run, own()), ["asks cut lost"]);
  assert.deepEqual(settled(run, own({ fate: "unknown" })), ["asks cut lost"]);
  assert.deepEqual(settled(run, own({ fate: "taken" })), ["asks taken lost"]);
  assert.deepEqual(settled(run, own({ found: true })), ["asks answered kept"]);
  assert.deepEqual(settled([...run, expects(11, true)], own()), ["asks answered kept"]);
  assert.deepEqual(settled([...run, ...since("something else")], own()), ["asks unknown"]);
  const two = [...own(), entry("more", 7, { isOwn: true })];
  assert.deepEqual(settled(run, two), ["asks answered kept", "more cut lost"], "the last one");
  assert.deepEqual(settled(run, [...own(), entry("more", 13, { isOwn: true })]), [
    "asks cut lost",
    "more answered kept",
  ]);
});

test("of what nobody said, what was not answered is all that the ledger has", () => {
  const run = [...asks(), ...died];
  assert.match(settled(run, []).join(), /^[^,]* cut lost$/);
  assert.deepEqual(settled([...run, ...since(TWO)], []), []);
});

test("asked again, and answered there: nothing is lost where as much came, or all that is asked without the fault", () => {
  const lost = own({ fate: "taken", isLost: true });
  const again = [...asks(), ...died, ...since(TWO)];
  assert.deepEqual(settled(again, own({ fate: "shown" })), ["asks shown kept"]);
  assert.deepEqual(settled(again, lost), ["asks taken lost"], "the third is missing");
  const DONE = ["asks answered kept"];
  const both = [...asks(), ...died, ...since(TWO, THREE)];
  assert.deepEqual(settled(both, lost), DONE);
  assert.deepEqual(settled(both, own({ fate: "shown" })), ["asks shown kept"]);
  const more = { ...USUAL, received: 1e6 };
  assert.deepEqual(settled(both, lost, more), DONE, "all that is asked there");
  assert.deepEqual(settled([http1(9, OTHER + 1), ...both], lost, more), DONE);
  assert.deepEqual(settled(both.slice(0, -1), lost, more), ["asks taken lost"], "one has no answer");
  const breaks = talk(
    OTHER,
    [20, ">", HELLO],
    [21, ">", post(1, TWO)],
    [22, "<", answer(1)],
    [23, ">", post(3, THREE)],
    [24, "<", frame(RST_STREAM, 0, 3)],
  );
  assert.deepEqual(
    settled([...asks(), ...died, ...breaks], lost, more),
    ["asks taken lost"],
    "one is broken off",
  );
  assert.deepEqual(
    settled(again, own({ text: ASKED, fate: "taken", isLost: true })).map((each) => each.slice(-13)),
    ["answered kept"],
  );
  const received = 2 * answer(1).length;
  const { streams: _, ...counts } = USUAL;
  const of = (bytes: number, other: Partial<ControlRecord> = {}): string[] =>
    settled(again, lost, { ...counts, received: received + bytes, ...other });
  assert.deepEqual([of(0), of(16)], [["asks answered kept"], ["asks answered kept"]]);
  assert.deepEqual(of(17), ["asks taken lost"]);
  assert.deepEqual(of(0, { more: [{ ...counts, received: 1e6 }] }), ["asks taken lost"], "one of two");
});

test("one of two that were open may be asked again, and answered: the other one decides", () => {
  const run = [...asks([8.5, ">", post(5, THREE)]), ...died];
  assert.deepEqual(settled([...run, ...since(TWO, "body of 3")], own()), ["asks unknown"]);
  assert.deepEqual(settled([...run, ...since(TWO)], own()), ["asks cut lost"]);
});

test("what was asked again twice, and answered once, was answered", () => {
  const twice = talk(
    OTHER,
    [20, ">", HELLO],
    [21, ">", post(1, TWO)],
    [22, "<", answer(1)],
    [200, ">", post(3, TWO)],
  );
  assert.deepEqual(settled([...asks(), ...died, ...twice], []), []);
});

test("whether it was asked again is not known where what was asked cannot be read, or no control shows the others", () => {
  const run = [...asks(), ...died];
  const UNKNOWN = ["asks unknown"];
  assert.deepEqual(settled([...run, http1(20)], own()), UNKNOWN);
  assert.deepEqual(settled([http1(9), ...run, http1(20)], own()), UNKNOWN);
  assert.deepEqual(settled([types(2.5), ...run, http1(20)], said), [ONE_KEPT, "two unknown"]);
  assert.deepEqual(
    settled(
      [...asks().map((each) => (each[0] === 8 ? cutOff(each) : each)), ...died, ...since(THREE)],
      own(),
    ),
    UNKNOWN,
  );
  assert.deepEqual(
    settled([...run, ...since(THREE).map((each) => (each[0] === 21 ? cutOff(each) : each))], own()),
    UNKNOWN,
  );
  assert.deepEqual(settled([...run, ...since(THREE)], own(), NO_CONTROL), UNKNOWN);
  assert.deepEqual(
    settled([...run, ...since(THREE)], own(), { ...USUAL, more: [control(...asks())] }),
    UNKNOWN,
  );
  assert.deepEqual(settled(run, own(), NO_CONTROL), ["asks cut lost"], "nothing was asked");
});

test("what another connection was used for before the end is not asked since", () => {
  const of = (...facts: readonly Timed[]): string[] => settled([...asks(), ...facts], own());
  assert.deepEqual(of(http1(9), ...died), ["asks cut lost"]);
  const reset = onPort(OTHER, [20, segment("> R. 13:13(0) ack 1")]);
  assert.deepEqual(of(http1(9), ...died, reset), ["asks cut lost"], "it says nothing");
  assert.deepEqual(of(...sinceOn(5, TWO), ...died), ["asks cut lost"]);
  const used = [...sinceOn(5, TWO, "x").slice(0, 3), ...died, ...sinceOn(17, TWO, THREE).slice(3)];
  assert.deepEqual(of(...used), ["asks cut lost"], "the same before, and something else since");
});
