// How a new connection begins: what comes once more there makes up for nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteStretch } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { type Flow, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { openingBytes, takenText } from "../../../src/verdict/bytes/openings.ts";
import { keptOf, seenIn } from "../exchanges.ts";
import { opened, segment } from "../made-up.ts";
import { START, type Timed, connects, onPort } from "../one-run.ts";

/** How far what was sent on a connection got. */
type Fates = readonly (readonly [bytes: number, fate: Fate])[];

interface Sent {
  /** Each a segment. */
  readonly texts: readonly string[];
  readonly fates: Fates;
}

const taken = (...texts: readonly string[]): Sent => ({ texts, fates: [[texts.join("").length, "taken"]] });
const answered = (bytes: number, ...texts: readonly string[]): Sent => {
  const rest = texts.join("").length - bytes;
  return { texts, fates: [[bytes, "answered"], ...(rest > 0 ? [[rest, "taken"] as const] : [])] };
};

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const portOf = (i: number): number => 40_000 + 100 * i;

function sentOn(port: number, ms: number, texts: readonly string[]): Timed[] {
  let from = 1;
  const all = texts.map((text, i): Timed => {
    const to = from + text.length;
    const fact = segment(`> P. ${from}:${to}(${text.length}) ack 1`, text);
    from = to;
    return onPort(port, [ms + 1 + i, fact]);
  });
  return [connects(ms, port), ...all];
}

function flowsFrom(all: readonly Sent[], isKeptInPart = false): readonly Flow[] {
  const facts = all.flatMap(({ texts }, i) => sentOn(portOf(i), 100 + 100 * i, texts));
  return flowsOf(seenIn([...OPENS, START, ...(isKeptInPart ? keptOf(facts) : facts)]));
}

function stretchesOn({ fates }: Sent, i: number): ByteStretch[] {
  let from = 1;
  return fates.map(([bytes, fate]) => {
    const stretch = { clientPort: portOf(i), direction: "client->server", from, bytes, fate } as const;
    from += bytes;
    return stretch;
  });
}

const openingOf = (...all: readonly Sent[]): number => openingBytes(all.flatMap(stretchesOn), flowsFrom(all));

const HELLO = "HELLO agent\n";
const LOGIN = "AUTH 5f3a\n";
const [ONE, TWO, THREE] = ["line one\n", "line two\n", "line three\n"];

type Row = readonly [why: string, all: readonly Sent[], expected: number];

const rows: readonly Row[] = [
  ["there is no other connection", [answered(12, HELLO, ONE)], 0],
  ["it says hello again, and is answered", [answered(12, HELLO, ONE), answered(12, HELLO, TWO)], 12],
  ["it logs in otherwise, and is answered", [answered(10, LOGIN, ONE), answered(10, "AUTH 77c1\n", TWO)], 10],
  ["of a longer answered one no more than on the first", [answered(10, LOGIN), answered(18, ONE, TWO)], 10],
  ["of a shorter answered one no more than that", [answered(18, ONE, TWO), answered(11, THREE)], 11],
  ["it is not answered on the first one", [taken(LOGIN, ONE), answered(9, TWO, THREE)], 0],
  ["nobody answers, and it says hello again", [taken(HELLO, ONE), taken(HELLO, TWO)], 12],
  ["in two segments, then in one", [taken("HELLO ", "agent\n", ONE), taken(HELLO + TWO)], 12],
  ["the same up to the end of a line, not of a segment", [taken(HELLO + ONE), taken(HELLO + TWO)], 12],
  ["the same up to the end of a segment, not of a line", [taken("abcd", "efg"), taken("abcd", "exy")], 4],
  ["the same up to neither", [taken("abcdefg"), taken("abcdexy")], 0],
  ["the same up to one byte before the end of a segment", [taken("abcx"), taken("abcd")], 0],
  ["both, and the line ends later", [taken("ab", "c\nd"), taken("ab", "c\nx")], 4],
  ["both, and the segment ends later", [taken("a\nb", "c"), taken("a\nb", "x")], 3],
  ["all that it had sent comes again", [taken(ONE), taken(ONE, TWO)], 9],
  ["it sends less of the same", [taken(ONE, TWO), taken(ONE)], 9],
  ["it begins otherwise", [taken(ONE, TWO), taken(TWO, ONE)], 0],
  ["the first byte is another one", [taken("a"), taken("x")], 0],
  ["the same up to where a line ends here", [taken("a\nbxy"), taken("a\nb\nc")], 2],
  ["it begins with an empty line, and before it did not", [taken("abc"), taken("\nxy")], 0],
  ["an empty line first", [taken("\nabc"), taken("\nxyz")], 1],
  [
    "what was refused on the first is not there again",
    [{ texts: [ONE], fates: [[9, "refused"]] }, taken(ONE)],
    0,
  ],
  ["nor what nobody acknowledged", [{ texts: [ONE], fates: [[9, "unacknowledged"]] }, taken(ONE)], 0],
  ["nor what was never read", [{ texts: [ONE], fates: [[9, "unread"]] }, taken(ONE)], 0],
  ["what was acknowledged is", [{ texts: [ONE], fates: [[9, "acknowledged"]] }, taken(ONE)], 9],
  [
    "as far as it was taken",
    [
      {
        texts: [ONE, TWO],
        fates: [
          [9, "answered"],
          [9, "refused"],
        ],
      },
      taken(ONE, TWO),
    ],
    9,
  ],
  [
    "what was taken behind what was not is nothing to begin with",
    [
      {
        texts: [ONE, TWO],
        fates: [
          [4, "unread"],
          [14, "taken"],
        ],
      },
      taken(ONE, TWO),
    ],
    0,
  ],
  ["more is the same than was answered", [answered(12, HELLO, ONE), answered(12, HELLO, ONE)], 21],
  ["less is the same than was answered", [answered(21, HELLO, ONE), answered(21, HELLO, TWO)], 21],
  ["it is as on the second one", [taken(ONE), taken(TWO), taken(TWO, THREE)], 9],
  ["it is as on the first one", [taken(TWO), taken(ONE), taken(TWO, THREE)], 9],
  ["the longest counts", [taken(ONE), taken(ONE, TWO), taken(ONE, TWO, THREE)], 9 + 18],
  ["each later one counts", [taken(HELLO, ONE), taken(HELLO, TWO), taken(HELLO, THREE)], 24],
  ["what comes later is not there before", [taken(ONE), taken(TWO, THREE), taken(THREE)], 0],
  ["a connection on which nothing was sent is no first one", [taken(), taken(ONE), taken(TWO)], 0],
  ["nor for what is answered", [taken(), answered(9, ONE), answered(9, TWO)], 9],
  ["nor one between", [answered(9, ONE), taken(), answered(9, TWO)], 9],
];

for (const [why, all, expected] of rows) test(why, () => assert.equal(openingOf(...all), expected));

function takenOf(sent: Sent, isKeptInPart?: boolean): string {
  const [flow] = flowsFrom([sent], isKeptInPart);
  assert.ok(flow);
  const [other] = stretchesOn(taken("x".repeat(99)), 1);
  assert.ok(other);
  return takenText([other, ...stretchesOn(sent, 0)], flow);
}

test("what the server has of a connection is what it took from its first byte on", () => {
  for (const [fates, expected] of [
    [[[18, "taken"]], ONE + TWO],
    [
      [
        [9, "taken"],
        [9, "acknowledged"],
      ],
      ONE + TWO,
    ],
    [
      [
        [3, "answered"],
        [6, "taken"],
        [9, "unread"],
      ],
      ONE,
    ],
    [
      [
        [9, "acknowledged"],
        [9, "unacknowledged"],
      ],
      ONE,
    ],
    [
      [
        [4, "taken"],
        [14, "refused"],
      ],
      ONE.slice(0, 4),
    ],
    [
      [
        [1, "swallowed"],
        [17, "taken"],
      ],
      "",
    ],
    [[], ""],
  ] as const satisfies readonly (readonly [Fates, string])[])
    assert.equal(takenOf({ texts: [ONE, TWO], fates }), expected, JSON.stringify(fates));
});

test("of a segment that was not kept whole there is no more than was kept", () => {
  const long = `${"x".repeat(600)}\n`;
  assert.equal(takenOf(taken(long), true), long.slice(0, 512));
});

test("of a client that always connects for each thing only what is more than usual begins anew", () => {
  const all = [1, 2, 3].map(() => answered(12, HELLO, ONE));
  const counted = [1, 2, 3, 4].map((usual) => openingBytes(all.flatMap(stretchesOn), flowsFrom(all), usual));
  assert.deepEqual(counted, [42, 21, 0, 0]);
});
