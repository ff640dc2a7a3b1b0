// Addresses and endpoints as text: RFC 5952, and netstat's asterisks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, formatEndpoint, sameEndpoint } from "../../../src/tcp/endpoint.ts";
import * as fc from "fast-check";

/** What the URL parser of this Node makes of an IPv6 address: RFC 5952 too, but with no dotted tail. */
function normalised(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function inFull(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    Buffer.from(bytes)
      .readUInt16BE(2 * i)
      .toString(16),
  );
  return groups.join(":");
}

/** Bytes with runs of zeros, which are what is shortened. */
const addressBytes = fc
  .array(fc.oneof(fc.constantFrom([0, 0], [0xff, 0xff]), fc.tuple(fc.nat(255), fc.nat(255))), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => Uint8Array.from(groups.flat()));

const isMapped = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;

test("any 16 bytes are written as the URL parser writes them", () => {
  fc.assert(
    fc.property(
      fc.oneof(addressBytes, fc.uint8Array({ minLength: 16, maxLength: 16 })).filter((b) => !isMapped(b)),
      (bytes) => {
        assert.equal(formatAddress(bytes), normalised(inFull(bytes)));
      },
    ),
    { numRuns: 2000 },
  );
});

test("an IPv4-mapped address has a dotted tail, and means the same address", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (v4) => {
      const bytes = Uint8Array.from([...Array.from({ length: 10 }, () => 0), 0xff, 0xff, ...v4]);
      assert.equal(formatAddress(bytes), `::ffff:${v4.join(".")}`);
      assert.equal(normalised(formatAddress(bytes)), normalised(inFull(bytes)));
    }),
  );
});

test("any 4 bytes are a dotted quad", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.equal(formatAddress(Uint8Array.from(address.split("."), Number)), address);
    }),
  );
});

test("of two equal runs of zeros the first is shortened, and a single zero is not", () => {
  const format = (...groups: number[]): string =>
    formatAddress(Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff])));
  assert.equal(format(0x2001, 0, 0, 1, 0, 0, 1, 1), "2001::1:0:0:1:1");
  assert.equal(format(0x2001, 0, 0, 1, 0, 0, 0, 1), "2001:0:0:1::1");
  assert.equal(format(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), "2001:db8:0:1:1:1:1:1");
  assert.equal(format(0, 0, 0, 0, 0, 0, 0, 0), "::");
  assert.equal(format(0, 0, 0, 0, 0, 0, 0, 1), "::1");
  assert.equal(format(1, 0, 0, 0, 0, 0, 0, 0), "1::");
  assert.equal(format(1, 0, 0, 0, 0, 0xffff, 0x102, 0x304), "1::ffff:102:304");
});

test("an endpoint is address and port, with brackets around IPv6", () => {
  assert.equal(formatEndpoint({ address: "127.0.0.1", port: 9877 }), "127.0.0.1:9877");
  assert.equal(formatEndpoint({ address: "::1", port: 9877 }), "[::1]:9877");
});

test("an unspecified address or port is an asterisk", () => {
  assert.equal(formatEndpoint({ address: "0.0.0.0", port: 9877 }), "*:9877");
  assert.equal(formatEndpoint({ address: "::", port: 0 }), "*:*");
  assert.equal(formatEndpoint({ address: "10.0.0.1", port: 0 }), "10.0.0.1:*");
  assert.equal(formatEndpoint({ address: "::1", port: 0 }), "[::1]:*");
});

test("endpoints are the same when both address and port are", () => {
  const one = { address: "127.0.0.1", port: 1 };
  assert.ok(sameEndpoint(one, { ...one }));
  assert.ok(!sameEndpoint(one, { ...one, port: 2 }));
  assert.ok(!sameEndpoint(one, { ...one, address: "127.0.0.2" }));
});

test("an IPv4 address mapped into IPv6 is the same endpoint, whichever end says so", () => {
  const v4 = { address: "192.0.2.1", port: 1 };
  const mapped = { address: formatAddress(Buffer.from("00000000000000000000ffffc0000201", "hex")), port: 1 };
  assert.ok(sameEndpoint(v4, mapped) && sameEndpoint(mapped, v4) && sameEndpoint(mapped, { ...mapped }));
  assert.ok(!sameEndpoint(mapped, { ...v4, port: 2 }));
  assert.ok(!sameEndpoint({ address: "::1", port: 1 }, { address: "0.0.0.1", port: 1 }));
});
