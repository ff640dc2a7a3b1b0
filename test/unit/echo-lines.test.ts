// Lines out of bytes that come in pieces of any size.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLines } from "../../src/echo/lines.ts";
import * as fc from "fast-check";

const NEWLINE = 0x0a;

/** A source that gives `input` in pieces of the sizes named (1 byte at a time after those), then end of file. */
function source(input: Uint8Array, sizes: readonly number[]): (buffer: Uint8Array) => number {
  const rest = [...sizes];
  let at = 0;
  return (buffer) => {
    assert.ok(buffer.length > 0, "it asks for at least one byte: 0 would be end of file");
    const piece = input.subarray(at, at + Math.min(rest.shift() ?? 1, buffer.length));
    buffer.set(piece);
    at += piece.length;
    return piece.length;
  };
}

/** Every piece, with limits that change from one to the next. */
function piecesOf(
  input: Uint8Array,
  sizes: readonly number[],
  maxLine: number,
  limits: readonly (number | undefined)[] = [],
): { readonly bytes: Uint8Array; readonly limit: number }[] {
  const lines = createLines(source(input, sizes), maxLine);
  const pieces: { bytes: Uint8Array; limit: number }[] = [];
  for (let i = 0; ; i += 1) {
    const limit = limits[i % Math.max(1, limits.length)];
    const bytes = lines.next(limit);
    if (bytes === undefined) return pieces;
    pieces.push({ bytes, limit: Math.min(limit ?? maxLine, maxLine) });
    assert.ok(pieces.length <= input.length, "no more pieces than bytes");
  }
}

const joined = (pieces: readonly { readonly bytes: Uint8Array }[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(pieces.map(({ bytes }) => bytes)));

/** Few different bytes, many of them newlines. */
const inputs = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.nat(255) }, { weight: 1, arbitrary: fc.constant(NEWLINE) }), {
    maxLength: 200,
  })
  .map((bytes) => Uint8Array.from(bytes));
const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 60 });
const maxLines = fc.integer({ min: 1, max: 80 });
const limits = fc.array(fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }), { maxLength: 8 });

test("whatever the pieces a text comes in, its lines put together are the text", () => {
  fc.assert(
    fc.property(inputs, sizes, maxLines, limits, (input, chunks, maxLine, changing) => {
      assert.deepEqual(joined(piecesOf(input, chunks, maxLine, changing)), input);
    }),
    { numRuns: 2000 },
  );
});

test("every piece but the last ends with a newline or has the limit's length; none is longer, or has two lines", () => {
  fc.assert(
    fc.property(inputs, sizes, maxLines, limits, (input, chunks, maxLine, changing) => {
      const pieces = piecesOf(input, chunks, maxLine, changing);
      for (const [i, { bytes, limit }] of pieces.entries()) {
        assert.ok(bytes.length > 0 && bytes.length <= limit);
        const newline = bytes.indexOf(NEWLINE);
        if (newline >= 0) assert.equal(newline, bytes.length - 1, "a newline is the end of its piece");
        if (i < pieces.length - 1) assert.ok(newline >= 0 || bytes.length === limit);
      }
    }),
    { numRuns: 2000 },
  );
});

test("without a limit of its own a line is cut at the longest", () => {
  const pieces = piecesOf(Buffer.from("abcdefgh\nij\n"), [100], 4);
  assert.deepEqual(
    pieces.map(({ bytes }) => Buffer.from(bytes).toString()),
    ["abcd", "efgh", "\n", "ij\n"],
  );
});

test("a limit below what has come already leaves the rest for the next", () => {
  const lines = createLines(source(Buffer.from("abcdef\n"), [100]), 64);
  assert.deepEqual(Buffer.from(lines.next(2) ?? []).toString(), "ab");
  assert.deepEqual(Buffer.from(lines.next(1) ?? []).toString(), "c");
  assert.deepEqual(Buffer.from(lines.next() ?? []).toString(), "def\n");
  assert.equal(lines.next(), undefined);
});

const texts = (input: string, chunks: number[]): string[] =>
  piecesOf(Buffer.from(input), chunks, 64).map(({ bytes }) => Buffer.from(bytes).toString());

test("the last line needs no newline", () => {
  assert.deepEqual(texts("cdefg", [5]), ["cdefg"]);
  assert.deepEqual(texts("ab\nc", [3, 1]), ["ab\n", "c"]);
  assert.deepEqual(texts("c", [1]), ["c"]);
  assert.deepEqual(texts("ab\ncdefg", [8]), ["ab\n", "cdefg"]);
});

test("an empty input has no line, and after the end it stays at its end", () => {
  const lines = createLines(() => 0, 16);
  assert.equal(lines.next(), undefined);
  assert.equal(lines.next(), undefined);
});

test("a line that was given is not changed by what comes after it", () => {
  const lines = createLines(source(Buffer.from("first\nother\n"), [6, 6]), 16);
  const first = lines.next();
  lines.next();
  assert.equal(Buffer.from(first ?? []).toString(), "first\n");
});

test("a line that is there already is not waited for", () => {
  let reads = 0;
  const read = source(Buffer.from("a\nb\n"), [4]);
  const lines = createLines((buffer) => {
    reads += 1;
    return read(buffer);
  }, 16);
  lines.next();
  lines.next();
  assert.equal(reads, 1);
});
