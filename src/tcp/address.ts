// IPv4 and IPv6 addresses, from text to bytes.

const NUMBER = /^\d{1,3}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/** The 4 or 16 bytes of an address, in network order; undefined for text that is not one (RFC 4291 2.2). */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.length > "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length) return undefined;
  return text.includes(":") ? parseIPv6(text) : parseIPv4(text);
}

export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

function parseIPv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part) && Number(part) <= 255))
    return undefined;
  return Uint8Array.from(parts, Number);
}

function parseIPv6(text: string): Uint8Array | undefined {
  const halves = text.split("::").map(groupsOf);
  const [head, tail] = halves;
  if (head === undefined || halves.length > 2) return undefined;
  const zeros = 8 - head.length - (tail?.length ?? 0);
  const isWhole = tail === undefined ? zeros === 0 : zeros > 0;
  const groups = [...head, ...Array<number>(Math.max(0, zeros)).fill(0), ...(tail ?? [])];
  if (!isWhole || groups.some(Number.isNaN)) return undefined;
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** NaN for what is not a group; the last 32 bits may be written as an IPv4 address. */
function groupsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part, i, all) => {
    if (GROUP.test(part)) return [parseInt(part, 16)];
    const [a, b, c, d] = (i === all.length - 1 && parseIPv4(part)) || [];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return [Number.NaN];
    return [(a << 8) | b, (c << 8) | d];
  });
}
