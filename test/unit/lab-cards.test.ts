// The cards of the sections: ticked by what was observed, in a real run that is seen as it grew, and by nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { book, sectionNames } from "../../src/book/index.ts";
import { cards512 } from "../../src/book/section-5-12/cards.ts";
import { cardsFor, createCardMemory } from "../../src/lab/cards.ts";
import { labRules } from "../../src/lab/lab-rules.ts";
import { FREE, walkAfter, walks } from "../../src/lab/walks.ts";
import { layOut } from "../../src/timeline/case.ts";
import type { Observation } from "../../src/timeline/observation.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import { judgeRules } from "../../src/verdict/rule.ts";
import { type GoldenName, goldenRun } from "./golden.ts";

function inLab(name: GoldenName, client: RunRecord["waitOn"] = "terminal"): RunRecord {
  return { ...goldenRun(name, client), name: `5.12/${client}` };
}

const ticked = (run: RunRecord): string[] =>
  cardsFor(run)
    .filter(({ isTicked }) => isTicked)
    .map(({ id }) => id);

/** The run as far as it had gone. */
function until(run: RunRecord, isLast: (observation: Observation) => boolean): RunRecord {
  return { ...run, observations: run.observations.slice(0, run.observations.findIndex(isLast)) };
}

for (const client of ["terminal", "both"] as const) {
  test(`client ${client}: a whole run ticks every card`, () => {
    assert.deepEqual(
      ticked(inLab("run-5-12", client)),
      cards512[client].map(({ id }) => id),
    );
  });

  test(`client ${client}: no card is ticked before anything was done, and none is unticked by what comes later`, () => {
    const run = inLab("run-5-12", client);
    let before: readonly string[] = [];
    assert.deepEqual(ticked({ ...run, observations: run.observations.slice(0, 10) }), []);
    for (let i = 10; i <= run.observations.length; i += 1) {
      const now = ticked({ ...run, observations: run.observations.slice(0, i) });
      for (const id of before) assert.ok(now.includes(id), `${id} at ${i}`);
      before = now;
    }
  });
}

test("every run of every section can be walked, and each statement on a card is one of that run's", () => {
  assert.deepEqual(
    walks.map(({ id }) => id),
    sectionNames.flatMap((section) => book[section].runs.map(({ name }) => `${section}/${name}`)),
  );
  const seen = layOut({ ...goldenRun("run-5-12"), observations: [] });
  for (const { id, plan, cards } of walks) {
    assert.ok(cards.length > 1, id);
    assert.equal(new Set(cards.map((card) => card.id)).size, cards.length, id);
    const evidence = { ...seen.evidence, name: id, waitOn: plan.waitOn };
    const known = new Set(judgeRules(labRules, { ...seen, evidence }).map((statement) => statement.id));
    for (const { rules, besides = [] } of cards)
      for (const rule of [...rules, ...besides]) assert.ok(known.has(rule), `${id}: ${rule}`);
  }
});

test("one walk leads to the next, through the whole list", () => {
  const ids: (string | undefined)[] = [walks[0]?.id];
  for (let next = walkAfter(ids[0] ?? ""); next; next = walkAfter(next.id)) ids.push(next.id);
  assert.deepEqual(
    ids,
    walks.map(({ id }) => id),
  );
});

test("a card that was ticked stays so, whatever is played afterwards", () => {
  const run = inLab("run-5-12");
  const remember = createCardMemory();
  assert.equal(
    remember(run).every(({ isTicked }) => isTicked),
    true,
  );
  const other = remember({ ...run, observations: run.observations.slice(0, 10) });
  assert.equal(
    other.every(({ isTicked }) => isTicked),
    true,
  );
});

test("the card of the kill waits for the FIN and its acknowledgment", () => {
  const run = inLab("run-5-12");
  const isFin = (each: Observation): boolean => each.kind === "segment" && each.flags.includes("F");
  assert.deepEqual(ticked(until(run, isFin)), ["line"]);
});

test("what was not done waits: it is not said to differ", () => {
  const run = inLab("run-5-12");
  const cards = cardsFor(until(run, ({ kind }) => kind === "fault"));
  for (const { id, seen } of cards.slice(1))
    for (const { outcome } of seen) assert.equal(outcome, "unknown", id);
});

test("another fault than the section's ticks no card of the kill, and what came instead is said", () => {
  const kill = cardsFor(inLab("run-5-12-reset")).find(({ id }) => id === "kill");
  assert.equal(kill?.isTicked, false);
  assert.match(kill?.seen.map(({ note }) => note).join() ?? "", /RST/);
});

test("the lines may say anything", () => {
  const run = inLab("run-5-12");
  const other: Readonly<Record<string, string>> = {
    "hello, world": "jabberwock!!",
    "another line": "slithy toves",
  };
  const changed = JSON.parse(
    JSON.stringify(run).replace(/hello, world|another line/g, (line) => other[line] ?? line),
    (key, value: unknown) =>
      key === "payload"
        ? btoa(atob(String(value)).replace(/hello, world|another line/g, (line) => other[line] ?? line))
        : value,
  ) as RunRecord;
  assert.deepEqual(ticked(changed), ticked(run));
});

test("a run of one's own programs has no cards", () => {
  assert.deepEqual(cardsFor({ ...goldenRun("run-5-12"), name: FREE }), []);
});
