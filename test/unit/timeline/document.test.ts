// Reading saved runs back: whole, cut short, from elsewhere, from the future, and damaged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DOCUMENT_VERSION } from "../../../src/timeline/record.ts";
import { readDocument } from "../../../src/run/read-document.ts";
import { goldenDocument, goldenNames, goldenText } from "../golden.ts";
import * as fc from "fast-check";

/** The problem; every problem has a remedy. */
function problemOf(text: string): string | undefined {
  const read = readDocument(text);
  if (!("problem" in read)) return undefined;
  assert.match(read.remedy, /^[A-Z].*\.$/s, "a remedy is a sentence");
  assert.notEqual(read.problem, "");
  return read.problem;
}

const changed = (change: object): string => JSON.stringify({ ...goldenDocument("run-5-12-nc"), ...change });

for (const name of goldenNames) {
  test(`${name}, which version 1 wrote, is read, and is of this version then`, () => {
    const read = readDocument(goldenText(name));
    assert.deepEqual(read, { document: { ...goldenDocument(name), version: DOCUMENT_VERSION } });
  });
}

test("a document that was laid out for reading is read too, and is recognised when it is cut short", () => {
  const laidOut = JSON.stringify(goldenDocument("run-5-12-nc"), undefined, 2);
  assert.equal(problemOf(laidOut), undefined);
  assert.match(problemOf(laidOut.slice(0, 5000)) ?? "", /cut short/);
});

test("wherever a document is cut short it is a problem with a remedy", () => {
  const text = goldenText("run-5-12-nc").trimEnd();
  for (let length = 0; length < text.length; length += 1) {
    const problem = problemOf(text.slice(0, length));
    if (length === 0) assert.equal(problem, "is empty");
    else if (length < '{"version":'.length) assert.equal(problem, "is not JSON");
    else assert.match(problem ?? "", /^is cut short/, `${length} of ${text.length}`);
  }
});

test("the longer documents too", () => {
  fc.assert(
    fc.property(fc.constantFrom(...goldenNames), fc.double({ min: 0, max: 1, noNaN: true }), (name, part) => {
      const text = goldenText(name).trimEnd();
      const cut = text.slice(0, Math.floor(part * (text.length - 1)));
      assert.match(problemOf(cut) ?? "", /^is (empty|not JSON|cut short)/);
    }),
  );
});

test("an empty file is empty, also when it has blanks", () => {
  for (const text of ["", " ", "\n\n"]) assert.equal(problemOf(text), "is empty");
});

test("what is no JSON is not JSON", () => {
  for (const text of ["hello", "<html>", "{", "{'version': 1}", "\0\0\0\0", "nul"])
    assert.equal(problemOf(text), "is not JSON");
});

test("JSON of somebody else is not a run saved by deadpeer", () => {
  const foreign = [
    "null",
    "1",
    '"text"',
    "[]",
    "{}",
    '{"version":1}',
    '{"version":1,"tool":null}',
    '{"version":1,"tool":"deadpeer"}',
    '{"version":1,"tool":{"name":"tcpdump"}}',
    '{"tool":{"name":"deadpeer"}}',
  ];
  for (const text of foreign) assert.equal(problemOf(text), "is not a run saved by deadpeer", text);
});

test("a newer version is told apart, whatever else has become of it", () => {
  const newer = DOCUMENT_VERSION + 1;
  assert.equal(problemOf(changed({ version: newer })), `was written by a newer deadpeer (version ${newer})`);
  assert.equal(
    problemOf('{"version":99,"tool":{"name":"deadpeer"}}'),
    "was written by a newer deadpeer (version 99)",
  );
  assert.match(problemOf(changed({ version: "2.0" })) ?? "", /newer deadpeer/);
  assert.match(problemOf(changed({ version: { toString: null } })) ?? "", /newer deadpeer/);
});

test("a version that there never was is refused", () => {
  for (const version of [0, -5, 1.5])
    assert.match(problemOf(changed({ version })) ?? "", /^has a version that there never was/);
});

test("the words of version 1 have the names of this one", () => {
  const [run] = goldenDocument("run-5-12-nc").runs;
  assert.ok(run);
  const verdict = { ...run.verdict, reaction: "keeps" };
  const expectations = [
    { expected: "reaction!=keeps|hangs|crashes", observed: "keeps", outcome: "fail" },
    { expected: "lost=0", observed: "0", outcome: "pass" },
  ];
  const read = readDocument(changed({ runs: [{ ...run, verdict, expectations }] }));
  assert.ok("document" in read);
  const [now] = read.document.runs;
  assert.equal(now?.verdict.reaction, "holds-socket");
  assert.deepEqual(now?.expectations, [
    { expected: "reaction!=holds-socket|hangs|crashes", observed: "holds-socket", outcome: "fail" },
    { expected: "lost=0", observed: "0", outcome: "pass" },
  ]);
});

test("a scenario that is not known, or no runs, is damage", () => {
  assert.equal(problemOf(changed({ scenario: "5.99" })), 'is damaged: unknown scenario "5.99"');
  assert.match(problemOf(changed({ scenario: 5.12 })) ?? "", /^is damaged: unknown scenario/);
  assert.match(problemOf(changed({ scenario: undefined })) ?? "", /^is damaged/);
  assert.equal(problemOf(changed({ runs: {} })), "is damaged: it has no runs");
  assert.equal(problemOf(changed({ runs: [] })), "is damaged: it has no runs");
  assert.equal(problemOf(changed({ runs: [null] })), "is damaged: runs[0]");
  const [run] = goldenDocument("run-5-12-nc").runs;
  assert.equal(
    problemOf(changed({ runs: [run, { ...run, observations: 7 }] })),
    "is damaged: runs[1].observations",
  );
});

test("any JSON is read or is a problem, and nothing makes it throw", () => {
  const near = fc.record(
    {
      version: fc.jsonValue(),
      tool: fc.oneof(fc.jsonValue(), fc.constant({ name: "deadpeer" })),
      scenario: fc.oneof(fc.jsonValue(), fc.constant("5.12")),
      runs: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        near.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        problemOf(text);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a document behind a byte order mark is read, and one with something after it is not called cut short", () => {
  const text = goldenText("run-5-12-nc");
  assert.equal(problemOf(`\uFEFF${text}`), undefined);
  for (const more of [text, "}", "x"]) assert.equal(problemOf(text + more), "has something after its end");
});
