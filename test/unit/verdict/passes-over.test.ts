// A client that works on and on, and passes over what each control asks, or may have: nobody knows that it is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { asksNoMoreEntry, settleWorksOn } from "../../../src/verdict/asks/asks-no-more.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { ASKS_NO_MORE, DROPS, SKIPS } from "../../../src/verdict/asks/why-unsure.ts";
import { SHIPPED } from "../../../src/verdict/bytes/shipped.ts";
import { type Exchange, controlOf, runOf } from "../exchanges.ts";
import { judged, push } from "../lacking.ts";
import { opened, segment } from "../made-up.ts";
import { START, type Timed, connects, died, exits, fault, habit, onPort, types, usual } from "../one-run.ts";

const DONE = "HTTP/1.1 200 OK\r\n\r\n";
const [A, B, C, D] = ["alpha", "bravo", "charly", "delta"].map(push) as [
  Exchange,
  Exchange,
  Exchange,
  Exchange,
];
/** Its head is always the same, and its body is in a segment of its own. */
const inTwo = (head: string, body: string): Exchange[] => [
  [head, ""],
  [body, DONE],
];
const post = (event: number): Exchange[] =>
  inTwo("POST /events HTTP/1.1\r\nHost: here\r\n\r\n", `{"event": ${event}}`);
const posts = (...all: readonly number[]): Exchange[] => all.flatMap(post);
const poll = (tries: number, method = "GET"): Exchange => [
  `${method} /jobs?try=${tries} HTTP/1.1\r\n\r\n`,
  DONE,
];
const unanswered = ([asked]: Exchange): Exchange => [asked, ""];
const HI: Exchange = ["", "hello\r\n"];
const pollInTwo = (tries: number, method = "GET"): Exchange[] =>
  inTwo(`${method} /jobs HTTP/1.1\r\n`, `X-Try: ${tries}\r\n\r\n`);

const set = (what: string): Exchange => [`SET ${what}\r\n`, "+OK\r\n"];

type Row = readonly [
  why: string,
  before: readonly Exchange[],
  since: readonly Exchange[],
  isSeen: boolean,
  ...controls: readonly (readonly Exchange[])[],
];

const rows: readonly Row[] = [
  ["all is asked", [A], [B, C, D], false, [A, B, C, D]],
  [
    "two loops, of which one is ahead of its control",
    [A, set("one")],
    [set("two"), C, set("three"), set("four"), D],
    true,
    [A, set("one"), B, set("two"), C, D],
  ],
  ["one is passed over", [A], [C, D], true, [A, B, C, D]],
  ["the last one may come yet", [A], [B, C], false, [A, B, C, D]],
  ["the one behind it is not answered yet", [A], [unanswered(D)], true, [A, B, C, D]],
  ["it asks for the next one", [A], [unanswered(B)], false, [A, B, C, D]],
  [
    "events are passed over, and the last one is not answered yet",
    posts(1),
    posts(4).slice(0, 2).map(unanswered),
    true,
    posts(1, 2, 3, 4, 5),
  ],
  ["there is no control", [A], [C, D], false],
  ["the other control asks it not", [A], [C, D], false, [A, B, C, D], [A, C, D]],
  ["both controls ask it", [A], [C, D], true, [A, B, C, D], [A, B, C, D]],
  ["a poll has another number", [poll(1)], [poll(3), D], false, [poll(1), poll(2), poll(3), D]],
  [
    "HEAD reads, too",
    [poll(1, "HEAD")],
    [poll(3, "HEAD"), D],
    false,
    [1, 2, 3].map((i) => poll(i, "HEAD")).concat([D]),
  ],
  [
    "so does OPTIONS",
    [poll(1, "OPTIONS")],
    [poll(3, "OPTIONS"), D],
    false,
    [1, 2, 3].map((i) => poll(i, "OPTIONS")).concat([D]),
  ],
  [
    "a poll of a server that speaks first",
    [HI, poll(1)],
    [HI, poll(3), D],
    false,
    [HI, poll(1), poll(2), poll(3), D],
  ],
  [
    "POST is no poll",
    [poll(1, "POST")],
    [poll(3, "POST"), D],
    true,
    [1, 2, 3].map((i) => poll(i, "POST")).concat([D]),
  ],
  [
    "GET of no HTTP is none",
    [["GET one\r\n", "1\r\n"]],
    [["GET three\r\n", "1\r\n"], D],
    true,
    [["GET one\r\n", "1\r\n"], ["GET two\r\n", "1\r\n"], ["GET three\r\n", "1\r\n"], D],
  ],
  ["all is posted", posts(1, 2), posts(3, 4, 5), false, posts(1, 2, 3, 4, 5)],
  ["two bodies are passed over", posts(1, 2), posts(5), true, posts(1, 2, 3, 4, 5)],
  ["one body is passed over", posts(1, 2), posts(4), true, posts(1, 2, 3, 4, 5)],
  ["the first body is passed over", posts(2), posts(3), true, posts(1, 2, 3)],
  ["nothing that comes behind is there", posts(1, 2), posts(3), false, posts(1, 2, 3, 4, 5)],
  ["it is posted again", posts(1, 2), posts(2, 3, 4), false, posts(1, 2, 3, 4, 5)],
  ["it is posted late", posts(1, 2), posts(5, 3, 4), false, posts(1, 2, 3, 4, 5)],
  ["before the fault it is as well", posts(1, 3), posts(4), true, posts(1, 2, 3, 4)],
  ["another one stands for one of two", posts(1, 2), posts(9, 5), true, posts(1, 2, 3, 4, 5)],
  ["others stand for both", posts(1, 2), posts(8, 9, 5), false, posts(1, 2, 3, 4, 5)],
  ["no control of bodies", posts(1, 2), posts(5), false],
  ["the other control passes over it, too", posts(1, 2), posts(4), false, posts(1, 2, 3, 4), posts(1, 2, 4)],
  ["each control posts it", posts(1, 2), posts(4), true, posts(1, 2, 3, 4), posts(1, 3, 2, 4)],
  [
    "a poll in two segments has another number",
    pollInTwo(1),
    pollInTwo(3),
    false,
    [1, 2, 3].flatMap((i) => pollInTwo(i)),
  ],
  [
    "POST in two segments is no poll",
    pollInTwo(1, "POST"),
    pollInTwo(3, "POST"),
    true,
    [1, 2, 3].flatMap((i) => pollInTwo(i, "POST")),
  ],
];

for (const [why, before, since, isSeen, ...controls] of rows)
  test(`${why}: ${isSeen ? "it has passed over something" : "nothing is seen"}`, () => {
    const run = judged(
      runOf(before, since),
      controls.map((all) => controlOf(...all)),
    );
    assert.equal(asksNoMoreEntry(...run)?.why, isSeen ? SKIPS : undefined);
  });

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const [FIRST, NEXT] = [40_000, 50_000];

/** A line a segment; each of the first `taken` ones is acknowledged. */
function ships(port: number, ms: number, lines: readonly string[], taken = lines.length): Timed[] {
  let from = 1;
  return lines.flatMap((line, i) => {
    const to = from + line.length + 1;
    const sent = onPort(port, [ms + 2 * i, segment(`> P. ${from}:${to}(${to - from}) ack 1`, `${line}\n`)]);
    from = to;
    const acked = onPort(port, [ms + 2 * i + 1, segment(`< . 1:1(0) ack ${to}`)]);
    return i < taken ? [sent, acked] : [sent];
  });
}

const events = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `event ${from + i} of web`);
const first = (lines = events(1, 3), taken?: number): Timed[] => [
  ...OPENS,
  START,
  ...ships(FIRST, 500, lines, taken),
];
const next = (lines: readonly string[], ms = 1200): Timed[] => [
  connects(ms, NEXT),
  ...ships(NEXT, ms + 1, lines),
];
const run = (lines: readonly string[]): Timed[] => [...first(), ...died, ...next(lines)];
const GAP = run(events(5, 7));
const KEPT = "taken false";
const DROPPED = `unknown undefined: ${DROPS}`;

/** In the control it ships three times in the time that the run is watched. */
const control = (): ControlRecord => ({
  ...usual(...[100, 200, 300].map((ms) => habit("sent", "", ms))),
  said: [{ text: SHIPPED, fate: "taken" }],
});
const ENDS = usual(habit("exit", "its end (exit code 0)", 9000));
const WATCHED: Timed = [4000, { kind: "process-ended", pid: 99 }];

function settled(
  facts: readonly Timed[],
  other: Partial<SaidEntry> = {},
  by: ControlRecord = usual(),
): string {
  const entry: SaidEntry = {
    text: SHIPPED,
    isOwn: true,
    atNs: 0,
    fate: "taken",
    isLost: false,
    because: [],
    ...other,
  };
  const [{ fate, isLost, why } = entry] = settleWorksOn([entry], ...judged(facts, [by]));
  return `${fate} ${isLost}${why === undefined ? "" : `: ${why}`}`;
}

const shipped: readonly (readonly [string, string, ...Parameters<typeof settled>])[] = [
  ["it goes on where it was", KEPT, run(events(4, 6))],
  ["it sends some of it again", KEPT, run(events(2, 6))],
  ["one is missing", DROPPED, GAP],
  ["it has no number", DROPPED, [...first(["one", "two", "three"]), ...died, ...next(["four", "five"])]],
  ["one line before, one since", DROPPED, [...first(events(1, 1)), ...died, ...next(events(2, 2))]],
  [
    "the last one was not taken, and is sent again",
    KEPT,
    [...first(events(1, 4), 3), ...died, ...next(events(4, 6))],
  ],
  [
    "the last one was not taken, and is not sent again",
    DROPPED,
    [...first(events(1, 4), 3), ...died, ...next(events(5, 7))],
  ],
  ["it was on two connections before", KEPT, [...first(), ...next(events(7, 9), 900), ...died]],
  ["it sends nothing on its new connection", KEPT, [...first(), ...died, connects(1200, NEXT)]],
  ["it has no new connection", KEPT, [...first(), ...died]],
  [
    "no end came, and it has connected since the fault",
    DROPPED,
    [...first(), fault("host-crash"), ...next(events(5, 7), 1001)],
  ],
  ["it sent nothing on its first connection", KEPT, [...first([]), ...died, ...next(events(5, 7))]],
  ["it has ended", KEPT, [...GAP, exits(3000, { exitCode: 0 })]],
  ["something was said to it", KEPT, [types(400), ...GAP]],
  ["it ends in the control", KEPT, GAP, {}, ENDS],
  ["it is lost already", "refused true", GAP, { fate: "refused", isLost: true }],
  ["it is not known already", "unknown undefined", GAP, { fate: "unknown", isLost: undefined } as never],
  ["it is what it was started for", KEPT, GAP, { text: OWN }],
  [
    "nothing is shipped any more",
    `unknown undefined: ${ASKS_NO_MORE}`,
    [...first(), ...died, WATCHED],
    {},
    control(),
  ],
  ["nothing is shipped any more, as it was not in the control", KEPT, [...first(), ...died, WATCHED]],
];

for (const [why, expected, ...given] of shipped)
  test(`of what it ships, ${why}: ${expected}`, () => assert.equal(settled(...given), expected));
