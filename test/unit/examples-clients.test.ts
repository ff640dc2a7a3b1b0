// examples/clients: the configuration can be loaded, and the pages in docs name what is in it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { planCases } from "../../src/suite/cases.ts";
import type { SuiteConfig } from "../../src/suite/config.ts";
import { readKnown } from "../../src/suite/known.ts";
import { loadConfig } from "../../src/suite/load-config.ts";

const FOLDER = "examples/clients";

async function load(): Promise<SuiteConfig> {
  const before = { ...process.env };
  try {
    return (await loadConfig(`${FOLDER}/deadpeer.config.ts`)).config;
  } finally {
    process.env = before;
  }
}

const config = await load();
const clients = Object.keys(config.clients);

test("at least 24 clients, each against every fault that is not excluded", () => {
  assert.ok(clients.length >= 24, String(clients.length));
  const cases = planCases(config, FOLDER);
  for (const client of clients) assert.ok(cases.filter((each) => each.client === client).length >= 9, client);
});

test("every case says what it needs, beside what npm has installed", () => {
  for (const { id, requires } of planCases(config, FOLDER)) assert.ok(requires.length > 0, id);
});

test("every program and script that a command names is there", () => {
  const { servers = {}, clients: all } = config;
  const commands = [...Object.values(servers), ...Object.values(all)].map((each) =>
    typeof each === "string" ? each : (each.command ?? ""),
  );
  const named = commands.flatMap((command) => command.match(/\b(?:servers|programs)\/[\w.-]+/g) ?? []);
  assert.ok(named.length > 20);
  for (const path of named) assert.ok(existsSync(`${FOLDER}/${path}`), path);
});

test("versions.json has a command for each client and each server", () => {
  const versions = JSON.parse(readFileSync(`${FOLDER}/versions.json`, "utf8")) as Record<string, string>;
  const servers = Object.keys(config.servers ?? {}).filter((name) => name !== "echo");
  const wanted = [...clients, ...servers.map((name) => `server ${name}`)];
  assert.deepEqual(Object.keys(versions).sort(), wanted.sort());
});

test("docs/matrix.md has a row for each client", () => {
  const matrix = readFileSync("docs/matrix.md", "utf8");
  for (const client of clients) assert.match(matrix, new RegExp(`^\\| \`${client}\` \\| \\S`, "m"), client);
});

test("every known failure is one of a case that there is", () => {
  const ids = new Set(planCases(config, FOLDER).map(({ id }) => id));
  for (const id of readKnown(`${FOLDER}/deadpeer.known.json`).keys()) assert.ok(ids.has(id), id);
});
