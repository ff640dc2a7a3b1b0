// A pattern is found in a stream however that is divided, and where it ends is known to the byte.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parsePattern } from "../../../src/timeline/pattern.ts";
import { createSeek } from "../../../src/timeline/seek.ts";
import { isTlsRecord } from "../../../src/timeline/tls.ts";

/** Where in the whole stream the match ends, and in which piece. */
function endIn(pattern: string, pieces: readonly Uint8Array[]): number | undefined {
  const seek = createSeek(parsePattern(pattern));
  let before = 0;
  for (const piece of pieces) {
    const end = seek.take(piece);
    if (end !== undefined) return before + end;
    before += piece.length;
  }
  return undefined;
}

test("however the stream is divided, the match ends where it ends", () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 });
  fc.assert(
    fc.property(parts, fc.array(fc.nat(80)), (noise, cuts) => {
      const quiet = noise.map((part) => part.map((byte) => (byte === 0x49 ? 0 : byte)));
      const stream = Buffer.concat([...quiet, Buffer.from("INSERT INTO é"), Buffer.alloc(9)]);
      const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, i) => stream.subarray(at[i], end));
      assert.equal(endIn("/INSERT/", pieces), stream.indexOf("INSERT") + 6);
      assert.equal(endIn("INTO é", pieces), stream.indexOf("INTO") + 7, "as many bytes as it has in UTF-8");
      assert.equal(endIn("/into \\S/i", pieces), stream.indexOf("INTO") + 6);
      assert.equal(endIn("/NOPE/", pieces), undefined);
    }),
  );
});

test("letters of several bytes are letters: in a class, in a range, whatever their case, and cut anywhere", () => {
  const cases: readonly (readonly [pattern: string, stream: string, end: number | undefined])[] = [
    ["/[éè]T/i", "xx\u00c9t!", 5],
    ["/[éè]/", "xx\u00e3\u00e8!", 6],
    ["/É/i", "\u00e9", 2],
    ["/é/", "\u00c9", undefined],
    ["/ã/i", "\u00e3", 2],
    ["/^[^é]$/", "\u00e8", 2],
    ["/[à-ü]+!/i", "caf\u00c9\u00c8!", 8],
    ["/\\u00e9/i", "\u00c9", 2],
    ["/\\p{Lu}/u", "x\u00c9", 3],
    ["/^.é/", "\u00e8\u00e9", 4],
    ["/[😀]/", "a😀b", 5],
    ["/😀b/u", "a😀b", 6],
    ["/€\\S/", "€€", 6],
  ];
  for (const [pattern, stream, end] of cases) {
    const bytes = Buffer.from(stream);
    for (let cut = 0; cut <= bytes.length; cut += 1)
      assert.equal(endIn(pattern, [bytes.subarray(0, cut), bytes.subarray(cut)]), end, `${pattern} ${cut}`);
  }
});

test("among bytes that are no text, text is found; and bytes are where bytes are asked for", () => {
  const stream = Buffer.concat([
    Buffer.from([0xff, 0xc3, 0xe9, 0xe0, 0x80]),
    Buffer.from("ÉT"),
    Buffer.from([0xff]),
  ]);
  assert.equal(endIn("/ét/i", [stream]), 8);
  assert.equal(endIn("/\\xff$/", [stream]), 9);
  assert.equal(endIn("/[^\\x00-\\x7f]/", [stream]), 1);
});

test("after much that is not looked for it is found all the same", () => {
  const much = Array.from({ length: 100 }, () => Buffer.alloc(1000, "x"));
  assert.equal(endIn("/O+K!/", [...much, Buffer.from("OO"), Buffer.from("OK!rest")]), 100_005);
});

test("without a pattern, the first bytes are what is looked for", () => {
  const seek = createSeek(undefined);
  assert.deepEqual([seek.take(Buffer.alloc(0)), seek.take(Buffer.from("ab"))], [undefined, 2]);
});

test("a TLS record is told from text", () => {
  const base64 = (...bytes: number[]): string => Buffer.from(bytes).toString("base64");
  assert.ok(isTlsRecord(base64(22, 3, 1, 0, 5, 1)), "a ClientHello");
  assert.ok(isTlsRecord(base64(23, 3, 3, 0, 5, 1)), "application data");
  for (const bytes of [[71, 69, 84], [22, 3], [22], [], [22, 4, 1], [25, 3, 3]])
    assert.ok(!isTlsRecord(base64(...bytes)), String(bytes));
});
