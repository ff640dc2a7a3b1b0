// docs/test.md against the configuration: every key is in the table of its kind, and the example can be loaded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reporterNames } from "../../../src/cli/test/options.ts";
import { DEFAULTS } from "../../../src/run/options.ts";
import { engines } from "../../../src/suite/engine-table.ts";
import { caseOutcomes } from "../../../src/suite/results.ts";
import { loadText } from "../suite-config.ts";

const text = readFileSync("docs/test.md", "utf8");
const types = readFileSync("src/suite/config.ts", "utf8");

/** The keys in the table below a heading. */
function documented(heading: string): string[] {
  const [, table = ""] =
    new RegExp(`^### ${heading}\\n(?:(?!^#).*\\n)*?\\|[-| ]+\\n((?:\\|.*\\n)+)`, "m").exec(text) ?? [];
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, key = ""]) => key);
}

/** The keys of an interface in config.ts. */
function declared(name: string): string[] {
  const [, body = ""] =
    new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([^]*?)^\\}`, "m").exec(types) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, key = ""]) => key);
}

const kinds: readonly (readonly [heading: string, interfaces: readonly string[]])[] = [
  ["The suite", ["SuiteConfig", "SuiteLimits"]],
  ["A client", ["ClientConfig"]],
  ["A server", ["ServerConfig"]],
  ["A story", ["StoryConfig"]],
  ["A proxy", ["ProxyConfig"]],
  ["A pattern", ["CasePattern", "CaseExpectation"]],
];

for (const [heading, interfaces] of kinds)
  test(`${heading}: every key has a row, and every row is a key`, () => {
    const keys = interfaces.flatMap(declared);
    assert.ok(keys.length > 1);
    assert.deepEqual(documented(heading).sort(), keys.sort());
  });

test("defaults are those that are used", () => {
  for (const name of ["port", "watchMs", "startMs", "limitMs"] as const)
    assert.match(text, new RegExp(`^\\| \`${name}\` \\|[^|]*\\| ${DEFAULTS[name]} \\|`, "m"));
});

test("the example can be loaded", async () => {
  const [, example = ""] = /```ts\n([^]*?)```/.exec(text) ?? [];
  const { config } = await loadText("deadpeer.config.ts", example);
  assert.deepEqual(Object.keys(config.clients), ["redis-cli"]);
});

test("each outcome has a row, with its meaning", () => {
  for (const [outcome, meaning] of Object.entries(caseOutcomes))
    assert.ok(text.includes(`\n| \`${outcome}\` | ${meaning} |\n`), outcome);
});

test("each reporter is described", () => {
  const [, reporters = ""] = text.split("\n### Reporters\n");
  for (const name of reporterNames) assert.ok(reporters.includes(`\`${name}\``), name);
});

test("each CI system is in the table of shards, with its variables and where it counts from", () => {
  const [, shards = ""] = text.split("\n### Shards\n");
  const rows = [...shards.matchAll(/^\| (\w+)[^|]*\| `(\w+)` \| (\d) \| `?(\w+)`? \|$/gm)].map((row) =>
    row.slice(1),
  );
  const known = engines
    .filter(({ first }) => first !== undefined)
    .map(({ name, index, first, total = "none" }) => [name, index, String(first), total]);
  assert.deepEqual(rows, known);
});

test("each argument that selects is described", () => {
  const [, selecting = ""] = text.split("\n## Selecting and sharding\n");
  for (const name of [
    "--client",
    "--fault",
    "--story",
    "--through",
    "--last-failed",
    "--shard",
    "--durations",
    "--bail",
    "--list",
  ])
    assert.ok(selecting.includes(`\`${name}`), name);
});
