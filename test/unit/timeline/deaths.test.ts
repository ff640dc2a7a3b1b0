// A story's timeline, divided into its deaths: each is judged by what was observed from it on, and by nothing of the others.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { divideByDeath } from "../../../src/timeline/deaths.ts";
import type { Fact, Observation } from "../../../src/timeline/observation.ts";
import { ofKind } from "../../../src/timeline/queries.ts";
import { connection, observations, opened, segment } from "../made-up.ts";

const begins = (death: number): Fact => ({ kind: "step", step: String(death), text: "The fault", death });
const started = (["server", "client"] as const).map((role): Fact => ({
  kind: "program-started",
  role,
  pid: role === "server" ? 2 : 3,
  command: role,
  on: "pipes",
}));
const FAULT: Fact = { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" };

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constant<Fact>({ kind: "typed", text: "x" }),
  fc.constant<Fact>({ kind: "printed", role: "client", text: "x\n" }),
  fc.constant<Fact>(segment("> P. 1:2(1) ack 1", "x")),
  fc.constant<Fact>({ kind: "connection", ...connection }),
  fc.constant<Fact>({ kind: "sockets", rows: [] }),
  fc.constant<Fact>({ kind: "other-port", ...connection, count: 1 }),
  fc.constant<Fact>({ kind: "counted", phase: "after", command: "c", text: "1", count: 1 }),
  fc.constant<Fact>({ kind: "expected", phase: "after", pattern: "x", found: true, text: "x" }),
  fc.constant<Fact>(FAULT),
);
/** What may be stated again: who and what is there. */
const STATE: ReadonlySet<string> = new Set([
  "step",
  "program-started",
  "program-exited",
  "probe",
  "narrowed",
  "other-port",
  "sockets",
  "connection",
  "owners",
  "processes",
  "waiting",
  "spent",
  "counted",
]);

const without = (each: Observation): unknown => ({ ...each, id: 0 });

test("every observation is in one death, in order; only what is there already is stated again", () => {
  const parts = fc.array(fc.array(fact, { maxLength: 8 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(parts, ([first = [], ...more]) => {
      const facts = [...opened.map(([, each]) => each), begins(1), ...first];
      for (const [i, part] of more.entries()) facts.push(begins(i + 2), ...part);
      const all = observations(...facts.map((each, i) => [i + 1, each] as const));
      const deaths = divideByDeath(all, more.length + 1);
      assert.equal(deaths.length, more.length + 1);
      const own = deaths.map((death, i) => {
        assert.deepEqual(
          death.map(({ id }) => id),
          death.map((_, at) => at + 1),
        );
        const from = i === 0 ? 0 : death.findIndex((each) => each.kind === "step" && each.death === i + 1);
        for (const each of death.slice(0, from)) {
          assert.ok(STATE.has(each.kind), each.kind);
          assert.equal(each.atNs, death[from]?.atNs);
        }
        return death.slice(from);
      });
      assert.deepEqual(own.flat().map(without), all.map(without));
    }),
  );
});

test("the count after one death is the one before the next", () => {
  const counted = (count: number): Fact => ({
    kind: "counted",
    phase: "after",
    command: "c",
    text: String(count),
    count,
  });
  const all = observations([1, begins(1)], [2, FAULT], [3, counted(4)], [4, begins(2)], [5, counted(6)]);
  const [, second = []] = divideByDeath(all, 2);
  assert.deepEqual(
    ofKind(second, "counted").map(({ phase, count }) => [phase, count]),
    [
      ["before", 4],
      ["after", 6],
    ],
  );
});

test("a death that was not reached says why", () => {
  const ended: Fact = { kind: "gave-up", what: "the client had ended", waitedMs: 0, ends: true };
  const programs = started.map((each) => [0, each] as const);
  const all = observations(...programs, ...opened, [900, begins(1)], [901, FAULT], [950, ended]);
  const [first = [], second = [], third = []] = divideByDeath(all, 3);
  assert.equal(ofKind(first, "fault").length, 1);
  for (const death of [second, third]) {
    assert.deepEqual(ofKind(death, "fault"), []);
    assert.deepEqual(
      ofKind(death, "gave-up").map(({ what }) => what),
      ["the client had ended"],
    );
    assert.deepEqual(
      ofKind(death, "program-started").map(({ role }) => role),
      ["server", "client"],
    );
  }
});

test("one that is for another connection does not begin with the old one", () => {
  const other: Fact = { kind: "connection", ...connection, client: { ...connection.client, port: 60_000 } };
  const all = observations(
    ...opened,
    [900, begins(1)],
    [901, FAULT],
    [950, begins(2)],
    [951, other],
    [952, FAULT],
  );
  const [, second = []] = divideByDeath(all, 2);
  assert.deepEqual(
    ofKind(second, "connection").map(({ client }) => client.port),
    [60_000],
  );
});
