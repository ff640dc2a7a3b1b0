// Whether a client has several asks under way at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksAtOnce } from "../../../src/verdict/asks/at-once.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, runOf, seenIn } from "../exchanges.ts";

const store = (thing: string): Exchange => [`STORE ${thing}\r\n`, ""];
const answered = ([ask]: Exchange): Exchange => [ask, "+OK\r\n"];
const answer: Exchange = ["", "+OK\r\n"];
const [A, B, C] = [store("a"), store("b"), store("c")];

const cases: readonly (readonly [string, boolean, readonly Exchange[]])[] = [
  ["one after the other", false, [answered(A), answered(B), answered(C)]],
  ["the last is not answered", false, [answered(A), B]],
  ["two at first, one more for each answer", true, [A, B, answer, C, answer, answer]],
  ["two where the server speaks first", true, [["", "220 ready\r\n"], A, B, answer]],
  ["two of different kinds", false, [["MULTI\r\n", ""], B, answer]],
  [
    "a head and a body",
    false,
    [
      ["POST /rows HTTP/1.1\r\n\r\n", ""],
      ["POST it", "HTTP/1.1 200 OK\r\n\r\n"],
    ],
  ],
  ["two that cannot be read", true, [["\u0000\u0001\u0002", ""], ["\u0000\u0003\u0004", ""], answer]],
];

for (const [what, is, all] of cases)
  test(`${is ? "several at once" : "one at a time"}: ${what}`, () => {
    const [flow] = flowsOf(seenIn(runOf(all, [])));
    assert.ok(flow);
    assert.equal(asksAtOnce(flow), is);
  });

test("what is asked on another connection is another's", () => {
  const flows = flowsOf(seenIn(runOf([answered(A)], [answered(B)])));
  assert.deepEqual(
    flows.map((flow) => asksAtOnce(flow)),
    [false, false],
  );
});
