// A number for a text, by which it is known again where the text is not kept: FNV-1a, of 32 bits.

export function numberOf(text: string): number {
  let number = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) number = Math.imul(number ^ text.charCodeAt(i), 0x01000193);
  return number >>> 0;
}
