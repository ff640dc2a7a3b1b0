// `struct sockaddr_in` and `sockaddr_in6` (ip(7), ipv6(7)) for the addresses this process names.

import { isIPv4 } from "node:net";
import { endianness } from "node:os";
import { type Endpoint, formatAddress } from "../tcp/endpoint.ts";

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

/** The 4 or 16 bytes of a numeric address, in network order. */
export function parseAddress(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  const [bare = ""] = address.split("%");
  // A dotted tail (`::ffff:1.2.3.4`) becomes two groups; the URL parser expands nothing, but normalises all spellings.
  const url = `http://[${bare}]`;
  if (!/^[0-9a-f:.]+$/i.test(bare) || !URL.canParse(url)) throw new RangeError(`${address} is no IP address`);
  const normal = new URL(url).hostname.slice(1, -1);
  const [head = "", tail = ""] = normal.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return Uint8Array.from(
    [...left, ...zeros, ...right].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}
