// Whether a segment of TLS may be an alert: by its type, or sealed, by the length of its only record; and how long the
// records are that begin in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { FINISHED_BYTES, isTlsAlert, isTlsRecord, sealedRecords } from "../../../src/timeline/tls.ts";

/** A record of a type, that says it has so many bytes, and of which `here` came in the segment. */
function record(type: number, length: number, here = length): readonly [payload: string, length: number] {
  const bytes = Buffer.alloc(5 + here, 7);
  bytes.set([type, 3, 3, length >> 8, length & 0xff]);
  return [bytes.toString("base64"), bytes.length];
}

test("an alert in the clear, and a sealed one of two bytes, are alerts", () => {
  assert.equal(isTlsAlert(...record(21, 2)), true);
  assert.equal(isTlsAlert(...record(23, 19)), true);
  assert.equal(isTlsAlert(...record(23, 20)), false, "a request, or an answer");
  assert.equal(isTlsAlert(...record(22, 19)), false, "of the handshake");
});

test("the first piece of a longer record is none, however short", () => {
  assert.equal(isTlsAlert(...record(23, 20, 10)), false);
  assert.equal(isTlsAlert(...record(23, 0x1_00, 19)), false);
});

test("what is no record is none", () => {
  assert.equal(isTlsRecord(Buffer.from("GET / HTTP/1.1").toString("base64")), false);
  assert.equal(isTlsAlert("", 0), false);
});

const HEADER = 5;
const HANDSHAKE = 22;
const SEALED = 23;
/** Records one after the other, with bytes in them that begin none. */
const bytesOf = (...all: readonly (readonly [type: number, length: number])[]): Buffer =>
  Buffer.concat(
    all.map(([type, length]) => {
      const bytes = Buffer.alloc(HEADER + length, 0xff);
      bytes.set([type, 3, 3, length >> 8, length & 0xff]);
      return bytes;
    }),
  );
const found = (bytes: Buffer, length = bytes.length): readonly number[] =>
  sealedRecords(bytes.toString("base64"), length);

test("the records that begin in a segment, of those that are sealed", () => {
  const rows: readonly (readonly [why: string, bytes: Buffer, found: readonly number[]])[] = [
    ["one", bytesOf([SEALED, 100]), [100]],
    ["several", bytesOf([SEALED, 100], [SEALED, 20], [SEALED, 300]), [100, 20, 300]],
    ["of the handshake", bytesOf([HANDSHAKE, 100]), []],
    ["behind what is not sealed", bytesOf([HANDSHAKE, 100], [20, 1], [SEALED, 53]), [53]],
    ["an alert in the clear", bytesOf([21, 2], [24, 2]), []],
    ["an empty one", bytesOf([SEALED, 0], [SEALED, 1]), [0, 1]],
    ["as long as can be", bytesOf([SEALED, 16_640]), [16_640]],
    ["its beginning", bytesOf([SEALED, 0x1_02]).subarray(0, 6), [0x1_02]],
    ["its header", bytesOf([SEALED, 100]).subarray(0, HEADER), [100]],
    ["less than that", bytesOf([SEALED, 100]).subarray(0, HEADER - 1), []],
    ["the header of the second", bytesOf([SEALED, 7], [SEALED, 100]).subarray(0, 12 + HEADER), [7, 100]],
    ["less than that of the second", bytesOf([SEALED, 7], [SEALED, 100]).subarray(0, 12 + 4), [7]],
    ["the rest of one, and another one", bytesOf([SEALED, 7], [SEALED, 100]).subarray(6), []],
    ["what looks like one of another version", Buffer.from([SEALED, 1, 1, 0, 5, 1, 1, 1, 1, 1]), []],
    ["no record", Buffer.from("GET / HTTP/1.1\r\n"), []],
  ];
  for (const [why, bytes, lengths] of rows) assert.deepEqual(found(bytes), lengths, why);
});

test("of a segment of which nothing was kept all that it carries, and of what was kept in part what can be seen", () => {
  assert.deepEqual(sealedRecords("", 517), [517]);
  assert.deepEqual(sealedRecords("", 1), [1]);
  assert.deepEqual(sealedRecords("", 0), []);
  assert.deepEqual(found(bytesOf([SEALED, 1000], [SEALED, 20]).subarray(0, 512), 1030), [1000]);
});

const lengthsOf = fc.array(fc.tuple(fc.constantFrom(20, 21, HANDSHAKE, SEALED), fc.nat(2000)), {
  minLength: 1,
  maxLength: 8,
});

test("in whatever segments they are sent, each is found once at the most, and each that begins one", () => {
  fc.assert(
    fc.property(lengthsOf, fc.array(fc.nat(16_000), { maxLength: 12 }), (records, places) => {
      const bytes = bytesOf(...records);
      const cuts = [...new Set([0, ...places.map((place) => place % bytes.length)])].sort((a, b) => a - b);
      const segments = cuts.map((from, i) => ({ from, bytes: bytes.subarray(from, cuts[i + 1]) }));
      let at = 0;
      const begun = records.map(([type, length]) => {
        const from = at;
        at += HEADER + length;
        return { type, length, from };
      });
      const expected = segments.flatMap(({ from, bytes: { length: size } }) => {
        const isBegun = begun.some((each) => each.from === from);
        const within = begun.filter((each) => each.from >= from && each.from + HEADER <= from + size);
        return isBegun ? within.filter(({ type }) => type === SEALED).map(({ length }) => length) : [];
      });
      assert.deepEqual(
        segments.flatMap((each) => found(each.bytes)),
        expected,
      );
    }),
  );
});

test("sent each for itself all are found, whatever they hold", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 6 }), (contents) => {
      const all = contents.map((content) => {
        const bytes = bytesOf([SEALED, content.length]);
        bytes.set(content, HEADER);
        return bytes;
      });
      const lengths = contents.map(({ length }) => length);
      assert.deepEqual(
        all.flatMap((each) => found(each)),
        lengths,
      );
      assert.deepEqual(found(Buffer.concat(all)), lengths);
    }),
  );
});

// openssl s_client -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 (and TLS_AES_256_GCM_SHA384): a record of 53 (and 69) bytes.
test("the client's Finished is a header of 4 bytes, a hash, a type, and a tag of 16", () => {
  assert.deepEqual(
    FINISHED_BYTES,
    [32, 48].map((hash) => 4 + hash + 1 + 16),
  );
});
