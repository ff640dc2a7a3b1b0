// What a client asks behind what a control asks last of all, and how a connection of WebSocket begins: neither is in the
// place of what is lacking.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { type Exchange, controlOf, runOf } from "../exchanges.ts";
import { A, ANEW, B, C, DONE, found, push } from "../lacking.ts";
import { HEAD } from "../web-sockets.ts";

const [MORE, FURTHER] = [push("delta"), push("hotel")];

type Row = readonly [
  why: string,
  word: string,
  before: readonly Exchange[],
  since: readonly Exchange[],
  ...controls: readonly ControlRecord[],
];

const rows: readonly Row[] = [
  ["behind the last", "lacks", [A], [C, MORE]],
  ["two behind the last", "lacks", [A], [C, MORE, FURTHER]],
  ["behind the last, which is not the first there", "lacks", [A], [A, C, MORE]],
  ["behind the last, and before in its place", "otherwise", [A, ANEW], [C, FURTHER]],
  ["in front of the last", "perhaps", [A], [MORE, C]],
  ["one on each side of it", "perhaps", [A], [MORE, C, FURTHER]],
  [
    "behind the last of another control",
    "lacks",
    [A, DONE],
    [C, MORE],
    controlOf(A, B, C, DONE),
    controlOf(A, B, C),
  ],
  [
    "behind the last of no control",
    "perhaps",
    [A, DONE],
    [C, MORE],
    controlOf(A, B, C, DONE),
    controlOf(A, B, C, DONE),
  ],
  ["behind it on a former connection", "perhaps", [A, C, MORE], [A]],
  ["nothing is lacking", "all", [A], [B, C, MORE]],
  // What it begins with is no login that is never the same: a control asks it later.
  ["behind it, in another order", "lacks", [C, A], [DONE], controlOf(A, B, C, DONE)],
];

for (const [why, word, before, since, ...controls] of rows)
  test(`something else is asked ${why}: ${word}`, () => {
    assert.equal(
      found(runOf(before, since), ...(controls.length > 0 ? controls : [controlOf(A, B, C)])),
      word,
    );
  });

/** With another key each time. */
const upgrade = (key: string): Exchange => [
  HEAD.replace("\r\n\r\n", `\r\nSec-WebSocket-Key: ${key}\r\n\r\n`),
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
];
const says = (what: string): Exchange => [`RPUSH q ${what}\r\n`, "ACK\r\n"];
const [ONE, TWO, THREE] = [says("one"), says("two"), says("three")];

test("the request for WebSocket, which has a key of its own, is asked instead of nothing", () => {
  const control = controlOf(upgrade("alpha=="), ONE, TWO, THREE);
  assert.equal(found(runOf([upgrade("bravo=="), ONE], [upgrade("charly=="), THREE]), control), "lacks");
  const page: Exchange = ["GET /page HTTP/1.1\r\nHost: here\r\n\r\n", "ACK\r\n"];
  assert.equal(found(runOf([upgrade("bravo=="), ONE], [page, THREE]), control), "perhaps", "another request");
});

test("the body of what a control asks as well stands for nothing else", () => {
  const letter = (body: string): Exchange[] => [
    ["RPUSH q\r\n", ""],
    [`RPUSH ${body}\r\n`, ":1\r\n"],
  ];
  const control = controlOf(A, ...letter("one"), B, C);
  assert.equal(found(runOf([A], [...letter("one"), C]), control), "lacks");
  assert.equal(found(runOf([A], [...letter("two"), C]), control), "perhaps");
});
