// Which part of the whole a request asks for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForRest, rangeIn } from "../../../src/verdict/bytes/ranges.ts";

test("a range is in a header of its own, and may have no end", () => {
  const head = (line: string): string => `GET / HTTP/1.1\r\nHost: x\r\n${line}\r\n\r\n`;
  assert.deepEqual(rangeIn(head("Range: bytes=200-299")), [200, 299]);
  assert.deepEqual(rangeIn(head("range:bytes=200- ")), [200, Number.POSITIVE_INFINITY]);
  assert.deepEqual(rangeIn("GET / HTTP/1.1\nRange: bytes=0-0\n\n"), [0, 0]);
  for (const line of ["Range: bytes=0-1,5-6", "Range: bytes=-500", "Range: lines=1-2", "X-Range: bytes=1-2"])
    assert.equal(rangeIn(head(line)), undefined, line);
});

test("the rest begins within the part that was asked for", () => {
  assert.equal(asksForRest([250, 299], [200, 299]), true);
  assert.equal(asksForRest([200, 299], [200, 299]), true);
  assert.equal(asksForRest([299, 400], [200, 299]), true);
  assert.equal(asksForRest([300, 399], [200, 299]), false);
  assert.equal(asksForRest([100, 299], [200, 299]), false);
  assert.equal(asksForRest(undefined, [200, 299]), true);
  assert.equal(asksForRest([5, 9], undefined), true);
  assert.equal(asksForRest(undefined, undefined), true);
});
