// A client that connects again, and has said no more there than what began its session before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { asksOn } from "../../../src/verdict/asks/ask.ts";
import { isOpeningAgain } from "../../../src/verdict/asks/opening-again.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther } from "../one-run.ts";
import { type Saying, begun, talk } from "../talks.ts";

const CONNECT: Saying = [3, "CONNECT as somebody\n", "OK\n"];
const SUBSCRIBE: Saying = [5, "SUBSCRIBE ticks\n", "OK\n"];
const again = (...said: readonly Saying[]): readonly Saying[] =>
  said.map(([ms, ...rest]) => [ms + 500, ...rest]);

/** Whether the last thing asked on the second connection, at 500 ms or later, is the beginning of a session again. */
function isAgain(first: readonly Saying[], second: readonly Saying[], isBegun = false): boolean {
  const { client, server } = connection;
  const opens: Timed[] = [
    onOther([500, { ...segment("> S 0:0(0)"), from: client, to: server, flags: "S" }]),
    onOther([500, segment("< S. 0:0(0) ack 1")]),
  ];
  const facts = [...talk(first).facts, ...opens, ...talk(second).facts.map(onOther)];
  const flows = flowsOf(layOut(evidenceOf(observations(...begun, ...facts))));
  const [, other] = flows;
  assert.ok(other !== undefined);
  const ask = asksOn(other, Number.POSITIVE_INFINITY).at(-1);
  assert.ok(ask !== undefined);
  return isOpeningAgain({ ...ask, ...(isBegun && { isBegun }) }, flows);
}

test("who says the same first, and had said something else behind it, begins again", () => {
  assert.equal(isAgain([CONNECT, SUBSCRIBE], again([3, "CONNECT as somebody\n"])), true);
  assert.equal(
    isAgain([CONNECT, SUBSCRIBE], again([3, "CONNECT once more\n"])),
    true,
    "its first letters count",
  );
  assert.equal(isAgain([CONNECT, SUBSCRIBE], again([3, "WHO is there\n"])), false);
});

test("not one that said nothing else, asks alike each time, or begins things by itself", () => {
  const first = again([3, "CONNECT as somebody\n"]);
  assert.equal(isAgain([CONNECT], first), false, "that is all it asks");
  assert.equal(
    isAgain([CONNECT, [8, "CONNECT as somebody else\n", "OK\n"]], first),
    false,
    "it asks so each time",
  );
  assert.equal(isAgain([CONNECT, SUBSCRIBE, [200, "PUBLISH what it has seen\n", "OK\n"]], first), false);
});

test("nor one that has come further there, or whose words cannot be read", () => {
  assert.equal(isAgain([CONNECT, SUBSCRIBE], again(CONNECT, SUBSCRIBE)), false);
  assert.equal(
    isAgain([CONNECT, SUBSCRIBE], again([3, "CONNECT as somebody\n"]), true),
    false,
    "it was begun behind it",
  );
  const hello: Saying = [3, "\u0016\u0003\u0001\u0000\u0020hello", "\u0016\u0003\u0003"];
  const record: Saying = [5, "\u0017\u0003\u0003\u0000\u0020the record", "\u0017\u0003\u0003"];
  assert.equal(isAgain([hello, record], again([3, hello[1]])), false);
});
