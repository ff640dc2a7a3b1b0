// docs/requirements.md against the default expectations: each has its requirement, and each fault its set.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faults } from "../../src/fault/index.ts";
import * as sets from "../../src/fault/reasonable.ts";

const text = readFileSync("docs/requirements.md", "utf8");

/** `reaction!=hangs|crashes` is `reaction!=hangs` and `reaction!=crashes`. */
function termsOf(expectations: string): string[] {
  return expectations.split(",").flatMap((term) => {
    const [, field = "", values = ""] = /^(.*=)(.*)$/.exec(term) ?? [];
    return values.split("|").map((value) => field + value);
  });
}

/** The headings that a set's row links to. */
function requirementsOf(set: string): string[] {
  const [row = ""] = new RegExp(`^\\|.*\\| \`${set}\` \\|.*$`, "m").exec(text) ?? [];
  return [...row.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = ""]) => anchor.replace("-", " "));
}

/** What a requirement's paragraph begins with: the terms that stand on it. */
function termsUnder(requirement: string): string[] {
  const section = new RegExp(`^## ${requirement}\\n\\n([^:]*):`, "im").exec(text);
  return [...(section?.[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, term = ""]) => term);
}

const { COMPLETE, COUNTED, ...setsOfFaults } = sets;

test("COUNTED: its expectations stand under its requirement, and no fault names it", () => {
  assert.deepEqual(termsUnder("one each").sort(), termsOf(COUNTED).sort());
  assert.ok(Object.values(faults).every(({ reasonable }) => reasonable !== COUNTED));
});

test("COMPLETE: its expectation stands under its requirement, and no fault names it", () => {
  assert.deepEqual(termsUnder("complete"), termsOf(COMPLETE));
  assert.ok(Object.values(faults).every(({ reasonable }) => reasonable !== COMPLETE));
});

for (const [name, expectations] of Object.entries(setsOfFaults)) {
  test(`${name}: exactly its expectations stand under the requirements of its row`, () => {
    const documented = requirementsOf(name).flatMap(termsUnder);
    assert.deepEqual(documented.sort(), termsOf(expectations).sort());
  });

  test(`${name}: its row has the faults that name it`, () => {
    const [, cell = ""] = new RegExp(`^\\|(.*)\\| \`${name}\` \\|`, "m").exec(text) ?? [];
    const documented = [...cell.matchAll(/`([^`]+)`/g)].map(([, fault = ""]) => fault);
    const named = Object.values(faults).filter(
      ({ reasonable, reasonableInSilence }) =>
        reasonable === expectations || reasonableInSilence === expectations,
    );
    assert.deepEqual(documented.sort(), named.map((fault) => fault.name).sort());
  });
}

test("every requirement has a source", () => {
  const sections = text.split(/^## /m).slice(1);
  assert.ok(sections.length >= 6);
  for (const section of sections) assert.match(section, /RFC \d+|POSIX|UNP \d/, section.slice(0, 20));
});

/** Looked up in the texts of the RFCs: what stands in these sections is what the page says of them. */
const CHECKED: ReadonlySet<string> = new Set([
  "RFC 793 2.6",
  "RFC 1122 4.2.3.5",
  "RFC 1122 4.2.3.6",
  "RFC 9110 9.2.2",
  "RFC 9293 3.3.2",
  "RFC 9293 3.6",
  "RFC 9293 3.6.1",
  "RFC 9293 3.8.3",
  "RFC 9293 3.8.4",
  "RFC 9293 3.8.6.1",
  "RFC 9293 3.10.7.4",
]);

test("each section of an RFC that is cited has been looked up", () => {
  const cited = [...text.matchAll(/(RFC \d+)\s+section\s+([\d.]*\d)/g)].map(
    ([, rfc = "", section = ""]) => `${rfc} ${section}`,
  );
  assert.deepEqual([...new Set(cited)].sort(), [...CHECKED].sort());
  assert.equal(cited.length, text.match(/RFC \d+/g)?.length, "an RFC is cited with its section");
});
