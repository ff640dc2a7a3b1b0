// Foreign text in Markdown: what is put into a template is escaped, so that it cannot be markup, a mention, a link, or a
// command to the runner.

import { greatest } from "../timeline/extremes.ts";
import { printable, sanitize } from "./sanitize.ts";

/** Markdown made by us. */
export interface Markup {
  readonly markup: string;
}

/** A template for one line: the template is Markdown, the values are text. */
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

/** For text inside an HTML element, where Markdown is not interpreted. */
export function element(raw: string, limit: number): string {
  return escapeHtml(sanitize(raw, limit));
}

/** A zero-width space, as an entity, keeps a name from being a mention, and an address from being a link. */
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
  const longest = greatest(
    [...shown.matchAll(/`+/g)].map(([run]) => run.length),
    0,
  );
  const fence = "`".repeat(longest + 1);
  const isPlain = longest === 0 && shown !== "";
  return { markup: isPlain ? fence + shown + fence : `${fence} ${shown} ${fence}` };
}
