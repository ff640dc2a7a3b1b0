// docs/abilities.md is what `deadpeer doctor` would say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { abilitiesPage } from "../../../src/doctor/page.ts";

test("docs/abilities.md is made of doctor's advice: `npm run docs` writes it again", () => {
  assert.equal(readFileSync("docs/abilities.md", "utf8"), abilitiesPage());
});

test("each row of its table has all its cells", () => {
  const rows = abilitiesPage()
    .split("\n")
    .filter((line) => line.startsWith("| "));
  assert.ok(rows.length > 10);
  for (const row of rows) assert.equal(row.split("|").length, 7, row);
});
