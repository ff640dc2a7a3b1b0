// Only the old connection is dead: a router between the hosts forgets it, and lets new ones pass.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser } from "./harness.ts";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";

const SERVER = ["--server", program("long-replies.mjs")];
const TALK = ["--say", "hi", "--expect", "end hi"];
const client = (...args: readonly string[]): string[] => [
  "--client",
  [program("patience.mjs"), ...args].join(" "),
  "--client-on",
  "pipes",
];

test(anyUser("forget: the old connection is silent, and a new one is served"), async (t) => {
  const { verdict, runs } = await experiment(t, SERVER, client("300", "again"), TALK, AT_ONCE, [
    "--fault",
    "forget",
  ]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(verdict.reaction, "reconnects", verdict.summary.join("\n"));
  assert.equal(verdict.lost, 0);
  const fault = runs[0]?.observations.find(({ kind }) => kind === "fault");
  const segments = runs[0]?.observations.filter((each) => each.kind === "segment") ?? [];
  const [old] = segments.map(({ from }) => from.port);
  const later = segments.filter(({ atNs }) => atNs > (fault?.atNs ?? 0));
  const fatesOf = (isOld: boolean): string[] => [
    ...new Set(
      later
        .filter(({ from, to }) => [from.port, to.port].includes(old ?? 0) === isOld)
        .map(({ wire }) => wire?.fate ?? ""),
    ),
  ];
  assert.deepEqual([fatesOf(true), fatesOf(false)], [["dropped"], ["passed"]]);
});

test(
  anyUser("forget-and-reset: the next segment is answered with an RST that no host has sent"),
  async (t) => {
    const { verdict, runs } = await experiment(t, SERVER, client(), TALK, AT_ONCE, SILENCE, [
      "--fault",
      "forget-and-reset",
    ]);
    assert.equal(verdict.ending.by, "rst");
    assert.equal(verdict.noticed, "on-use", verdict.summary.join("\n"));
    assert.match(verdict.told ?? "", /ECONNRESET/, verdict.summary.join("\n"));
    assert.equal(verdict.ledger?.said.at(-1)?.fate, "refused");
    const made = runs[0]?.observations.filter(
      (each) => each.kind === "segment" && each.wire?.fate === "made",
    );
    assert.equal(made?.length, 1);
  },
);

test("forget in the middle of a request: the rest never reaches the server", async (t) => {
  const { verdict } = await experiment(t, SERVER, client(), TALK, AT_ONCE, SILENCE, [
    "--fault",
    "forget@mid-request:1",
  ]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(verdict.ledger?.said.at(-1)?.fate, "unacknowledged", verdict.summary.join("\n"));
});

test("forget-and-reset of all connections of a pool that one process serves", async (t) => {
  const { runs } = await experiment(
    t,
    ["--server", program("one-process.mjs"), "--client", program("pool.mjs"), "--ready", "three are open"],
    ["--connection", "all", "--fault", "forget-and-reset", "--control", "none"],
  );
  const done = runs[0]?.observations.filter((each) => each.kind === "wire") ?? [];
  assert.deepEqual(
    done.map(({ operation }) => operation),
    ["reject", "reject", "reject"],
  );
});
