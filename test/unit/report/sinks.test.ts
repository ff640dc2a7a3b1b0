// What others wrote, at the places where it is written out: a terminal, a job's log, JSON, Markdown, JUnit, a capture.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderAnnotations } from "../../../src/report/annotations.ts";
import { renderJUnit } from "../../../src/report/junit.ts";
import { renderMarkdown } from "../../../src/report/markdown.ts";
import { renderCapture } from "../../../src/report/pcapng/capture.ts";
import { printable, sanitize, toJson, visible } from "../../../src/report/sanitize.ts";
import { formatStatements } from "../../../src/report/statements.ts";
import { paint, wrap } from "../../../src/report/terminal.ts";
import { formatStory } from "../../../src/report/text.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { Expectation, RunRecord } from "../../../src/timeline/record.ts";
import { observations, opened } from "../made-up.ts";
import { documentOf, runOf } from "../runs.ts";
import { terminalOf } from "../told.ts";
import * as fc from "fast-check";

const EVIL = "a\u001b]52;c;ZXZpbA==\u0007\u001b[31mEVIL\u202e\u061c\u200b\u009b";
const COLOURED = { width: 80, colour: true, unicode: true };
const RAW = /[\p{Cc}\p{Cf}]/u;

test("what has no width, turns text around, or is a control character of either set is not shown", () => {
  for (const char of "\u0000\u001b\u007f\u0085\u009b\u00ad\u061c\u180e\u200b\u200d\u2028\u202e\u2060\u2066\ufeff\ufffe")
    assert.equal(visible(`a${char}b`), "a?b", JSON.stringify(char));
  assert.equal(visible("Grüße, 世界 🎉"), "Grüße, 世界 🎉");
  assert.equal(sanitize("a\u061cb"), "a?b");
});

/** One of each kind that bears text of others. */
const spoken: readonly Fact[] = [
  { kind: "step", step: EVIL, text: EVIL },
  {
    kind: "waiting",
    role: "client",
    pid: 5,
    threads: [{ tid: 5, name: EVIL, call: EVIL, on: [{ fd: 4, what: EVIL, isConnection: false }] }],
  },
  { kind: "wire", operation: "cut", text: EVIL },
  { kind: "gave-up", what: EVIL, waitedMs: 5 },
  { kind: "neighbour", from: "client", asks: true, address: EVIL, wire: { frame: 1, fate: "passed" } },
  { kind: "program-started", role: "server", pid: 4, command: EVIL, on: "pipes" },
];

for (const fact of spoken) {
  test(`the story shows what a ${fact.kind} says, and does not obey it`, () => {
    const story = (each: Fact): string =>
      formatStory(observations([1, each]), COLOURED)
        .map(printable)
        .join("\n");
    const shown = story(fact);
    assert.match(shown, /EVIL/);
    const styles = /\u001b\[\d+m/g; // oxlint-disable-line no-control-regex -- the terminal's own
    assert.doesNotMatch(shown.replace(styles, "").replaceAll("\n", ""), RAW);
    const harmless = JSON.parse(toJson(fact).replace(/\\u[0-9a-f]{4}/g, "?")) as Fact;
    assert.equal(shown, story(harmless), "not even a style of it is obeyed");
  });
}

test("a style is the terminal's own wherever it is painted, and nobody else's", () => {
  assert.equal(paint(COLOURED, "red", "\u001b[32mx"), "\u001b[31m?[32mx\u001b[39m");
  assert.deepEqual(wrap("\u001b[32mx", 80), ["?[32mx"]);
  const statement = { id: EVIL, text: EVIL, outcome: "holds", note: "", because: [] } as const;
  for (const line of formatStatements([statement], terminalOf(40))) assert.doesNotMatch(line, RAW);
});

test("no line is a command to the runner of a job, however it is set in", () => {
  assert.equal(printable("             ::stop-commands::tok"), "             : :stop-commands::tok");
  assert.equal(printable("\u00a0\u3000::error::x"), "\u00a0\u3000: :error::x");
  assert.equal(printable("\u001b[2m  ::error::x"), "\u001b[2m  : :error::x");
  assert.equal(
    printable("12.3 printed: ##[add-mask]x ##vso[task.x]"),
    "12.3 printed: # #[add-mask]x # #vso[task.x]",
  );
  assert.equal(printable("### deadpeer: a::b [::1]:80"), "### deadpeer: a::b [::1]:80");
  const evil = `${"x".repeat(58)} ::stop-commands::tok ${"z".repeat(60)} ##[error]w`;
  const story = formatStory(
    observations([1, { kind: "printed", role: "client", text: evil }]),
    terminalOf(80),
  );
  assert.ok(
    story.some((line) => /^\s*::/.test(line)),
    "a line begins with it by itself",
  );
  for (const line of story.map(printable)) assert.doesNotMatch(line, /^\s*::|##\[/);
});

test("JSON has nothing that is obeyed, and is read back as it was", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(EVIL, "##[error]", "\\\u009b\\")),
      (text) => {
        const json = toJson({ [text]: text });
        assert.doesNotMatch(json, /[\p{Cc}\p{Cf}]|##\[/u);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ [text]: text })));
      },
    ),
  );
});

const fault = { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" } as const;

function runWith(text: string, expectations: readonly Expectation[] = []): RunRecord {
  const run = runOf([...opened, [9, fault], [10, { kind: "process-ended", pid: 7 }]]);
  const statements = [{ id: text, text, outcome: "differs", note: text, because: [1] }] as const;
  const verdict = { ...run.verdict, grade: "pass", summary: [text, text] } as const;
  return { ...run, title: text, commands: { server: text, client: text }, statements, verdict, expectations };
}

test("Markdown: a cell is a cell, whatever its text", () => {
  const evil = "<img src=x>|@everyone\n| a | b |\n- [x](http://x) www.x `";
  const text = renderMarkdown([
    documentOf({ ...runWith(evil), fault: evil, moment: evil }),
    {
      ...documentOf(runWith("fine")),
      repeats: [{ scenario: evil, name: evil, title: evil, times: 1, proven: 1, answers: { [evil]: 1 } }],
    },
  ]);
  assert.doesNotMatch(text.replace(/(`+) .*? \1/g, ""), /<img|@everyone|http:\/\/|www\.x/);
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  assert.equal(table.length, 4, "a line of the text is no row");
  for (const row of table) assert.equal(row.replaceAll("\\|", "").split("|").length, 7, row);
});

test("Markdown: a sentence does not begin a list, and an empty text is no open fence", () => {
  const sentence = (text: string): string | undefined =>
    renderMarkdown([documentOf(runWith(text))]).split("\n")[9];
  assert.equal(sentence("- x"), "\\- x  ");
  assert.equal(sentence("1. x"), "1\\. x  ");
  assert.match(renderMarkdown([documentOf(runWith(""))]), /^Server ` {2}`, client ` {2}`\.$/m);
});

const unknown: Expectation = { expected: "lost=0", observed: "unknown", outcome: "unknown" };

test("an expectation of which nothing is known is an error in JUnit, and no success anywhere", () => {
  const document = documentOf(runWith("fine", [unknown]));
  const xml = renderJUnit([document]);
  assert.match(xml, /<testsuites name="deadpeer" tests="3" failures="0" errors="1" skipped="0">/);
  assert.match(
    xml,
    /name="lost=0"[^>]*>\s*<error message="expected lost=0, observed unknown" type="unknown"\/>/,
  );
  assert.match(
    renderMarkdown([document]),
    /^- \*\*unknown\*\*: expected `lost=0`, and what came of it was not observed$/m,
  );
  assert.match(renderAnnotations([document])[0] ?? "", /^::warning [^:]*::unknown: expected lost=0/);
});

test("JUnit: of a run that proves nothing no expectation is a success", () => {
  const run = runWith("fine", [{ expected: "lost=0", observed: "0", outcome: "pass" }, unknown]);
  const verdict = { ...run.verdict, grade: "inconclusive", missing: "the FIN" } as const;
  assert.match(
    renderJUnit([documentOf({ ...run, verdict })]),
    /tests="4" failures="0" errors="2" skipped="1"/,
  );
});

test("JUnit: no control character, in an attribute either", () => {
  const run = {
    ...runWith(EVIL),
    fault: EVIL,
    moment: EVIL,
    network: { name: "loopback", note: EVIL },
  } as const;
  assert.doesNotMatch(renderJUnit([documentOf(run)]).replaceAll("\n", ""), RAW);
});

test("a capture: a line of somebody else's is not a field of an entry", () => {
  const run = runOf([[1, { kind: "step", step: "1", text: "x\nPRIORITY=0\nEVIL=1" }]]);
  const text = renderCapture([{ ...documentOf(run), kernel: EVIL }]).toString("latin1");
  assert.doesNotMatch(text, /^EVIL=/m);
  assert.ok(!text.includes("\u001b"));
});
