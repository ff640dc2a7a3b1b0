// Whatever stands in a document, `judge` and every format of `report` use it or refuse it: in time, without an exception,
// and with nothing in what they write that is obeyed by whoever shows it.
//
// DEADPEER_MUTANTS=10000 makes so many; a failure prints its seed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { drawRun } from "../../src/picture/picture.ts";
import { renderAnnotations } from "../../src/report/annotations.ts";
import { renderJUnit } from "../../src/report/junit.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderCapture } from "../../src/report/pcapng/capture.ts";
import { printable, toJson } from "../../src/report/sanitize.ts";
import { formatDocument, formatJudgement } from "../../src/report/text.ts";
import { readDocument, readUnjudged } from "../../src/run/read-document.ts";
import type { Read } from "../../src/timeline/document.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import { goldenDocument, goldenText } from "./golden.ts";
import { anyJson, mutants, textOf } from "./mutants.ts";
import * as fc from "fast-check";
import type * as judging from "../../src/run/judge-again.ts";
import type * as paging from "../../src/report/html/page.ts";

/** The page is put together at build time, and the version is beside the product: in `dist` alone. */
async function built<T>(module: string): Promise<T> {
  return (await import(pathToFileURL(join(process.cwd(), "dist", module)).href)) as T;
}
const { renderPage } = await built<typeof paging>("report/html/page.js");
const { judgeAgain } = await built<typeof judging>("run/judge-again.js");

const MANY = Number(process.env["DEADPEER_MUTANTS"] ?? 300);
const terminals = [
  { width: 80, colour: true, unicode: true },
  { width: 20, colour: false, unicode: false },
];

/** All of it, by the name of its format. */
async function write(text: string): Promise<Map<string, string> | undefined> {
  const written = new Map<string, string>();
  const unjudged = use(readUnjudged(text));
  if (unjudged) {
    const judged = judgeAgain(unjudged);
    for (const terminal of terminals)
      put(
        written,
        `judge ${terminal.width}`,
        judged.runs.flatMap((run) => formatJudgement(run, terminal)),
      );
    put(written, "judge --json", [toJson(judged)]);
  }
  const document = use(readDocument(text));
  if (document === undefined) return unjudged && written;
  for (const terminal of terminals)
    put(written, `text ${terminal.width}`, formatDocument(document, terminal));
  put(written, "markdown", renderMarkdown([document]).split("\n"));
  written.set("github", renderAnnotations([document]).join("\n"));
  written.set("junit", renderJUnit([document]));
  written.set("json", toJson(document));
  written.set("html", await renderPage([{ document, name: "run.json" }]));
  renderCapture([document]);
  for (const run of document.runs) drawRun(run);
  return written;
}

/** As `writeLines` does it. */
function put(written: Map<string, string>, format: string, lines: readonly string[]): void {
  written.set(format, lines.map(printable).join("\n"));
}

/** A problem is one sentence with a remedy. */
function use(read: Read): RunDocument | undefined {
  if ("document" in read) return read.document;
  assert.match(read.problem, /^(is|has|was) \S/);
  assert.match(read.remedy, /^[A-Z].*\.$/s);
  return undefined;
}

const STYLE = /\u001b\[\d{1,2}m/g; // oxlint-disable-line no-control-regex -- the terminal's own
const RAW = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** In a page and in an element of XML a tab is white space; on a terminal it would move what follows. */
const RAW_IN_FILE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Files, of which no runner reads the lines. */
const FILES = new Set(["html", "junit"]);

/** The page's own script, its styles and its packed runs are not text of anybody's. */
const ASSETS = /<style>.*?<\/style>|<script>.*?<\/script>/gs;

function checkText(format: string, text: string): void {
  assert.ok(!text.includes("\u001b[31mred"), `${format}: a style of somebody else's`);
  const own =
    format === "html" ? text.replace(ASSETS, "") : format.endsWith(" 80") ? text.replace(STYLE, "") : text;
  const raw = (FILES.has(format) ? RAW_IN_FILE : RAW).exec(own);
  assert.equal(
    raw,
    null,
    `${format}: ${JSON.stringify(own.slice((raw?.index ?? 0) - 60, (raw?.index ?? 0) + 20))}`,
  );
  if (FILES.has(format)) return;
  assert.doesNotMatch(own, /##[\w.-]*\[/, format);
  if (format !== "github") assert.doesNotMatch(own, /^\s*::/m, format);
}

async function check(text: string): Promise<boolean> {
  const began = process.cpuUsage();
  const written = await write(text);
  const { user, system } = process.cpuUsage(began);
  // Processor time: on a busy machine it waits for its turn as well.
  assert.ok(user + system < 2e6, `${(user + system) / 1000} ms`);
  for (const [format, each] of written ?? []) checkText(format, each);
  return written !== undefined && written.size > 3;
}

test(`${MANY} mutants of real documents are used or refused, and nothing that is written is obeyed`, async (t) => {
  let used = 0;
  await fc.assert(
    fc.asyncProperty(mutants, async (mutant) => {
      if (await check(textOf(mutant))) used += 1;
    }),
    { numRuns: MANY, endOnFailure: true, includeErrorInReport: true },
  );
  t.diagnostic(`${used} of ${MANY} were used`);
  assert.ok(used > MANY / 10, `${used} of ${MANY} were used`);
});

test("so is any other JSON", async () => {
  await fc.assert(
    fc.asyncProperty(anyJson, async (text) => void (await check(text))),
    { numRuns: MANY, includeErrorInReport: true },
  );
});

test("what is nested 200,000 deep is refused, in a field that is not known too", () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const text = goldenText("run-5-12").replace('"runs":', `"more":${deep},"runs":`);
  for (const read of [readUnjudged(text), readDocument(text), readDocument(deep)])
    assert.equal("problem" in read && read.problem, "is nested too deeply");
  const inString = goldenText("run-5-12").replace("Linux", `Linux \\\\\\"${"[".repeat(1000)}`);
  assert.ok("document" in readDocument(inString), "brackets in a string are not nested");
});

test("a pattern that tries every way to divide a text does not hang what judges it again", async () => {
  const [run, ...others] = goldenDocument("run-5-12").runs;
  const expectations = [{ expected: "told=/(.+)+\\d\\x00$/", observed: "", outcome: "pass" }];
  const text = JSON.stringify({ ...goldenDocument("run-5-12"), runs: [{ ...run, expectations }, ...others] });
  const document = use(readUnjudged(text));
  assert.ok(document);
  assert.equal(judgeAgain(document).runs[0]?.verdict.grade, "inconclusive");
});
