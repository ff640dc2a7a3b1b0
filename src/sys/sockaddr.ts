// `struct sockaddr_in` and `sockaddr_in6` (ip(7), ipv6(7)) for the addresses this process names.

import { isIPv4 } from "node:net";
import { endianness } from "node:os";
import { type Endpoint, formatAddress, parseAddress } from "../tcp/endpoint.ts";

export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCKADDR_MAX = 28;
const littleEndian = endianness() === "LE";

/** AF_INET or AF_INET6. */
export function familyOf(address: string): number {
  // Not asked the other way round: Node's regular expression for IPv6 takes 10 ms to compile.
  return isIPv4(address) ? AF_INET : AF_INET6;
}

/** Encodes a numeric endpoint; throws a RangeError for an address that is neither IPv4 nor IPv6. */
export function encodeSockaddr({ address, port }: Endpoint): Uint8Array {
  const family = familyOf(address);
  const bytes = new Uint8Array(family === AF_INET6 ? 28 : 16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, littleEndian);
  view.setUint16(2, port);
  bytes.set(parseAddress(address), family === AF_INET6 ? 8 : 4);
  return bytes;
}

export function decodeSockaddr(bytes: Uint8Array): Endpoint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const port = view.getUint16(2);
  const isV6 = view.getUint16(0, littleEndian) === AF_INET6;
  return { address: formatAddress(isV6 ? bytes.subarray(8, 24) : bytes.subarray(4, 8)), port };
}
