// Holds comments and the text of Markdown to a width, which the formatter leaves alone. Prints each line that is wider.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const SOURCES = ["src", "test", "bench", "tools", "examples"];
const PAGES = [".", "docs"];
/** Written from the sources (`npm run docs`). */
const GENERATED = new Set(["docs/faults.md"]);
const [WIDEST_COMMENT, WIDEST_TEXT] = [125, 130];
const COMMENT = /^\s*(?:\/\/|\/\*\*?|\*)\s/;
/** A table's row, a heading, a link's address: nothing in them can go to the next line. */
const NO_TEXT = /^\s*(?:\||#|\[[^\]]+\]:)/;
const FENCE = /^\s*(?:```|~~~)/;

function filesIn(folder, ending, recursive) {
  return readdirSync(folder, { recursive })
    .map((file) => join(folder, String(file)))
    .filter((file) => ending.test(file) && !GENERATED.has(file) && !file.includes("node_modules"));
}

/** A word alone, or a piece of code, may be longer than the line. */
function isWider(line, widest) {
  return line.length > widest && /\S\s+\S+\s+\S/.test(line.replace(/`[^`]*`/g, "code"));
}

function wideComments(file) {
  const isWide = (line) =>
    COMMENT.test(line) && !/oxlint-disable/.test(line) && isWider(line, WIDEST_COMMENT);
  return wideLines(file, isWide);
}

function wideText(file) {
  let isCode = false;
  return wideLines(file, (line) => {
    if (FENCE.test(line)) isCode = !isCode;
    return !isCode && !NO_TEXT.test(line) && isWider(line, WIDEST_TEXT);
  });
}

function wideLines(file, isWide) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, i) =>
    isWide(line) ? [`${file}:${i + 1}: ${line.length} characters wide`] : [],
  );
}

const wide = [
  ...SOURCES.flatMap((folder) => filesIn(folder, /\.(?:tsx?|m?js)$/, true)).flatMap(wideComments),
  ...PAGES.flatMap((folder) => filesIn(folder, /\.md$/, false)).flatMap(wideText),
];
if (wide.length > 0) {
  console.error(wide.join("\n"));
  process.exitCode = 1;
}
