// Where a typed line was put on a connection: found by its words, else by order, else unclear.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Found, createPutFinder } from "../../../src/verdict/bytes/puts.ts";
import type { TcpState } from "../../../src/tcp/states.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { START, type Timed, aborts, answersRst, caseOf, lostOnTheWay, onPort, serves } from "../one-run.ts";

/** The client sends this; of a payload that is longer than it is kept, `length` bytes. */
const data = (ms: number, text: string, from = 14, length = Buffer.byteLength(text)): Timed => [
  ms,
  segment(`> P. ${from}:${from + length}(${length}) ack 14`, text),
];

/** `1100 to 20, by words`: it begins in the segment of 1100 ms, and ends before byte 20. */
function shown(found: Found): string {
  if ("unclear" in found) return found.unclear;
  const puts = found.puts.map(({ first, end }) => `${first.atNs / 1e6} to ${end}`);
  return [...puts, `by ${found.by}`].join(", ");
}

interface Other {
  readonly untilMs?: number;
  readonly againMs?: number;
  /** It also sends by itself: what leaves within so many milliseconds is the line. */
  readonly unaskedMs?: number;
  /** Something said before was found by its words. */
  readonly isReadable?: boolean;
}

const UNSEEN = "the client's kernel still sent what came before, and whether it held more was not observed";

/** Said at 1000 ms. */
function find(text: string, of: readonly Timed[] | Case, other: Other = {}): string {
  const { untilMs = Infinity, againMs = Infinity, unaskedMs, isReadable = false } = other;
  const seen = "observations" in of ? of : caseOf(of);
  const finder = createPutFinder(
    flowsOf(seen),
    unaskedMs === undefined ? undefined : { lineNs: unaskedMs * 1e6 },
  );
  if (isReadable)
    assert.equal(shown(finder.find({ text: "hello, world", atNs: 2e6 }, 1e9, 1e9)), "3 to 14, by words");
  return shown(finder.find({ text, atNs: 1000e6 }, untilMs * 1e6, againMs * 1e6));
}

test("by its words, in their order, whatever a protocol has between them, across segments, and each time", () => {
  const dots = (count: number): Timed => data(1100, `ab${".".repeat(count)}cd`);
  const rows: readonly (readonly [string, readonly Timed[], string])[] = [
    ["again", [data(1100, "again\n")], "1100 to 20, by words"],
    ["again", [data(1100, "AGAIN\n")], "1100 to 20, by words"],
    ["set k 5", [data(1100, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\n5\r\n")], "1100 to 41, by words"],
    ["ab cd", [dots(64)], "1100 to 82, by words"],
    ["ab cd", [dots(65)], "1100 to 83, by order"],
    ["a.b+c", [data(1100, "a.b+c")], "1100 to 19, by words"],
    ["a.b+c", [data(1100, "axb+c")], "1100 to 19, by order"],
    ["grüße", [data(1100, "grüße")], "1100 to 21, by words"],
    ["abc", [data(1100, "abc")], "1100 to 17, by words"],
    ["ab", [data(1100, "ab")], "1100 to 16, by order"],
    ["a b", [data(1100, "a b")], "1100 to 17, by order"],
    [" again", [data(1100, "xx\n"), data(1101, "again\n", 17)], "1101 to 23, by words"],
    ["again", [data(1100, "aga"), data(1101, "in\n", 17)], "1100 to 20, by words"],
    ["again", [data(1100, "aga"), data(1101, "aga"), data(1102, "in\n", 17)], "1100 to 20, by words"],
    ["again", [data(1100, "aga"), data(1101, "in\n", 18)], "1100 to 21, by order"],
    ["again", [data(1100, "aga", 14, 6), data(1101, "in\n", 20)], "1100 to 23, by order"],
    ["again", [data(1100, "again", 14, 600)], "1100 to 614, by words"],
    ["again", [data(1100, "again\n"), data(1200, "again\n", 20)], "1100 to 20, 1200 to 26, by words"],
    ["again", [data(900, "again\n"), data(1100, "again\n", 20)], "1100 to 26, by words"],
    ["again", [data(1000, "again\n"), data(1100, "again\n", 20)], "1100 to 26, by words"],
    ["again", [data(900, "xx"), data(1100, "yy again", 16)], "1100 to 24, by words"],
    ["again", [data(1000, "again\n"), [1001, segment("< . 14:14(0) ack 20")]], "by order"],
  ];
  for (const [text, facts, expected] of rows) assert.equal(find(text, facts), expected, text);
});

test("what is said again later is another one", () => {
  const twice = [data(1100, "again\n"), data(1500, "again\n", 20)];
  assert.equal(find("again", twice, { againMs: 1500 }), "1100 to 20, by words");
  assert.equal(find("again", twice, { againMs: 1501 }), "1100 to 20, 1500 to 26, by words");
});

test("where payloads can be read, what is not found by its words was not sent, unless a part of it was not kept", () => {
  const isReadable = true;
  assert.equal(find("again", [data(1100, "something")], { isReadable }), "by words");
  assert.equal(
    find("ab", [data(1100, "something")], { isReadable }),
    "1100 to 23, by order",
    "too short to look for",
  );
  assert.equal(find("again", [], { isReadable }), "by order");
  for (const [text, length] of [
    ["x", 2],
    ["xy", 3],
    ["xyz", 4],
    ["xyzw", 5],
  ] as const) {
    const end = 14 + length;
    assert.equal(
      find("again", [data(1100, text, 14, length)], { isReadable }),
      `1100 to ${end}, by order`,
      text,
    );
    assert.equal(find("again", [data(1100, text)], { isReadable }), "by words", text);
  }
  assert.equal(
    find("again", [...elsewhere, data(1100, "xyz", 14, 9)], { isReadable }),
    "1100 to 23, 1006 to 3, by order",
    "on one of two connections",
  );
  assert.equal(
    find("again", [data(1100, "xyz"), data(1101, "abc", 17, 9)], { isReadable }),
    "1100 to 26, by order",
  );
});

test("by order it is what was sent then, until the next thing is said, or the server sends data", () => {
  const sent = [data(1100, "\u0001\u0002\n"), data(1300, "\u0003\u0004\n", 17)];
  const rows: readonly (readonly [why: string, facts: readonly Timed[], expected: string, other?: Other])[] =
    [
      ["all of it", sent, "1100 to 20, by order"],
      ["until something is said", sent, "1100 to 17, by order", { untilMs: 1300 }],
      ["nothing until then", sent, "by order", { untilMs: 1100 }],
      ["until the server sends", [...sent, serves(1200)], "1100 to 17, by order"],
      ["with what the server sends", [...sent, serves(1300)], "1100 to 20, by order"],
      ["an RST is no data", [...sent, answersRst(1200)], "1100 to 20, by order"],
      ["the server sent before", [serves(1100), ...sent], "1100 to 20, by order"],
      ["its own RST is no data", [aborts(1050), ...sent], "1100 to 20, by order"],
      ["just as it was said", [data(1000, "\u0001", 14), data(1100, "\u0002", 15)], "1100 to 16, by order"],
    ];
  for (const [why, facts, expected, other] of rows) assert.equal(find("again", facts, other), expected, why);
});

/** Another connection of the client's, on which it has sent before, and now too. */
const elsewhere: readonly Timed[] = [
  START,
  onPort(41_000, [10, segment("> S 0:0(0)")]),
  onPort(41_000, data(20, "\u0001", 1)),
  onPort(41_000, data(1006, "\u0002", 2)),
];
const soon = opened.slice(0, 4).map(([ms, fact]): Timed => [1001 + ms, fact]);
const begun = layOut(evidenceOf(observations(...soon, data(1005, "\u0001\u0002", 1))));

test("by order it is unclear where the client made a new connection meanwhile", () => {
  const other = [
    START,
    onPort(41_000, [1010, segment("> S 0:0(0)")]),
    onPort(41_000, data(1020, "\u0001", 1)),
  ];
  assert.match(
    find("again", [...other, data(1100, "\u0001\u0002")]),
    /^the client made a new connection meanwhile/,
  );
  assert.equal(
    find("again", begun),
    "the client made a new connection meanwhile, and what it sends cannot be read",
  );
  // A path of one character, as urllib3 asks for it: what is sent can be read very well.
  const page = layOut(evidenceOf(observations(...soon, data(1005, "GET / HTTP/1.1", 1))));
  assert.equal(
    find("/", page),
    "the client made a new connection meanwhile, and what was said is too short to be found in what it sends",
  );
  const earlier = layOut(evidenceOf(observations(...opened.slice(0, 4), data(1005, "\u0001\u0002", 1))));
  assert.equal(find("again", earlier), "1005 to 3, by order", "the first that it sends, on one that it had");
});

test("where the client also sends by itself, it is what left right after the line was typed, on one connection", () => {
  const unclear = "the client also sends by itself, and what it sends cannot be read";
  const unaskedMs = 10;
  const sent = (ms: number): Timed => data(ms, "\u0001\u0002");
  const rows: readonly (readonly [why: string, facts: readonly Timed[] | Case, expected: string])[] = [
    ["soon", [sent(1010)], "1010 to 16, by time"],
    [
      "what left later is not of it",
      [sent(1003), data(1008, "\u0003", 16), data(1500, "\u0004", 17)],
      "1003 to 17, by time",
    ],
    ["too late", [sent(1010.1)], unclear],
    ["it may be a reply", [serves(995), sent(1005)], unclear],
    ["to what came long before", [serves(990), sent(1005)], "1005 to 16, by time"],
    ["to what came just then", [serves(1005), sent(1005)], "1005 to 16, by time"],
    ["an RST wants no reply", [answersRst(995), sent(1005)], "1005 to 16, by time"],
    ["to what never came", [lostOnTheWay(serves(995)), sent(1005)], "1005 to 16, by time"],
    ["on a new connection", begun, unclear],
    ["nothing was sent", [], "by order"],
    ["on two connections", [...elsewhere, sent(1005)], unclear],
  ];
  for (const [why, facts, expected] of rows) assert.equal(find("again", facts, { unaskedMs }), expected, why);
  assert.equal(
    find("again", [data(1100, "again\n")], { unaskedMs }),
    "1100 to 20, by words",
    "its words are sure",
  );
});

const table = (ms: number, sendQ: number, state: TcpState = "ESTABLISHED"): Timed => {
  const { rows, ...fact } = sockets(state);
  return [ms, { ...fact, rows: rows.map((row) => ({ ...row, sendQ })) }];
};

test("what is sent again had been said before: the line is what the client's kernel holds besides, if it does", () => {
  const heartbeat = lostOnTheWay(data(900, "beat"));
  const again = lostOnTheWay(data(1100, "beat"));
  const rows: readonly (readonly [string, readonly Timed[], string])[] = [
    ["nothing more is held", [table(950, 4), again, table(1200, 4)], "by order"],
    ["more is held", [table(950, 4), again, table(1200, 10)], "1100 to 24, by order"],
    ["it had closed its end", [table(950, 9, "FIN_WAIT1"), again, table(1200, 9, "FIN_WAIT1")], "by order"],
    ["it closed its end then", [table(950, 4), again, table(1200, 5, "FIN_WAIT1")], "by order"],
    ["it was sent before the line, and after a look", [table(850, 0), table(1200, 4)], "by order"],
    ["no table after it", [table(950, 4), again], UNSEEN],
    ["no table before it", [again, table(1200, 4)], UNSEEN],
    [
      "with new bytes behind it",
      [table(950, 4), again, lostOnTheWay(data(1150, "again", 18))],
      "1150 to 23, by words",
    ],
  ];
  for (const [what, facts, expected] of rows)
    assert.equal(find("again", [heartbeat, ...facts]), expected, what);
  const grown = [heartbeat, table(950, 4), again, table(1200, 10)];
  assert.match(find("again", grown, { unaskedMs: 5 }), /^the client also sends by itself/);
  const next = [heartbeat, table(950, 4), again, table(1200, 10)];
  assert.equal(find("again", next, { untilMs: 1150 }), UNSEEN, "another thing had been said by then");
  const late = [heartbeat, table(950, 4), table(1200, 10), lostOnTheWay(data(1700, "beat"))];
  assert.equal(find("again", late, { untilMs: 1600 }), "1700 to 24, by order", "sent again later only");
  const same = [heartbeat, table(950, 4), again, table(1700, 4)];
  assert.equal(find("again", same, { untilMs: 1600 }), "by order", "a look is recorded when it differs");
  const gone: Timed = [960, { kind: "sockets", rows: [] }];
  assert.equal(find("again", [heartbeat, table(950, 4), gone]), "by order", "it has no socket any more");
  assert.equal(find("again", [heartbeat]), UNSEEN, "what came before was never acknowledged");
});

test("what is held is counted from what had been acknowledged by then", () => {
  const acknowledged: Timed = [1100, segment("< . 14:14(0) ack 18")];
  const facts = [data(900, "beat"), table(950, 4), acknowledged];
  assert.equal(
    find("again", [...facts, table(1101, 6), lostOnTheWay(data(1700, "beat"))], { untilMs: 1600 }),
    "1700 to 24, by order",
  );
  assert.equal(find("again", [...facts, table(1101, 0)]), "by order");
  assert.equal(
    find("again", [...facts, table(1101, 4), data(1700, "beat")], { untilMs: 1600 }),
    "1700 to 22, by order",
    "as many bytes, but others",
  );
});
