// How deep the arrays and objects of a JSON text are nested, without a call for each: what reads or writes a text that is
// nested deeply enough runs out of stack.

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{`, `]` and `}`: each pair but for one bit alike. */
const [OPENING, CLOSING, EITHER] = [0x5b, 0x5d, 0x20];

/** @param json well-formed */
export function nestsDeeper(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) at = endOfString(json, at);
    else if ((char & ~EITHER) === OPENING) depth += 1;
    else if ((char & ~EITHER) === CLOSING) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

/** Where the string that begins at `from` has its closing quote: the next one with no backslash that escapes it. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (json.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return json.length;
}
