// Whether a segment of TLS may be an alert: by its type, or sealed, by the length of its only record.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isTlsAlert, isTlsRecord } from "../../../src/timeline/tls.ts";

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
