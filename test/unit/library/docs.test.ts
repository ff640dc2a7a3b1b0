// docs/library.md against the library: every option and every export is described, and nothing that is not there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readArguments } from "../../../src/cli/run/options.ts";
import { isFailure } from "../../../src/failure.ts";
import { checkQuery, inflictOptionNames, queryOptionNames } from "../../../src/run/inflict.ts";
import { manyChecks, runChecks } from "../../../src/run/option-table.ts";
import { DEFAULTS } from "../../../src/run/options.ts";
import { momentNames } from "../../../src/fault/moments.ts";
import { fieldNames } from "../../../src/verdict/fields.ts";
import { drainOptionNames } from "../../../src/run/drain.ts";
import { throughOptionNames } from "../../../src/run/through-options.ts";
import { searchOptionNames } from "../../../src/tolerance/options.ts";
import * as library from "deadpeer";

const text = readFileSync("docs/library.md", "utf8");

/** The text below a heading of the second order. */
function chapter(heading: string): string {
  const [, found] = text.split(/^## /m).flatMap((each) => (each.startsWith(heading) ? [heading, each] : []));
  assert.ok(found, `docs/library.md has no chapter ${heading}`);
  return found;
}

/** What the first cells of the tables with this heading name. */
function named(within: string, heading: string): string[] {
  const tables = within.matchAll(/^\| (\w+) \|.*\n\|[-| ]+\n((?:\|.*\n)+)/gm);
  return [...tables]
    .filter(([, first]) => first === heading)
    .flatMap(([, , body = ""]) => body.trim().split("\n"))
    .flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
}

test("every option of a run is in a table, and every option there is one", () => {
  assert.deepEqual(named(chapter("`runScenario"), "option").sort(), Object.keys(runChecks).sort());
});

test("and of many runs: those that a single one does not have", () => {
  const own = Object.keys(manyChecks).filter((name) => !Object.hasOwn(runChecks, name));
  assert.deepEqual(named(chapter("`runMany"), "option").sort(), own.sort());
});

test("and of findConnection and inflict", () => {
  const both = [...queryOptionNames, ...inflictOptionNames];
  assert.deepEqual(named(chapter("`findConnection"), "option").sort(), [...both].sort());
  assert.throws(() => checkQuery({}));
});

test("and of measureTolerance: those that a run does not have", () => {
  assert.deepEqual(named(chapter("`measureTolerance"), "option").sort(), [...searchOptionNames].sort());
});

test("and of measureDrain", () => {
  assert.deepEqual(named(chapter("`measureDrain"), "option").sort(), [...drainOptionNames].sort());
});

test("and of measureThrough", () => {
  assert.deepEqual(named(chapter("`measureThrough"), "option").sort(), [...throughOptionNames].sort());
});

test("defaults are those that are used", () => {
  for (const [name, value] of Object.entries(DEFAULTS)) {
    const row = new RegExp(`^\\| \`${name}\` \\|[^|]*\\| (\\d+)`, "m").exec(text);
    if (name !== "noticeMs") assert.equal(row?.[1], String(value), name);
  }
});

test("every field of a verdict that can be expected is in the table", () => {
  assert.deepEqual(named(chapter("`runScenario"), "field").sort(), [...fieldNames].sort());
});

test("every value that the library exports is mentioned", () => {
  for (const name of Object.keys(library)) assert.match(text, new RegExp(`\`${name}\\b|\\b${name}\\(`), name);
});

test("the faults and moments that the text names are there", () => {
  const written = text.matchAll(/`(?:fault: ")?([a-z-]+)@([a-z-]+)(?::\d+)?/g);
  for (const [, fault = "", moment = ""] of written) {
    assert.ok(
      library.faultNames.some((name) => name === fault),
      fault,
    );
    assert.ok(
      momentNames.some((name) => name === moment),
      moment,
    );
  }
});

/** Written otherwise on a command line, or not at all. */
const ONLY_HERE: ReadonlySet<string> = new Set([
  "scenario",
  "exchange",
  "afterwards",
  "comeBackMs",
  "comeBackAs",
  "signal",
  "began",
  "observed",
  "completed",
]);

test("the other options of a run are those of `deadpeer run`, written with dashes", () => {
  for (const name of [...Object.keys(runChecks), "times"].filter((each) => !ONLY_HERE.has(each))) {
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    // Whatever is wrong with the value, the option is known.
    assert.throws(
      () => readArguments([`${option}=`]),
      (error) => isFailure(error) && !error.message.includes("Unknown option"),
      option,
    );
  }
});
