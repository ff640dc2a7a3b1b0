// Saved runs in the formats of other tools: what is in them, and that no program's output can be more than text there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderAnnotations } from "../../../src/report/annotations.ts";
import { sanitize } from "../../../src/report/sanitize.ts";
import { renderJUnit } from "../../../src/report/junit.ts";
import { renderMarkdown } from "../../../src/report/markdown.ts";
import { mergeDocuments } from "../../../src/report/merge.ts";
import { createTcpdump } from "../../../src/report/tcpdump.ts";
import { formatDocument } from "../../../src/report/text.ts";
import { ofKind } from "../../../src/timeline/queries.ts";
import type { RunRecord } from "../../../src/timeline/record.ts";
import { goldenDocument, goldenRun } from "../golden.ts";
import { opened, segment } from "../made-up.ts";
import { HOSTILE, documentOf, runOf } from "../runs.ts";
import { terminalOf } from "../told.ts";
import * as fc from "fast-check";

/** A run of a program that means harm, with an expectation that fails. */
function hostileRun(text: string = HOSTILE): RunRecord {
  const run = runOf(
    [
      ...opened,
      [100, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
      [101, segment("< F. 14:14(0) ack 14")],
      [102, { kind: "process-ended", pid: 7 }],
      [103, { kind: "printed", role: "client", text }],
    ],
    { title: text, commands: { server: text, client: text } },
  );
  return {
    ...run,
    expectations: [{ expected: "exit=0", observed: text, outcome: "fail" }],
    verdict: { ...run.verdict, grade: "fail", told: text },
  };
}

test("GitHub: an error for each expectation that failed, in one line each", () => {
  const lines = renderAnnotations([documentOf(hostileRun())]);
  assert.equal(lines.length, 1);
  const [line = ""] = lines;
  assert.match(line, /^::error title=deadpeer%3A [^:,]*::expected exit=0, observed /);
  // oxlint-disable-next-line no-control-regex -- none is to be there
  assert.doesNotMatch(line, /[\u0000-\u001f]/);
  assert.match(line, /%250A/, "a percent sign of a program's stays one");
});

test("GitHub: an inconclusive run is a warning, a statement that differs a notice", () => {
  const base = runOf(opened);
  const unclear = {
    ...base,
    verdict: { ...base.verdict, grade: "inconclusive" as const, missing: "the FIN" },
  };
  assert.deepEqual(renderAnnotations([documentOf(unclear)]), [
    "::warning title=deadpeer%3A A made-up run%2C kill@idle::inconclusive: the FIN",
  ]);
  const statement = {
    id: "5.12.1",
    text: "So it is.",
    outcome: "differs" as const,
    because: [],
    note: "it is not",
  };
  const odd = {
    ...base,
    verdict: { ...base.verdict, grade: "pass" as const },
    expectations: [],
    statements: [statement],
  };
  assert.deepEqual(renderAnnotations([documentOf(odd)]), [
    "::notice title=deadpeer%3A A made-up run%2C kill@idle::differs: 5.12.1 So it is. Seen: it is not",
  ]);
});

test("Markdown: a row for each run, and nothing in it is markup of a program's", () => {
  const text = renderMarkdown([documentOf(hostileRun(), goldenRun("run-5-12"))]);
  assert.match(text, /^### deadpeer: 1 pass, 1 fail\n/);
  const outsideOfCode = text.replaceAll("\\`", "").replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, "");
  assert.doesNotMatch(outsideOfCode, /<(?!\/?(details|summary)\b)/);
  assert.doesNotMatch(outsideOfCode, /@(?!&#8203;)/);
  const rows = text.split("\n").filter((line) => line.startsWith("| ") && line.includes("kill@&#8203;idle"));
  assert.equal(rows.length, 2);
  for (const row of rows) assert.equal(row.replaceAll("\\|", "").split("|").length, 7);
});

test("JUnit: a suite for each run, a failure for an expectation, names that stay the same", () => {
  const document = goldenDocument("run-5-12");
  const xml = renderJUnit([document, documentOf(hostileRun())]);
  assert.equal(xml.match(/<testsuite /g)?.length, 3);
  assert.match(xml, /<testsuites name="deadpeer" tests="\d+" failures="1" errors="0" skipped="0">/);
  assert.match(xml, /<failure message="expected exit=0, observed [^"]*" type="expectation"\/>/);
  const cases = xml.match(/<testcase /g)?.length;
  assert.equal(/ tests="(\d+)"/.exec(xml)?.[1], String(cases));
  const names = (text: string): string[] =>
    [...text.matchAll(/<testcase [^>]*? name="([^"]*)"/g)].map(([, name = ""]) => name);
  assert.ok(
    names(renderJUnit([document])).every((name) => !/\d+ ms/.test(name)),
    "no time is in a name",
  );
});

test("JUnit: no output of a program's makes it anything but well-formed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const xml = renderJUnit([documentOf(hostileRun(`${text}${HOSTILE}`))]);
      // oxlint-disable-next-line no-control-regex -- what XML 1.0 has no place for
      assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      assert.ok(xml.isWellFormed());
      const markup = xml.replace(/"[^"]*"/g, '""').match(/<[^/?][^>\s/]*/g) ?? [];
      const known = new Set([
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "system-out",
      ]);
      assert.deepEqual(
        markup.filter((tag) => !known.has(tag.slice(1))),
        [],
      );
    }),
  );
});

test("sanitize text is one well-formed line without control characters, and no longer than its limit", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.integer({ min: 1, max: 100 }),
      (text, limit) => {
        const shown = sanitize(text, limit);
        assert.ok(shown.isWellFormed());
        // oxlint-disable-next-line no-control-regex -- none is to be there
        assert.doesNotMatch(shown, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        assert.ok(shown.length <= limit + 3);
      },
    ),
  );
});

test("text: the story, the statements and the verdict, in 80 columns", () => {
  const lines = formatDocument(goldenDocument("run-5-12"), terminalOf(80));
  assert.ok(lines.every((line) => line.length <= 80));
  for (const part of [/F\. 14:14\(0\) ack 14/, /5\.12\.7/, /noticed only on use/, /noticed at once/])
    assert.ok(
      lines.some((line) => part.test(line)),
      String(part),
    );
});

test("tcpdump's lines: absolute numbers in a SYN, relative ones after it, UTC to the microsecond", () => {
  const run = runOf([...opened, [9, segment("< R 14:14(0)")]]);
  const print = createTcpdump(run.clock.startedAtMs);
  const lines = ofKind(run.observations, "segment").map((each) => print(each));
  assert.deepEqual(lines, [
    "03:04:05.001000 IP 127.0.0.1.40000 > 127.0.0.1.9877: Flags [S], seq 4294967294, win 64, length 0",
    "03:04:05.001000 IP 127.0.0.1.9877 > 127.0.0.1.40000: Flags [S.], seq 5000, ack 1, win 64, length 0",
    "03:04:05.001000 IP 127.0.0.1.40000 > 127.0.0.1.9877: Flags [.], ack 1, win 64, length 0",
    "03:04:05.003000 IP 127.0.0.1.40000 > 127.0.0.1.9877: Flags [P.], seq 1:14, ack 1, win 64, length 13",
    "03:04:05.004000 IP 127.0.0.1.9877 > 127.0.0.1.40000: Flags [P.], seq 1:14, ack 14, win 64, length 13",
    "03:04:05.009000 IP 127.0.0.1.9877 > 127.0.0.1.40000: Flags [R], seq 14, win 64, length 0",
  ]);
});

test("merged documents have all runs, each with its scenario", () => {
  const merged = mergeDocuments([goldenDocument("run-5-12"), documentOf(runOf(opened))]);
  assert.deepEqual(
    merged.runs.map(({ scenario, name }) => `${scenario} ${name}`),
    ["5.12 terminal", "5.12 both", "experiment terminal"],
  );
  const one = goldenDocument("run-5-12");
  assert.equal(mergeDocuments([one]), one);
});

test("JUnit: a fault has its number", () => {
  const outage = { kind: "fault", fault: "outage", amount: 500, pid: 0, text: "" } as const;
  const run = runOf([...opened, [100, outage]], { fault: "outage" });
  assert.match(renderJUnit([documentOf(run)]), /<testsuite name="A made-up run: outage:500@idle"/);
});
