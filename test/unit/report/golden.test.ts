// The story of section 5.12 and its judgement as text: compared with test/golden, which people have read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatStatements } from "../../../src/report/statements.ts";
import type { Terminal } from "../../../src/report/terminal.ts";
import { goldenDocument, goldenRuns } from "../golden.ts";
import { matchesGolden, tellJudgement, formatStory, terminalOf, withoutStyle } from "../told.ts";

const { runs } = goldenDocument("run-5-12");

const stories: readonly [file: string, terminal: Terminal][] = [
  ["story-80.txt", terminalOf(80)],
  ["story-80-unicode.txt", terminalOf(80, { unicode: true })],
  ["story-20.txt", terminalOf(20)],
];
for (const [file, terminal] of stories) {
  test(`the story of section 5.12 is that of ${file}`, () => {
    matchesGolden(
      file,
      runs.flatMap((run) => [`# ${run.title}`, ...formatStory(run, terminal), ""]),
    );
  });
}

const judgements: readonly [file: string, terminal: Terminal][] = [
  ["statements-80.txt", terminalOf(80)],
  ["statements-20.txt", terminalOf(20)],
];
for (const [file, terminal] of judgements) {
  test(`the statements on section 5.12 are those of ${file}`, () => {
    matchesGolden(
      file,
      runs.flatMap((run) => [`# ${run.title}`, ...tellJudgement(run, terminal), ""]),
    );
  });
}

/** Lines of all saved runs that are wider than their terminal. */
function tooWide(terminal: Terminal): string[] {
  return goldenRuns()
    .flatMap(({ run }) => [...formatStory(run, terminal), ...tellJudgement(run, terminal)])
    .filter((line) => withoutStyle(line).length > terminal.width);
}

test("no line is wider than the terminal: 20 to 100 columns", () => {
  for (let width = 20; width <= 100; width += 1) {
    assert.deepEqual(tooWide(terminalOf(width)), [], `${width} columns`);
  }
});

test("colour adds styles and changes no text", () => {
  for (const width of [20, 50, 80, 100]) {
    for (const { name, run } of goldenRuns()) {
      const [plain, coloured] = [false, true].map((colour) => {
        const terminal = terminalOf(width, { colour, unicode: true });
        return [...formatStory(run, terminal), ...tellJudgement(run, terminal)];
      });
      assert.deepEqual(coloured?.map(withoutStyle), plain, `${name} at ${width}`);
      assert.notDeepEqual(coloured, plain);
    }
  }
});

test("without Unicode everything is ASCII, without colour there is no escape", () => {
  const lines = goldenRuns().flatMap(({ run }) =>
    [20, 80].flatMap((width) => [
      ...formatStory(run, terminalOf(width)),
      ...tellJudgement(run, terminalOf(width)),
    ]),
  );
  for (const line of lines) assert.match(line, /^[ -~]*$/);
});

test("at any width the statements have the same words", () => {
  for (const { name, run } of goldenRuns()) {
    const words = (width: number): string =>
      formatStatements(run.statements, terminalOf(width)).join("").replaceAll(/\s/g, "");
    const expected = words(80);
    for (const width of [20, 33, 49, 50, 51, 100])
      assert.equal(words(width), expected, `${name} at ${width}`);
  }
});
