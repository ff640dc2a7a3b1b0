// A page: one file with the application, its styles and the runs in it, without network requests.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { deflateRawSync } from "node:zlib";
import type { RunDocument, RunRecord } from "../../timeline/record.ts";
import { dictionaryOf, packRun } from "./packing.ts";
import { formatCutShort } from "../many.ts";
import { sanitize, toJson, visible } from "../sanitize.ts";
import { type Entry, type PageContent, type StaticPage, describeEntry } from "./content.ts";

/** A document, and the name of the file that it is from. */
export interface PageSource {
  readonly document: RunDocument;
  readonly name: string;
}

/** In the head of each page, also of earlier versions: so we recognise our own pages, which may be replaced. */
export const PAGE_MARK = 'deadpeer</title>\n<link rel="icon" href="data:,">';

/** A title may be a whole command; the mark behind it must be near the beginning of the file. */
const TITLE_LIMIT = 200;

/** Nothing can be fetched, and only our script can run, with only our style sheet. */
function policyFor(script: string, styles: string): string {
  const only = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; script-src ${only(script)}; style-src ${only(styles)}; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** Without JavaScript, up to this many runs are shown with their statements; more are shown as a table. */
const STATIC_RUNS = 12;

/**
 * The page of all runs of these documents.
 *
 * @returns HTML; bytes of the programs' output are in it as text only, never as markup
 */
export async function renderPage(sources: readonly PageSource[]): Promise<string> {
  const runs = sources.flatMap(({ document }) => document.runs);
  return await renderContent(contentOf(sources), runs);
}

/** The page of a suite: its table, in which each case links to its own page. @returns HTML */
export async function renderTable(content: PageContent): Promise<string> {
  return await renderContent(content, []);
}

async function renderContent(content: PageContent, runs: readonly RunRecord[]): Promise<string> {
  const { renderStatic } = createRequire(import.meta.url)("../../page/static.cjs") as StaticPage;
  const [only, ...others] = content.entries;
  const title = only && others.length === 0 ? `${sanitize(only.title, TITLE_LIMIT)}: ` : "";
  const [script, styles] = [readAsset("app.js"), readAsset("app.css")];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script, styles)}">
<meta name="generator" content="deadpeer">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}${PAGE_MARK}
<style>${styles}</style>
</head>
<body>
<div id="app"></div>
<noscript>${renderStatic(content, runs.slice(0, STATIC_RUNS))}</noscript>
<script type="application/json" id="content">${embed(content)}</script>
${packAll(runs).join("\n")}
<script>${script}</script>
</body>
</html>
`;
}

function contentOf(sources: readonly PageSource[]): PageContent {
  const [first] = sources;
  const several = sources.length > 1;
  return {
    tool: `deadpeer ${first?.document.tool.version}`,
    kernel: [...new Set(sources.map(({ document }) => document.kernel))].join(", "),
    entries: sources.flatMap(({ document, name }) =>
      document.runs.map((run): Entry => describeEntry(run, document.scenario, several ? name : undefined)),
    ),
    repeats: sources.flatMap(({ document }) => document.repeats ?? []),
    cutShort: sources.flatMap(({ document, name }) =>
      formatCutShort(document).map((line) => (several ? `${sanitize(name)}: ${line}` : line)),
    ),
  };
}

function asset(name: string): URL {
  return new URL(`../../page/${name}`, import.meta.url);
}

function readAsset(name: string): string {
  return readFileSync(asset(name), "utf8");
}

/**
 * DEFLATE (RFC 1951) and base64, of which no byte can end a script. Each but the first looks back on the first: they are
 * much alike, and each can be read without the others.
 */
function packAll(runs: readonly RunRecord[]): string[] {
  let dictionary: Uint8Array | undefined;
  return runs.map((run, i) => {
    const json = packRun(run);
    const packed = deflateRawSync(json, dictionary && { dictionary }).toString("base64");
    dictionary ??= dictionaryOf(json);
    return `<script type="text/plain" id="run-${i}">${packed}</script>`;
  });
}

/** JSON inside of a script element: `</script>` and `<!--` must not occur in it (HTML Standard 4.12.1.3). */
function embed(value: unknown): string {
  return toJson(value).replace(/</g, "\\u003c");
}

function escapeText(text: string): string {
  return visible(text).replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
