// A document that has only what was finished before an interruption: every format says so.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as paging from "../../../src/report/html/page.ts";
import { renderAnnotations } from "../../../src/report/annotations.ts";
import { renderJUnit } from "../../../src/report/junit.ts";
import { renderMarkdown } from "../../../src/report/markdown.ts";
import { formatDocument } from "../../../src/report/text.ts";
import { exitCodeOf } from "../../../src/run/exit-code.ts";
import type { RunDocument } from "../../../src/timeline/record.ts";
import { goldenDocument } from "../golden.ts";
import { terminalOf } from "../told.ts";

const whole = goldenDocument("run-5-12");
const cut: RunDocument = { ...whole, cutShort: { made: 1, wanted: 2 } };
const SENTENCE = "Cut short: 1 of 2 runs were made.";
const built = pathToFileURL(join(process.cwd(), "dist/report/html/page.js")).href;
const { renderPage } = (await import(built)) as typeof paging;

const formats: Readonly<Record<string, (document: RunDocument) => string | Promise<string>>> = {
  text: (document) => formatDocument(document, terminalOf(80)).join("\n"),
  markdown: (document) => renderMarkdown([document]),
  junit: (document) => renderJUnit([document]),
  annotations: (document) => renderAnnotations([document]).join("\n"),
  page: (document) => renderPage([{ document, name: "run.json" }]),
};

for (const [name, render] of Object.entries(formats)) {
  test(`${name}: a document that was cut short says so, and a whole one does not`, async () => {
    assert.ok((await render(cut)).includes(SENTENCE));
    assert.ok(!(await render(whole)).includes("Cut short"));
  });
}

test("what was not made is not passed: exit code 3, which `judge` says on the terminal", () => {
  assert.deepEqual([exitCodeOf(whole), exitCodeOf(cut)], [0, 3]);
  const judged = (args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ["dist/cli/main.js", "judge", "-", ...args], {
      input: JSON.stringify(cut),
      encoding: "utf8",
    });
  const [text, json] = [judged([]), judged(["--json"])];
  assert.deepEqual([text.status, json.status], [3, 3]);
  assert.ok(String(text.stdout).includes(SENTENCE));
  assert.equal(json.stderr, `${SENTENCE}\n`);
});

test("JUnit: what is missing of a document is an error, and counted", () => {
  const xml = renderJUnit([cut]);
  assert.match(xml, /<testsuites name="deadpeer" tests="\d+" failures="0" errors="1"/);
  const cases = xml.match(/<testcase /g)?.length;
  assert.equal(/ tests="(\d+)"/.exec(xml)?.[1], String(cases));
  assert.match(xml, /<error message="Cut short: 1 of 2 runs were made\." type="cut-short"\/>/);
});

test("GitHub: a document that was cut short is a warning", () => {
  assert.ok(renderAnnotations([cut]).includes(`::warning title=deadpeer::${SENTENCE}`));
});

test("the page shows it with and without JavaScript", async () => {
  const page = await renderPage([{ document: cut, name: "run.json" }]);
  const outside = page.slice(page.indexOf("<noscript>"), page.indexOf("</noscript>"));
  assert.ok(outside.includes(SENTENCE));
  const content = /<script type="application\/json" id="content">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  assert.deepEqual((JSON.parse(content) as { cutShort: unknown }).cutShort, [SENTENCE]);
});
