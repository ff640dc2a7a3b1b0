// A line that was only begun: a client that writes in pieces, refused at the first of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { createPutFinder } from "../../../src/verdict/bytes/puts.ts";
import { fateOf } from "../../../src/verdict/asks/said-fate.ts";
import { endsInBeginning } from "../../../src/verdict/bytes/said-words.ts";
import { segment } from "../made-up.ts";
import { type Timed, answersRst, caseOf } from "../one-run.ts";

test("what was sent ends with the first words of a line, or with the start of the first", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["set key 5", "*3\r\n$3\r\nSE", true],
    ["set key 5", "*3\r\n$3\r\nSET\r\n$3\r\n", true],
    ["set key 5", "SET key ", true],
    ["set key 5", `SET${".".repeat(64)}`, true],
    ["set key 5", `SET${".".repeat(65)}`, false],
    ["set key 5", "S", true],
    ["set key 5", "QUIT\r\n", false],
    ["set key 5", "sex", false],
    ["a key 5", "a ke", false],
    ["a.key 5", "abkey ", false],
    ["a b again", "a b", false], // two letters stand anywhere
    ["again", "again\n", false], // all of it
    ["gr\u00fcn", "gr\u00c3", true],
    ["", "a", false],
  ];
  for (const [text, sent, isBegun] of rows)
    assert.equal(endsInBeginning(sent, text), isBegun, `${text} in ${sent}`);
});

const HELLO: Timed = [900, segment("> P. 1:14(13) ack 14", "hello, world\n")];
const BEGINS: Timed = [1100, segment("> P. 14:15(1) ack 14", "a")];

/** Of `again`, of which one letter was sent. */
function fateOfBegun(facts: readonly Timed[], unaskedMs?: number): string {
  const seen = caseOf([HELLO, BEGINS, ...facts]);
  const flows = flowsOf(seen);
  const finder = createPutFinder(flows, unaskedMs === undefined ? undefined : { lineNs: unaskedMs * 1e6 });
  finder.find({ text: "hello, world", atNs: 2e6 }, 1e9, 1e9);
  const said = { text: "again", atNs: 1000e6 };
  const found = finder.find(said, 1e12, 1e12);
  const context = { said, untilNs: Infinity, isPrinted: false, flows, isPushed: false, texts: [] };
  return fateOf(seen, found, { ...context, answers: new Set() }).fate;
}

test("it got as far as its beginning if that is not at the server, else nowhere", () => {
  assert.equal(fateOfBegun([answersRst(1200)]), "refused");
  assert.equal(fateOfBegun([]), "unacknowledged");
  assert.equal(fateOfBegun([[1150, segment("< . 14:14(0) ack 15")]]), "swallowed");
  assert.equal(fateOfBegun([[1150, segment("< P. 14:16(2) ack 15", "?\n")]]), "swallowed", "no answer to it");
  assert.equal(
    fateOfBegun([answersRst(1200)], 50),
    "swallowed",
    "what it sends by itself may end so by chance",
  );
});
