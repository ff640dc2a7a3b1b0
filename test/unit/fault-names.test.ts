// A fault is its file in src/fault and its row in the table there. What is true of some faults and not of others is a
// property of theirs, so that no list elsewhere has to be remembered when one is added.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  type FaultName,
  type NameWithAmount,
  type RefusalName,
  defaultSuiteFaults,
  faultNames,
  faults,
  refusalNames,
} from "../../src/fault/index.ts";

const SOURCES = "src";

/** Where names may stand all the same. */
const ALLOWED: readonly RegExp[] = [
  /^fault\//, // the faults themselves
  /^book\//, // each section is about one of them
  /^selfcheck\/cases\.ts$/, // each case is the fault that shows what a client does
  /^doctor\/advice\.ts$/, // sentences for people
];

/** These mean other things too (`once("close")`): they count where the line is about faults. */
const ORDINARY: ReadonlySet<string> = new Set(["close", "forget", "kill", "none", "pause", "reset"]);

const NAME = new RegExp(`["'\`](${faultNames.join("|")})["'\`]`, "g");

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/(^|[^:"'`])\/\/ .*$/gm, "$1");
}

/** The lines in which a fault is named. */
function linesWithNames(text: string): string[] {
  return withoutComments(text)
    .split("\n")
    .filter((line) => {
      const names = [...line.matchAll(NAME)].map(([, name = ""]) => name);
      return names.some(
        (name) => !ORDINARY.has(name) || /(?<!de)faults?\b(?!\?\.)|faultname|comeBackAs/i.test(line),
      );
    })
    .map((line) => line.trim());
}

test("no fault is named outside src/fault and src/book", () => {
  const files = readdirSync(SOURCES, { recursive: true })
    .map(String)
    .filter((file) => /\.tsx?$/.test(file) && !ALLOWED.some((place) => place.test(file)));
  assert.ok(files.length > 100);
  const found = files.flatMap((file) =>
    linesWithNames(readFileSync(join(SOURCES, file), "utf8")).map((line) => `src/${file}: ${line}`),
  );
  assert.deepEqual(found, []);
});

test("what counts as a name: quoted, in code, and not a word of something else", () => {
  const line = 'const CAN: readonly FaultName[] = ["kill", "close"];';
  assert.deepEqual(linesWithNames(`// "mute"\n/** \`mute\`\n "mute" */\n${line}\n`), [line]);
  assert.deepEqual(linesWithNames('child.once("close", end); // of the "host-crash"'), []);
  assert.deepEqual(linesWithNames('type As = "swallow" | "mute";'), ['type As = "swallow" | "mute";']);
  assert.deepEqual(linesWithNames("'  faults: [\"reset\"],'"), ["'  faults: [\"reset\"],'"]);
});

function namesWith(property: "amount" | "canRefuseNewcomers" | "isInDefaultSuite"): FaultName[] {
  return faultNames.filter((name) => faults[name][property] !== undefined).toSorted();
}

test("the types know the same faults as the table", () => {
  // The compiler asks for each name of the type, and for no other.
  const amounts: Record<NameWithAmount, true> = {
    outage: true,
    "outage-to-client": true,
    "outage-to-server": true,
    pause: true,
    slow: true,
    stall: true,
  };
  const refusals: Record<RefusalName, true> = { "full-queue": true, mute: true, swallow: true };
  assert.deepEqual(Object.keys(amounts).toSorted(), namesWith("amount"));
  assert.deepEqual(Object.keys(refusals).toSorted(), namesWith("canRefuseNewcomers"));
  assert.deepEqual(refusalNames.toSorted(), namesWith("canRefuseNewcomers"));
  for (const name of refusalNames) assert.ok(faults[name].beforeConnection, name);
});

test("a suite that names no faults tries some that need nothing special", () => {
  assert.deepEqual(defaultSuiteFaults, ["kill", "reset", "half-close", "stop"]);
  for (const name of defaultSuiteFaults) {
    const { amount, beforeConnection, makesOwnMoment, needsTwoHosts } = faults[name];
    assert.deepEqual(
      [amount, beforeConnection, makesOwnMoment, needsTwoHosts],
      Array(4).fill(undefined),
      name,
    );
  }
});
