// What no configuration and no story needs, and what the parser of YAML would take for ever to read, or end the process
// with: a text that is too long, or nested too deeply. Found out without recursion.

import { Lexer } from "yaml";

/** Of a file, in characters: a suite of ten thousand cases is shorter. */
const LONGEST = 2 ** 20;
/** Ours are less deeply nested. */
const DEEPEST = 64;

/** Undefined for what can be read. */
export function findTooMuch(text: string): { readonly message: string; readonly line?: number } | undefined {
  if (text.length > LONGEST) return { message: `it is longer than ${LONGEST} characters` };
  const line = lineInBlocks(text) ?? lineInBrackets(text);
  return line === undefined ? undefined : { message: `it is nested more than ${DEEPEST} deep`, line };
}

/** By indentation, and by what begins a list or a key on the same line. What is text of several lines counts as well. */
function lineInBlocks(text: string): number | undefined {
  const indents: number[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const [, spaces = "", marks = ""] = /^( *)((?:[-?:][ \t]+)*)/.exec(line) ?? [];
    if (/^\s*(#|$)/.test(line)) continue; // an empty line or a comment ends nothing
    while (indents.length > 0 && (indents.at(-1) ?? 0) >= spaces.length) indents.pop();
    indents.push(spaces.length);
    const nested = marks.replaceAll(/[ \t]/g, "").length;
    if (indents.length + nested > DEEPEST) return i + 1;
  }
  return undefined;
}

/** The sign after which the next token is text, and no bracket. */
const TEXT_FOLLOWS = "\u001f";

function lineInBrackets(text: string): number | undefined {
  let [depth, line, isText] = [0, 1, false];
  for (const token of new Lexer().lex(text)) {
    if (!isText && (token === "[" || token === "{")) depth += 1;
    if (!isText && (token === "]" || token === "}")) depth -= 1;
    if (depth > DEEPEST) return line;
    isText = token === TEXT_FOLLOWS;
    line += token.split("\n").length - 1;
  }
  return undefined;
}
