// docs/matrix.md: each cell is one of docs/matrix.jsonl, and each red one has its sentence and the requirement that it
// breaks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readKnown } from "../../src/suite/known.ts";

interface Cell {
  readonly id: string;
  readonly noticed: string;
  readonly reaction: string;
  readonly patience?: string;
  readonly broken?: readonly string[];
}

const page = readFileSync("docs/matrix.md", "utf8");
/** What stands before the makings. */
const [tables = ""] = page.split("\n## When it was made");
const cells = readFileSync("docs/matrix.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Cell);
const red = cells.filter(({ broken }) => broken !== undefined);

/** What the tables have, by id: `**at-once, exits**`. */
function readTables(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, table = ""] of tables.matchAll(/((?:^\|.*\n)+)/gm)) {
    const [head = [], , ...rows] = table
      .trim()
      .split("\n")
      .map((row) => row.slice(2, -2).split(" | "));
    const names = head.map((name) => name.replaceAll("`", ""));
    for (const [client = "", ...texts] of rows)
      texts.forEach((text, i) => {
        const fault = names[i + 1] ?? "";
        const id = `${client.replaceAll("`", "")}/${fault.includes("@") ? fault : `${fault}@idle`}`;
        if (text.trim() !== "") found.set(id, text.trim());
      });
  }
  return found;
}

test("the tables have each cell, and no other; what is red is bold", () => {
  const expected = cells.map(({ id, noticed, reaction, patience, broken }) => {
    const words = `${patience ?? noticed}, ${reaction}`;
    return [id, broken === undefined ? words : `**${words}**`] as const;
  });
  const shown = [...readTables()].map(([id, text]) => [id, text.replace(" (?)", "")] as const);
  assert.deepEqual(shown.sort(), expected.sort());
});

test("each red cell breaks requirements that there are", () => {
  const headings = readFileSync("docs/requirements.md", "utf8").matchAll(/^## (.+)$/gm);
  const requirements = new Set([...headings].map(([, heading = ""]) => heading.toLowerCase()));
  assert.ok(red.length > 20);
  for (const { id, broken = [] } of red) {
    assert.ok(broken.length > 0, id);
    for (const name of broken) assert.ok(requirements.has(name), `${id}: ${name}`);
  }
});

test("each red cell is explained in a sentence, which the page has", () => {
  const known = readKnown("examples/clients/deadpeer.known.json");
  const text = page.replaceAll(/\s+/g, " ");
  for (const { id } of red) {
    const because = known.get(id)?.because;
    assert.ok(because, id);
    assert.ok(text.includes(because.replaceAll(/\s+/g, " ")), id);
  }
  assert.doesNotMatch(page, /not explained yet/);
});
