// Cases of a suite through a proxy: their ids, and which there are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { planCases } from "../../../src/suite/cases.ts";
import type { SuiteConfig } from "../../../src/suite/config.ts";
import { describeTable } from "../../../src/suite/reporters/page.ts";
import { renderSuiteJUnit } from "../../../src/suite/reporters/junit.ts";
import { selectCases } from "../../../src/suite/select.ts";
import { loadText, refusal } from "../suite-config.ts";
import { plan, result } from "../suite-runs.ts";

const ids = (config: SuiteConfig): string[] => planCases(config, process.cwd()).map(({ id }) => id);

const PROXIES = { haproxy: "exec haproxy", socat: { command: "exec socat", requires: "socat" } };

test("each proxy makes another case of each fault that it can stand between", async () => {
  const config: SuiteConfig = {
    clients: { psql: { command: "psql", exchange: [{ say: "hi" }] } },
    faults: ["kill", "kill@mid-request:3", "pause", "refuse"],
    proxies: PROXIES,
  };
  const expected = [
    "psql/kill@idle",
    "psql/kill@idle/haproxy",
    "psql/kill@idle/socat",
    "psql/kill@mid-request:3",
    "psql/pause:1000@idle",
    "psql/refuse@idle",
    "psql/refuse@idle/haproxy",
    "psql/refuse@idle/socat",
  ];
  assert.deepEqual(ids(config), expected);
  const cases = planCases(config, process.cwd());
  const { request, requires } = cases.find(({ id }) => id === "psql/kill@idle/socat") ?? {};
  assert.deepEqual([request?.custom.through, request?.custom.throughCwd], ["exec socat", process.cwd()]);
  assert.deepEqual(requires, ["socat"]);
  const all = { filters: [], clients: [], faults: [], stories: [], through: [] };
  const chosen = (through: readonly string[]): string[] =>
    selectCases(cases, { ...all, through }).map(({ id }) => id);
  assert.deepEqual(chosen(["ha*"]), ["psql/kill@idle/haproxy", "psql/refuse@idle/haproxy"]);
  assert.equal(chosen(["none"]).length, 4);
  assert.match(
    await refusal(() => chosen(["nginx"])),
    /No case has the proxy nginx\. Choose one of: none, haproxy, socat\./,
  );
});

test("which proxies a client is tried through, and what a pattern says of them", () => {
  const config: SuiteConfig = {
    clients: {
      a: { command: "a", through: "socat" },
      b: { command: "b", networks: ["loopback", "two-hosts"] },
    },
    faults: "kill",
    proxies: PROXIES,
    exclude: [
      { client: "b", through: "haproxy" },
      { client: "a", through: "none" },
    ],
    expect: [
      { through: "*", verdict: "exit=0" },
      { through: "socat", client: "a", verdict: "through=turns" },
    ],
  };
  const planned = planCases(config, process.cwd()).map(({ id, request }) => [id, request.expected]);
  assert.deepEqual(planned, [
    ["a/kill@idle/socat", "through=turns"],
    ["b+loopback/kill@idle", "exit=0"],
    ["b+two-hosts/kill@idle", "exit=0"],
    ["b+two-hosts/kill@idle/socat", "exit=0"],
  ]);
});

test("a case through a proxy has a column of its own, and a name of its own in JUnit", () => {
  const id = "a/kill@idle/socat";
  const { entries } = describeTable(plan([id]), [result(id)]);
  assert.equal(entries[0]?.ofSuite?.column, "kill@idle/socat");
  assert.match(renderSuiteJUnit([result(id)]), /classname="a" name="kill@idle\/socat"/);
});

const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
  ["proxies: { none: exec socat }", /"none" cannot be the name of a proxy/],
  ["proxies: { x: { requires: socat } }", /proxies\.x has no command/],
  ["proxies: [exec socat]", /an object of names and proxies/],
  ["exclude: [{ through: nginx }]", /exclude\[0\]\.through: there is no proxy "nginx"/],
];
for (const [text, says] of mistakes)
  test(`a mistake has its file and line: ${text}`, async () => {
    const written = `clients: { a: a }\n${text}\n`;
    assert.match(await refusal(() => loadText("deadpeer.config.yaml", written)), says);
  });
