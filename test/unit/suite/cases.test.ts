// From a configuration to its cases, and which of them are chosen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, property, stringMatching } from "fast-check";
import { isFailure } from "../../../src/failure.ts";
import { matches } from "../../../src/suite/case-pattern.ts";
import { planCases } from "../../../src/suite/cases.ts";
import type { SuiteConfig } from "../../../src/suite/config.ts";
import { selectCases } from "../../../src/suite/select.ts";

const ids = (config: SuiteConfig): string[] => planCases(config, process.cwd()).map(({ id }) => id);
const failureOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    assert.ok(isFailure(error), String(error));
    assert.equal(error.exitCode, 2);
    return `${error.message} ${error.remedy}`;
  }
  throw new Error("nothing was wrong");
};

test("a client against every fault, each with its moment", () => {
  assert.deepEqual(ids({ clients: { psql: "psql" }, faults: ["kill", "reset", "kill@mid-request:3"] }), [
    "psql/kill@idle",
    "psql/reset@idle",
    "psql/kill@mid-request:3",
  ]);
});

test("what a client has several of stands in the id, and what it has one of does not", () => {
  const servers = { pg15: "pg15", pg16: "pg16" };
  const client = { command: "psql", server: ["pg15", "pg16"], on: ["terminal", "pipes"] } as const;
  assert.deepEqual(ids({ servers, clients: { psql: client }, faults: "kill" }), [
    "psql+pg15+terminal/kill@idle",
    "psql+pg15+pipes/kill@idle",
    "psql+pg16+terminal/kill@idle",
    "psql+pg16+pipes/kill@idle",
  ]);
  assert.deepEqual(ids({ servers: { pg: "pg" }, clients: { psql: "psql" }, faults: "kill" }), [
    "psql/kill@idle",
  ]);
  const networks = ["loopback", "two-hosts"] as const;
  assert.deepEqual(ids({ clients: { nc: { command: "nc", networks } }, faults: "kill" }), [
    "nc+loopback/kill@idle",
    "nc+two-hosts/kill@idle",
  ]);
});

test("a client's own faults are in place of those of the configuration; excluded cases are not made", () => {
  const exchange = [{ say: "hi" }];
  const config: SuiteConfig = {
    clients: {
      a: { command: "a", faults: "stop" },
      b: { command: "b", exchange },
      c: { command: "c", exchange },
    },
    faults: ["kill", "kill@crossing", "reset"],
    exclude: [
      { client: "b", fault: "kill" },
      { client: "c", fault: "*@idle" },
    ],
  };
  assert.deepEqual(ids(config), ["a/stop@idle", "b/reset@idle", "c/kill@crossing"]);
});

test("how long a fault lasts stands in the id, and a pattern may leave it out", () => {
  const clients = { a: "a" };
  const faults = ["pause:200", "pause", "kill"] as const;
  assert.deepEqual(ids({ clients, faults }).slice(0, 2), ["a/pause:200@idle", "a/pause:1000@idle"]);
  assert.deepEqual(ids({ clients, faults, exclude: [{ fault: "pause" }] }), ["a/kill@idle"]);
  assert.deepEqual(ids({ clients, faults, exclude: [{ fault: "pause:200" }] }).length, 2);
});

test("the only server is every client's; with none, or several, deadpeer's own is", () => {
  const serverOf = (config: SuiteConfig): (string | undefined)[] =>
    planCases(config, process.cwd()).map(({ request }) => request.server);
  assert.deepEqual(serverOf({ servers: { cat: "cat" }, clients: { a: "a" }, faults: "kill" }), ["cat"]);
  assert.deepEqual(serverOf({ servers: { x: "x", y: "y" }, clients: { a: "a" }, faults: "kill" }), [
    undefined,
  ]);
});

test("expectations: the last that fits, else the client's own, else what a reasonable client does", () => {
  const config: SuiteConfig = {
    clients: { a: { command: "a", expect: "exit=0" }, b: "b" },
    faults: ["kill", "stop"],
    expect: [
      { client: "a", verdict: "lost=0" },
      { client: "a", fault: "stop", verdict: "noticed=never" },
    ],
  };
  const expected = planCases(config, process.cwd()).map(({ id, request }) => [id, request.expected]);
  assert.deepEqual(expected, [
    ["a/kill@idle", "lost=0"],
    ["a/stop@idle", "noticed=never"],
    ["b/kill@idle", undefined],
    ["b/stop@idle", undefined],
  ]);
});

test("what is wrong names the case", () => {
  const clients = { a: "a" };
  assert.match(
    failureOf(() => ids({ clients, faults: ["kill", "kill@idle"] })),
    /a\/kill@idle occurs twice/,
  );
  assert.match(
    failureOf(() => ids({ clients, exclude: [{}] })),
    /has no case/,
  );
  const impossible: SuiteConfig = { clients, faults: "host-crash", networks: "loopback" };
  assert.match(
    failureOf(() => ids(impossible)),
    /^a\/host-crash@idle: .*exclude/s,
  );
});

test("a filter is text that an id contains, or a pattern; clients and faults must exist", () => {
  const cases = planCases({ clients: { psql: "p", nc: "n" }, faults: ["kill", "reset"] }, process.cwd());
  const select = (selection: Partial<Parameters<typeof selectCases>[1]>): string[] =>
    selectCases(cases, { filters: [], clients: [], faults: [], stories: [], through: [], ...selection }).map(
      ({ id }) => id,
    );
  assert.deepEqual(select({ filters: ["psql"] }), ["psql/kill@idle", "psql/reset@idle"]);
  assert.deepEqual(select({ filters: ["*/kill@*"] }), ["psql/kill@idle", "nc/kill@idle"]);
  assert.deepEqual(select({ clients: ["n*"], faults: ["kill"] }), ["nc/kill@idle"]);
  assert.deepEqual(select({ faults: ["reset@idle"], clients: ["nc"] }), ["nc/reset@idle"]);
  assert.match(
    failureOf(() => select({ clients: ["redis"] })),
    /No case has the client redis\. Choose one of: psql, nc/,
  );
  assert.match(
    failureOf(() => select({ filters: ["nothing"] })),
    /None of the 4 cases fits the filter nothing/,
  );
  // Beside one that fits: what was meant by it would not be run, and nobody would be told.
  assert.match(
    failureOf(() => select({ filters: ["psql/kill@idle", "nc/kil@idle"] })),
    /None of the 4 cases fits the filter nc\/kil@idle\./,
  );
  assert.match(
    failureOf(() => select({ filters: ["psql"], clients: ["nc"] })),
    /None of the 4 cases fits\./,
  );
});

test("a pattern fits what a regular expression with .* for each * fits", () => {
  const text = stringMatching(/^[ab@*]{0,8}$/);
  check(
    property(text, stringMatching(/^[ab@]{0,10}$/), (glob, given) => {
      const regexp = new RegExp(`^${glob.replaceAll("*", ".*")}$`);
      assert.equal(matches(glob, given), regexp.test(given));
    }),
  );
});

test("10,000 cases are planned in a moment", () => {
  const clients = Object.fromEntries(Array.from({ length: 1250 }, (_, i) => [`c${i}`, "true"]));
  const faults = [
    "kill",
    "reset",
    "close",
    "terminate",
    "half-close",
    "stop",
    "host-crash",
    "kill-unread",
  ] as const;
  const exchange = [{ say: "hi" }];
  const withExchange = Object.fromEntries(
    Object.keys(clients).map((name) => [name, { command: "x", exchange }]),
  );
  assert.equal(planCases({ clients: withExchange, faults }, process.cwd()).length, 10_000);
});

test("a server says what the fault that is a command does, and which server takes the address", () => {
  const redis = {
    command: "exec redis-server --port $PORT",
    faultCommand: "redis-cli -p $PORT CLIENT KILL TYPE normal",
    thenServer: "exec redis-server --port $PORT --replicaof no one",
  };
  const config: SuiteConfig = {
    servers: { redis },
    clients: { cli: "redis-cli" },
    faults: ["command", "kill"],
  };
  assert.deepEqual(
    planCases(config, process.cwd()).map(({ fault, request: { custom } }) => [
      fault,
      custom.faultCommand,
      custom.thenServer,
    ]),
    [
      ["command@idle", redis.faultCommand, redis.thenServer],
      ["kill@idle", undefined, redis.thenServer],
    ],
  );
  assert.match(
    failureOf(() => ids({ servers: { redis }, clients: { cli: "redis-cli" }, faults: "outage" })),
    /^cli\/outage:1000@idle: thenServer is for a server that dies.* Or leave the case out with `exclude`/,
  );
  assert.match(
    failureOf(() => ids({ clients: { cli: "redis-cli" }, faults: "command" })),
    /^cli\/command@idle: The fault command is a command of yours, and there is none\. Add faultCommand\. Or leave/,
  );
});
