// What is sent from one process to the other, a line of JSON each.

/**
 * A line, with its end. node:readline ends one at U+2028 and U+2029 as well (Unicode's own ends of lines), which JSON has
 * as they are: here they are escaped.
 */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)
    .replaceAll("\u2028", String.raw`\u2028`)
    .replaceAll("\u2029", String.raw`\u2029`)}\n`;
}
