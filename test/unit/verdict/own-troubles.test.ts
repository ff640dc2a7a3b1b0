// What a new line says of trouble that its client's other lines do not say as well.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOwnTroubles } from "../../../src/verdict/lines/own-troubles.ts";

/** Whether it says so where this is printed as well, and this was typed. */
const says = (line: string, others: readonly string[], typed: readonly string[] = ["one", "two"]): boolean =>
  createOwnTroubles(others, typed)(line).length > 0;

test("what stands around the place in which it differs from another line is nothing new", () => {
  const rows: readonly (readonly [line: string, other: string])[] = [
    ["[fail-fast] two = 0", "[fail-fast] two = 250"],
    ["[fail-fast] two = 0", "[fail-fast] one = 250"],
    ["skipped two (retry: on)", "stored two (retry: on)"],
    ["fail-safe mode: absent", "fail-safe mode: found"],
    ["0 of 3 failed checks seen", "20 of 3 failed checks seen"],
    ["ERROR 42 (cached)", "ERROR 42"],
    ["ERROR 42", "ERROR 42 of many"],
    ["sent 3: failed", "sent 3 now: failed"], // the number is the same
    ["sent failed 3", "sent failed two 3"],
    ["2: failed", "2: : failed"],
    ["stopped with 0 errors", "stopped with no errors"],
  ];
  for (const [line, other] of rows) assert.equal(says(line, ["ready", other]), false, line);
});

test("the place itself, and the word beside a number, are", () => {
  const rows: readonly (readonly [line: string, other: string])[] = [
    ["[fail-fast] two: connection lost", "[fail-fast] two = 250"],
    ["retry: on, skipped two, timeout", "retry: on, stored two"],
    ["sent 3, failed 2", "sent 3, failed 1"],
    ["sent 3, 2 failed", "sent 3, 1 failed"],
    ["failed", "mailed"], // words are compared, not letters
    ["lost 3", "lost 0"],
    ["status 503: two", "status 200: two"],
    ["error error", "error"],
    ["sent error error two", "sent error two"],
  ];
  for (const [line, other] of rows) assert.equal(says(line, ["ready", other]), true, line);
});

test("that one thing is down says nothing of another, of which there is a line that says otherwise", () => {
  assert.equal(says("two: DOWN", ["one: DOWN", "two: UP"]), true);
  assert.equal(says("two: DOWN", ["one: DOWN"]), false);
  assert.equal(
    says("two: closed, none", ["one: closed, ok", "two: closed, ok"]),
    false,
    "`none` is not `one`",
  );
  assert.equal(says("none: DOWN", ["ten: DOWN", "one: UP"]), false, "nor is it in the line itself");
  assert.equal(says("ones: DOWN", ["ten: DOWN", "one: UP"]), false, "nor are `ones`");
  assert.equal(says("two or one: closed", ["one: closed", "two: ok"]), false, "it is about both");
  assert.equal(says("two or one: closed", ["three: closed", "two: ok"]), true, "it is about neither");
  assert.equal(says("b: DOWN", ["a: DOWN", "b: UP"], ["a", "b"]), false, "a letter stands in any line");
});

test("what was typed is not the client's message", () => {
  const typed = ["ERROR disk 1", "ERROR disk 2"];
  assert.equal(says("kept: ERROR disk 2", [], typed), false);
  assert.equal(says("kept: ERROR disk 2", ["sent: ERROR disk 1"], typed), false);
  assert.equal(says("lost: ERROR disk 2", ["sent: ERROR disk 1"], typed), true);
  assert.equal(says("ERROR disk 2", ["sent: ERROR disk 1"], typed), false);
});

test("a status that any other line has says nothing, and where there is none a word says it all", () => {
  assert.equal(says("status 200, absent", ["it is there", "found with status 200"]), false);
  assert.deepEqual(createOwnTroubles([], [])("two failed: status 503"), ["fail", "status 503"]);
  const usual = createOwnTroubles(["failed", "found with status 200"], []);
  assert.deepEqual(usual("two failed: status 200"), ["fail"], "the word stands, whoever else says it");
  assert.equal(says("all is well", ["error"]), false);
});

test("a hundred of the others are compared, for a thousand lines", () => {
  const others = Array.from({ length: 101 }, (_, i) => `${"x".repeat(i + 1)} error: two = 250`);
  assert.equal(says(`${"x".repeat(100)} error: two = 0`, others), false);
  assert.equal(says(`${"x".repeat(101)} error: two = 0`, others), true);
  const calm = Array.from({ length: 100 }, (_, i) => `two is ${i}`);
  assert.equal(says("error: two = 0", [...calm, "error: two = 250"]), false, "those that say of trouble");
  const troublesIn = createOwnTroubles(["error: two = 250"], []);
  for (const line of calm) assert.equal(troublesIn(line).length, 0); // they do not count
  for (let asked = 1; asked < 1000; asked += 1) assert.equal(troublesIn("error: two = 0").length, 0);
  const last = ["connection lost", "connection lost", "error: two = 0"].map(
    (line) => troublesIn(line).length,
  );
  assert.deepEqual(last, [1, 0, 0], "what comes after them tells nobody for certain");
});
