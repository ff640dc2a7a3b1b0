// Finds the line of a key in the text of a configuration in TypeScript or JavaScript, by its braces: the value itself does
// not know where it came from. What is found twice, or made by code, is not found.

import type { KeyPath } from "./place.ts";

const TOKEN =
  /(?<comment>\/\/.*|\/\*[^]*?\*\/)|(?<string>"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')|(?<text>`(?:\\[^]|[^`\\])*`)|(?<word>[\p{ID_Start}$_\d][\p{ID_Continue}$]*)|(?<mark>[^\s])/gu;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y;
/** After these a slash divides; elsewhere it begins a regular expression. */
const ENDS_VALUE = /^(?:[\w$)\]}"'`]|.*[\w$"'`]$)/su;

/** Braces after these hold names. */
const NO_LITERAL: ReadonlySet<string> = new Set(["import", "export", "type", "const", "let", "var"]);

interface Token {
  readonly kind: string;
  readonly text: string;
  readonly at: number;
}

/** What a bracket has opened. */
interface Frame {
  /** Empty where what is in it has no keys: an index, a name that is imported. */
  bracket: string;
  /** Keys that lead to it, from the outermost literal that it is a part of. */
  readonly path: KeyPath;
  /** The key, or the element, that is being read. */
  key: string | number | undefined;
}

interface Found {
  readonly path: KeyPath;
  readonly at: number;
}

/** The line of the last key of the path, from 1; undefined where more than one place could be meant. */
export function findLine(text: string, path: KeyPath): number | undefined {
  const fitting = findKeys(text).filter((found) => isEndOf(found.path, path));
  const longest = Math.max(0, ...fitting.map((found) => found.path.length));
  const [only, other] = fitting.filter((found) => found.path.length === longest);
  return only === undefined || other !== undefined ? undefined : text.slice(0, only.at).split("\n").length;
}

/** A part of the configuration can be written as a constant, apart from the rest. */
function isEndOf(end: KeyPath, path: KeyPath): boolean {
  return end.length <= path.length && end.every((key, i) => key === path[path.length - end.length + i]);
}

/** Every key and every element of the literals, with the keys that lead to it. */
function findKeys(text: string): Found[] {
  const found: Found[] = [];
  const open: Frame[] = [];
  const tokens = tokensOf(text);
  for (const [i, token] of tokens.entries()) {
    const [before, after] = [tokens[i - 1]?.text ?? "", tokens[i + 1]?.text ?? ""];
    const frame = open.at(-1);
    if (frame !== undefined && (before === "," || before === frame.bracket)) {
      frame.key = nextKey(frame, token, after);
      if (frame.key !== undefined) found.push({ path: [...frame.path, frame.key], at: token.at });
    }
    if (token.kind !== "mark") continue;
    if ("{[(".includes(token.text)) open.push(opened(token.text, frame, before));
    else if ("}])".includes(token.text)) open.pop();
  }
  return found;
}

function nextKey(frame: Frame, token: Token, after: string): string | number | undefined {
  if (frame.bracket === "{") return keyOf(token, after);
  if (frame.bracket !== "[" || token.text === "]") return undefined;
  // How many elements are spread here is not known.
  if (token.text === ".") frame.bracket = "";
  return typeof frame.key === "number" ? frame.key + 1 : 0;
}

/** A literal that is the value of a key, or an element, belongs to it; any other begins anew. */
function opened(bracket: string, outer: Frame | undefined, before: string): Frame {
  if (bracket === "[" ? ENDS_VALUE.test(before) : NO_LITERAL.has(before))
    return { bracket: "", path: [], key: undefined };
  const isValue =
    outer?.key !== undefined && (outer.bracket === "{" ? before === ":" : before === "[" || before === ",");
  return { bracket, path: isValue ? [...outer.path, outer.key ?? ""] : [], key: undefined };
}

/** `command: ...`, `"psql": ...`, or `command` alone, whose value is the constant of that name. */
function keyOf({ kind, text }: Token, after: string): string | undefined {
  if (![":", ",", "}"].includes(after)) return undefined;
  if (kind === "word") return text;
  return kind === "string" && after === ":" && !text.includes("\\") ? text.slice(1, -1) : undefined;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at, tokens.at(-1)?.text ?? "");
    if (token === undefined) break;
    if (token.kind !== "comment") tokens.push(token);
    at = token.at + token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number, before: string): Token | undefined {
  TOKEN.lastIndex = at;
  const match = TOKEN.exec(text);
  if (match === null) return undefined;
  const [written] = match;
  const [kind = "mark"] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [];
  if (written === "/" && !ENDS_VALUE.test(before)) {
    REGEXP.lastIndex = match.index;
    const [regexp] = REGEXP.exec(text) ?? [];
    if (regexp !== undefined) return { kind: "text", text: regexp, at: match.index };
  }
  return { kind, text: written, at: match.index };
}
