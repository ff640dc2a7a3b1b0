// docs/faults.md is what the faults and moments say of themselves, and what the options let pass.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faultNames, faults } from "../../src/fault/index.ts";
import { momentNames, needsPattern } from "../../src/fault/moments.ts";
import { faultsPage } from "../../src/fault/page.ts";
import { wayTo } from "../../src/fault/way.ts";
import { checkRunOptions } from "../../src/run/check-options.ts";

test("docs/faults.md is made of the faults and moments: `npm run docs` writes it again", () => {
  assert.equal(readFileSync("docs/faults.md", "utf8"), faultsPage());
});

test("each row of a table has as many cells as its headings", () => {
  const tables = faultsPage()
    .split("\n\n")
    .filter((part) => part.startsWith("| "));
  assert.equal(tables.length, 3);
  for (const table of tables) {
    const counts = table
      .trim()
      .split("\n")
      .map((row) => row.split("|").length);
    assert.equal(new Set(counts).size, 1, table);
  }
});

for (const name of faultNames) {
  test(`${name}: what the page says can be is taken, and nothing else`, () => {
    for (const at of momentNames) {
      const fault = `${name}@${at}${needsPattern(at) ? ":/x/" : ""}`;
      const command = faults[name].needsCommand && { faultCommand: "true" };
      const take = () => checkRunOptions({ client: "c", exchange: [{ say: "x" }], fault, ...command });
      if (wayTo(faults[name], at).why === undefined) assert.doesNotThrow(take, fault);
      else assert.throws(take, /cannot come at the moment|has a fixed moment/, fault);
    }
  });
}
