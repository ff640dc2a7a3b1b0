// What goes out on another connection that was open: when, and whether it is known to be the same again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { sentElsewhere } from "../../../src/verdict/bytes/elsewhere.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { connection, evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  CRASH,
  KILL,
  OTHER,
  START,
  type Timed,
  acks,
  answers,
  asks,
  TWICE,
  caseOf,
  habit,
  left,
  onOther,
  onPort,
  rst,
  types,
  usual,
  wasReset,
} from "../one-run.ts";

const opens = (ms: number, port = OTHER): Timed[] =>
  [segment("> S 0:0(0)"), segment("< S. 0:0(0) ack 1"), segment("> . 1:1(0) ack 1")].map((each) =>
    onPort(port, [ms, each]),
  );
const both = [START, ...opens(6), ...wasReset];
const ASKED = "find number one\n";

const foundIn = (...facts: readonly Timed[]): string[] =>
  sentElsewhere(caseOf([...both, ...facts])).map(({ kind, atNs }) => `${kind} ${atNs / 1e6}`);

test("a message in pieces is one, though each of them was acknowledged", () => {
  const [first, last] = [ASKED.slice(0, 12), ASKED.slice(12)];
  const acked: Timed = [1101.5, segment("< . 14:14(0) ack 26")];
  const pieces = [asks(1101, first), acked, asks(1102, last, 26), rst(1102.1)];
  assert.deepEqual(foundIn(...pieces, onOther(asks(1103, ASKED, 1))), ["again 1103"]);
  assert.deepEqual(
    foundIn(...pieces, onOther(asks(1103, last, 1))),
    ["again 1103"],
    "a piece of it goes out again",
  );
  const end = "end\n";
  const three = [...pieces.slice(0, -1), asks(1102, end, 30), rst(1102.1)];
  assert.deepEqual(
    foundIn(...three, onOther(asks(1103, `${ASKED}${end}`, 1))),
    ["again 1103"],
    "three pieces",
  );
  const refused = [asks(1101, first), rst(1101.5), asks(1102, last, 26)];
  assert.deepEqual(foundIn(...refused, onOther(asks(1103, ASKED, 1))), ["again 1103"], "an RST is no answer");
});

test("what is short is the same again only as a whole", () => {
  const sent = (one: string, other: string): string[] =>
    foundIn(asks(1101, one), rst(1101.1), onOther(asks(1102, other, 1)));
  assert.deepEqual(sent("PING\n", "PING\n"), ["again 1102"]);
  assert.deepEqual(sent("NG\n", "PING\n"), []);
  assert.deepEqual(sent("PING\n", "NG\n"), []);
  assert.deepEqual(
    sent("seven_7\n", "SELECT seven_7\n"),
    ["again 1102"],
    "eight bytes, and sent behind others",
  );
  assert.deepEqual(sent("even_7\n", "SELECT seven_7\n"), [], "seven");
  assert.deepEqual(sent("seven_7\n", "seven_7\nand more"), ["again 1102"], "and before others");
  assert.deepEqual(sent("seven_7\n", "a seven_7\nand more"), [], "in the middle of others");
});

test("a message on the other one, with nothing sent on the one under test before, is no repetition", () => {
  const quiet: Timed[] = [
    [0, { kind: "connection", ...connection }],
    START,
    ...opens(6),
    onOther(asks(7, ASKED, 1)),
  ];
  assert.deepEqual(sentElsewhere(layOut(evidenceOf(observations(...quiet, ...wasReset)))), []);
});

test("what the user has said again meanwhile is not sent again", () => {
  const says = (text: string): Timed[] => [
    types(1100, "find number one"),
    asks(1101, "#7 find number one\n"),
    rst(1101.1),
    types(1200, text),
    onOther(asks(1300, "#8 find number one\n", 1)),
  ];
  assert.deepEqual(foundIn(...says("find number one")), ["elsewhere 1300"]);
  assert.deepEqual(foundIn(...says("zz")), ["again 1300", "elsewhere 1300"], "or what was said then");
});

test("what cannot be told apart is where it was sent first after this was said, and before the next", () => {
  const third = 50_001;
  const unreadable = (ms: number, port: number, from: number): Timed =>
    onPort(port, asks(ms, "\u0001\u0002\u0003", from));
  const run = [
    ...opens(7, third),
    types(1100, "?"),
    unreadable(1101, OTHER, 1),
    types(1200, "?!"),
    unreadable(1210, third, 1),
    unreadable(1220, OTHER, 4),
    types(1300, "??"),
    unreadable(1310, OTHER, 7),
  ];
  assert.deepEqual(foundIn(...run), ["elsewhere 1101", "elsewhere 1210", "elsewhere 1310"]);
});

const UNREADABLE = "\u0001\u0002\u0003";

test("what cannot be read is not known to be the same, on whichever it went out first", () => {
  const run = [types(1100, "?"), asks(1101, UNREADABLE), rst(1101.1)];
  assert.deepEqual(foundIn(...run, onOther(asks(1102, "\u0001\u0002\u0004", 1))), ["elsewhere 1102"]);
});

test("what goes out later was said later, and a key says nothing", () => {
  const silent = [START, ...opens(6), types(899, "!"), asks(900, UNREADABLE), CRASH, types(1100, "?")];
  const found = (...facts: readonly Timed[]): string[] =>
    sentElsewhere(caseOf([...silent, ...facts])).map(({ kind, atNs }) => `${kind} ${atNs / 1e6}`);
  assert.deepEqual(found(types(1200, "?!"), onOther(asks(1210, UNREADABLE, 1))), ["elsewhere 1210"]);
  const key: Timed = [1200, { kind: "pressed", key: "up" }];
  const twice = [onOther(asks(1110, UNREADABLE, 1)), key, onOther(asks(1210, UNREADABLE, 4))];
  assert.deepEqual(found(...twice), ["elsewhere 1110"]);
});

test("who also sends by itself has not said there what cannot be told from that", () => {
  const beats = [200, 400, 600, 800].map((ms, i) => onOther(asks(ms, UNREADABLE, 1 + 3 * i)));
  const run = [types(1100, "?"), onOther(asks(1150, "\u0007\u0008\u0009", 13))];
  const seen = caseOf([START, ...opens(6), ...beats, ...wasReset, ...run]);
  assert.deepEqual(sentElsewhere(seen), []);
});

test("a server that never sends anything has answered nothing", () => {
  const silent = opened.filter(([ms]) => ms < 2);
  const seen = (facts: readonly Timed[]) => layOut(evidenceOf(observations(...silent, ...facts)));
  const log = "line 4711 of a log\n";
  const ships = [START, ...opens(6), KILL, asks(1101, log, 1), onOther(asks(1102, log, 1))];
  assert.deepEqual(
    sentElsewhere(seen(ships)).map(({ kind }) => kind),
    ["again"],
  );
  assert.deepEqual(sentElsewhere(layOut(evidenceOf(observations(START, KILL)))), [], "never connected");
});

test("a connection to another server, from the same port, is another one", () => {
  const dials: Timed = onPort(OTHER, [1050, segment("> S 0:0(0)")], { ...connection.server, port: 53 });
  const run = [dials, types(1100, "find number one"), asks(1101, ASKED), rst(1101.1)];
  assert.deepEqual(foundIn(...run, onOther(asks(1102, ASKED, 1))), ["again 1102", "again 1102"]);
});

test("of several others, the first on which it went out is meant", () => {
  const third = 50_001;
  const run = [
    ...opens(7, third),
    types(1100, "find number one"),
    asks(1101, "#7 find number one\n"),
    rst(1101.1),
    onPort(third, asks(1150, "#8 find number one\n", 1)),
    onOther(asks(1160, "#9 find number one\n", 1)),
  ];
  assert.deepEqual(foundIn(...run), ["again 1150"]);
});

test("who has one connection only, or of the others no data, sends nothing elsewhere", () => {
  assert.deepEqual(foundIn(types(1100), asks(1101, ASKED), rst(1101.1)), []);
  assert.deepEqual(foundIn(types(1100), asks(1101, ASKED), rst(1101.1), onOther(acks(1102))), []);
  const others: Timed = [
    1102,
    { ...segment("> P. 1:17(16) ack 1", ASKED), to: { ...connection.server, port: 53 } },
  ];
  assert.deepEqual(foundIn(types(1100), asks(1101, ASKED), rst(1101.1), others), [], "to another server");
});

test("an answer on the one under test settles what was sent there before it, and nothing that came after", () => {
  const live = [START, ...opens(6), types(1100, "find number one"), asks(1101, ASKED)];
  const found = (...facts: readonly Timed[]): string[] =>
    sentElsewhere(caseOf([...live, ...facts])).map(({ kind, atNs }) => `${kind} ${atNs / 1e6}`);
  const again = onOther(asks(1200, ASKED, 1));
  const stopped: Timed = [1000, { kind: "fault", fault: "pause", pid: 7, text: "pause" }];
  assert.deepEqual(found(stopped, answers(1150, "one\n", 30), again), []);
  assert.deepEqual(found(stopped, again, answers(1250, "one\n", 30)), ["again 1200", "again 1200"]);
});

const AGAIN = "sending the same again on another connection";
const ELSEWHERE = "sending on another connection";
const refused: readonly Timed[] = [...both, types(1100, "find number one"), asks(1101, ASKED), rst(1101.1)];
const repeats = [...refused, onOther(asks(1102, ASKED, 1))];

/** Each kind once. */
const signs = (...given: Parameters<typeof left>): string =>
  [...new Set(left(...given).split(", "))].join(", ");

test("the same again is a sign without a control, too, unless it is what the client does when it is asked", () => {
  assert.equal(signs(repeats), "1102 again!");
  const whenAsked = usual(habit("again", AGAIN, 3000, true));
  assert.equal(signs(repeats, whenAsked), "");
  const more = { ...whenAsked, received: 500, said: [{ text: OWN, fate: "answered" }] } as const;
  assert.equal(signs(repeats, more), "", "where more was answered there, too");
  assert.equal(signs(repeats, usual(habit("again", AGAIN, 3000))), "1102 again?!", "at another time");
});

test("what was typed after the fault, and goes out on another connection, is a sign where the client never does so by itself", () => {
  const [line, other] = ["find number one", onOther(asks(1102, ASKED, 1))];
  const asked = [...both, types(1100, line), other];
  assert.equal(signs(asked, usual()), "1102 elsewhere?!", "one control shows too little");
  assert.equal(signs(asked, TWICE), "1102 elsewhere!");
  assert.equal(signs([START, ...opens(6), types(990, line), ...wasReset, other], TWICE), "", "typed before");
  const does = { ...TWICE, signs: [habit("elsewhere", ELSEWHERE, 5000)] };
  assert.equal(signs(asked, does), "");
});
