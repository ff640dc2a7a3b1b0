// An endpoint is an address and a port; a connection is a pair of them (RFC 9293 3.3.1).

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Connection {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

export type Direction = "client->server" | "server->client";

/** `127.0.0.1:9877`, `[::1]:9877`; an unspecified address or port is `*`, as netstat(8) prints it. */
export function formatEndpoint({ address, port }: Endpoint): string {
  const shownPort = port === 0 ? "*" : String(port);
  if (address === "0.0.0.0" || address === "::") return `*:${shownPort}`;
  return address.includes(":") ? `[${address}]:${shownPort}` : `${address}:${shownPort}`;
}

/** Undefined for what is not `ADDRESS:PORT` or `[ADDRESS]:PORT`, with a numeric address. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, bracketed, plain, port = ""] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const bytes = parseIPv6(bracketed ?? "") ?? parseIPv4(plain ?? "");
  if (bytes === undefined || Number(port) > 0xffff) return undefined;
  return { address: formatAddress(bytes), port: Number(port) };
}

export function sameEndpoint(one: Endpoint, other: Endpoint): boolean {
  return one.port === other.port && sameAddress(one.address, other.address);
}

export function sameAddress(one: string, other: string): boolean {
  return one === other || withoutMapping(one) === withoutMapping(other);
}

/** A socket that takes IPv6 and IPv4 has its IPv4 peers as `::ffff:a.b.c.d` (RFC 4291 2.5.5.2): the same address. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

/** Endpoints that were seen, by address and port. */
const seen = new Map<number | string, Endpoint>();
const SEEN_LIMIT = 10_000;

/**
 * The endpoint whose address is those 4 or 16 bytes, in network order. It is the same object each time: at a hundred
 * thousand segments a second two new ones for each would be most of the work, and most of the garbage.
 */
export function endpointAt(memory: DataView, at: number, length: 4 | 16, port: number): Endpoint {
  const key = length === 4 ? memory.getUint32(at) * 0x10000 + port : keyOfIPv6(memory, at, port);
  const known = seen.get(key);
  if (known) return known;
  const address = formatAddress(new Uint8Array(memory.buffer, memory.byteOffset + at, length));
  const endpoint = { address, port };
  if (seen.size >= SEEN_LIMIT) seen.clear();
  seen.set(key, endpoint);
  return endpoint;
}

function keyOfIPv6(memory: DataView, at: number, port: number): string {
  const [a, b] = [memory.getUint32(at), memory.getUint32(at + 4)];
  return `${a} ${b} ${memory.getUint32(at + 8)} ${memory.getUint32(at + 12)} ${port}`;
}

/** Renders 4 or 16 address bytes in network order; IPv6 in the short form of RFC 5952. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join(".")}`;
  }
  const zeros = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(":");
  return `${hex.slice(0, zeros.start).join(":")}::${hex.slice(zeros.start + zeros.length).join(":")}`;
}

/** The 4 or 16 bytes of a numeric address, in network order. A zone (`%eth0`) is not part of it. */
export function parseAddress(address: string): Uint8Array {
  const [bare = ""] = address.split("%");
  const bytes = readAddress(bare);
  if (bytes === undefined) throw new RangeError(`${address} is not an IP address`);
  return bytes;
}

/** For text from outside: a numeric address, without a zone. */
export function isAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS.length && readAddress(text) !== undefined;
}

const LONGEST_ADDRESS = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";

function readAddress(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): Uint8Array | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const numbers = text.split(".").map(Number);
  return numbers.every((number) => number <= 0xff) ? Uint8Array.from(numbers) : undefined;
}

/** All spellings of RFC 4291 2.2. */
function parseIPv6(text: string): Uint8Array | undefined {
  const [left = "", right, ...more] = text.split("::");
  const [head, tail] = [parseGroups(left, right === undefined), parseGroups(right ?? "", true)];
  if (head === undefined || tail === undefined || more.length > 0) return undefined;
  const zeros = 16 - head.length - tail.length;
  const isComplete = right === undefined ? zeros === 0 : zeros >= 2;
  return isComplete ? Uint8Array.from([...head, ...Array<number>(zeros).fill(0), ...tail]) : undefined;
}

/** The bytes of `1:2:3`; where the address ends with it, it may have a dotted tail: `1:2:192.0.2.1`. */
function parseGroups(text: string, isEnd: boolean): readonly number[] | undefined {
  const groups = text === "" ? [] : text.split(":");
  const bytes = groups.map((group, i) => {
    const dotted = isEnd && i === groups.length - 1 ? parseIPv4(group) : undefined;
    if (dotted !== undefined) return [...dotted];
    const value = /^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : undefined;
    return value === undefined ? undefined : [value >> 8, value & 0xff];
  });
  return bytes.every((pair) => pair !== undefined) ? bytes.flat() : undefined;
}

/** RFC 5952 4.2.3: the longest run of zero groups is shortened; the first one of two that are equal. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, i) => {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}
