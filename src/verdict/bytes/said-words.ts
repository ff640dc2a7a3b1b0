// How a typed line is looked for in the bytes that were sent: its words in their order, whatever a protocol has between
// them.

/** Fewer characters than this are in every payload somewhere. */
const SURE_LENGTH = 3;
/** Between two words of a line a protocol may have this many bytes of its own: RESP has `\r\n$5\r\n`. */
const BETWEEN_WORDS = 64;

/** Matches the line in a text with a character for each byte; undefined where that would be found anywhere. */
export function patternOf(text: string): RegExp | undefined {
  const words = wordsOf(text);
  return words.join("").length < SURE_LENGTH ? undefined : new RegExp(inOrder(words), "gi");
}

/** Whether what was sent, with a character for each byte, ends with some of the line, and not with all of it. */
export function endsInBeginning(sent: string, text: string): boolean {
  const words = wordsOf(text);
  const begun = words.slice(1).some((_, i) => {
    const first = words.slice(0, i + 1);
    const isSure = first.join("").length >= SURE_LENGTH;
    return isSure && new RegExp(`${inOrder(first)}[^]{0,${BETWEEN_WORDS}}$`, "i").test(sent);
  });
  const [[...letters] = []] = words;
  const tail = sent.toLowerCase();
  return (
    begun ||
    letters.some((_, i) =>
      tail.endsWith(
        letters
          .slice(0, i + 1)
          .join("")
          .toLowerCase(),
      ),
    )
  );
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean).map(asBytes);
}

function inOrder(words: readonly string[]): string {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return escaped.join(`[^]{0,${BETWEEN_WORDS}}?`);
}

/** As `atob` has them: a character for each byte of UTF-8. */
function asBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}
