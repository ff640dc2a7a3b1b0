// How deep the arrays and objects of a JSON text are nested, computed without recursion: parsing a text that is nested too
// deeply would run out of stack.

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

/** The position of the closing quote of the string that begins at `from`: the next one that is not escaped. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (json.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return json.length;
}
