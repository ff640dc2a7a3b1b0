// Text of others in Markdown: whatever is put into a template is escaped there, so that nothing of it is markup, a mention,
// a link or a command to the runner in whose log it stands.

import { printable, sanitize } from "./sanitize.ts";

/** Markdown that was made here. */
export interface Markup {
  readonly markup: string;
}

/** One line: what is written in the template is Markdown, what is put into it is text. */
export function markdown(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Markup)[]
): string {
  const texts = values.map((value) => (typeof value === "object" ? value.markup : escape(String(value))));
  return printable(String.raw({ raw: strings }, ...texts));
}

const LIMIT = 300;

function escape(raw: string): string {
  const shown = sanitize(raw, LIMIT)
    .replace(/[\\`*_{}[\]()#|~!]/g, "\\$&")
    .replace(/^[-+=:]/, "\\$&")
    .replace(/^(\d+)(?=\.)/, "$1\\");
  return escapeHtml(shown);
}

/** Inside of an element Markdown is not read. */
export function element(raw: string, limit: number): string {
  return escapeHtml(sanitize(raw, limit));
}

/** Nor is a name a mention or an address a link with nothing between their parts: a space without width, written out. */
function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "@&#8203;")
    .replace(/:\/\//g, ":&#8203;//")
    .replace(/\bwww\./gi, "$&&#8203;");
}

/** A fence longer than any run of backticks in it (CommonMark 6.1); a bar would end a table's cell. */
export function code(raw: string): Markup {
  const shown = sanitize(raw, 200).replace(/\|/g, "\\|");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const isPlain = longest === 0 && shown !== "";
  return { markup: isPlain ? fence + shown + fence : `${fence} ${shown} ${fence}` };
}
