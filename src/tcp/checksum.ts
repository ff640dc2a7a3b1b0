// The checksum of IP and TCP (RFC 1071).

/**
 * The ones' complement sum of 16-bit words, folded into 16 bits: the checksum is its complement. An odd last byte is the
 * first half of a word.
 *
 * @param sum of what comes before; that must have an even length
 */
export function sumWords(bytes: Uint8Array, sum = 0): number {
  let total = sum;
  for (let i = 0; i < bytes.length; i += 2) total += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}
