// Socket addresses as the kernel takes them.

import assert from "node:assert/strict";
import { isIP } from "node:net";
import { test } from "node:test";
import { AF_INET, AF_INET6, decodeSockaddr, encodeSockaddr } from "../../../src/sys/sockaddr.ts";
import * as fc from "fast-check";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
/** `sa_family` in the byte order of this machine. */
const family = (number: number): string => hex(new Uint8Array(Uint16Array.of(number).buffer));

test("the families have the kernel's numbers", () => {
  assert.deepEqual([AF_INET, AF_INET6], [2, 10]);
});

test("an IPv4 endpoint is family, port in network order, address, padding: 16 bytes", () => {
  const bytes = encodeSockaddr({ address: "127.0.0.1", port: 9877 });
  assert.equal(hex(bytes), `${family(AF_INET)}26957f0000010000000000000000`);
});

test("an IPv6 endpoint is family, port, flow, address, scope: 28 bytes", () => {
  const bytes = encodeSockaddr({ address: "2001:db8::1", port: 9877 });
  assert.equal(hex(bytes), `${family(AF_INET6)}26950000000020010db800000000000000000000000100000000`);
});

test("any endpoint is the same after the round trip, in the short form of RFC 5952", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(65535), (address, port) => {
      const back = decodeSockaddr(encodeSockaddr({ address, port }));
      assert.equal(back.port, port);
      assert.equal(isIP(back.address), isIP(address));
      if (isIP(address) === 4) assert.equal(back.address, address);
      else assert.equal(new URL(`http://[${back.address}]`).host, new URL(`http://[${address}]`).host);
      assert.deepEqual(decodeSockaddr(encodeSockaddr(back)), back);
    }),
    { numRuns: 1000 },
  );
});

test("an IPv4-mapped address is IPv6, with its dotted tail", () => {
  const bytes = encodeSockaddr({ address: "::ffff:192.0.2.1", port: 7 });
  assert.equal(hex(bytes.subarray(8, 24)), "00000000000000000000ffffc0000201");
  assert.deepEqual(decodeSockaddr(bytes), { address: "::ffff:192.0.2.1", port: 7 });
  assert.deepEqual(encodeSockaddr({ address: "::ffff:c000:201", port: 7 }), bytes);
});

test("the unspecified and the loopback address", () => {
  for (const address of ["0.0.0.0", "255.255.255.255", "::", "::1", "1::"])
    assert.equal(decodeSockaddr(encodeSockaddr({ address, port: 0 })).address, address);
});

test("a zone is no part of the address", () => {
  assert.deepEqual(
    encodeSockaddr({ address: "fe80::1%eth0", port: 1 }),
    encodeSockaddr({ address: "fe80::1", port: 1 }),
  );
});

test("an address inside a larger buffer is decoded at its place", () => {
  const memory = new Uint8Array(64).fill(0xff);
  memory.set(encodeSockaddr({ address: "192.0.2.7", port: 80 }), 13);
  assert.deepEqual(decodeSockaddr(memory.subarray(13, 29)), { address: "192.0.2.7", port: 80 });
});

test("what is neither IPv4 nor IPv6 is a RangeError", () => {
  for (const address of ["localhost", "", "1.2.3", "1.2.3.4.5", "300.1.1.1", ":::", "g::1"])
    assert.throws(() => encodeSockaddr({ address, port: 80 }), RangeError, address);
});
