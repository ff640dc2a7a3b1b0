// The cards of the sections: ticked by what was observed, in a real run that is seen as it grew, and by nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { book, sectionNames } from "../../../src/book/index.ts";
import { cards512 } from "../../../src/book/section-5-12/cards.ts";
import { faults, isFault } from "../../../src/fault/index.ts";
import { cardsFor, createCardMemory } from "../../../src/lab/cards.ts";
import { labRules } from "../../../src/lab/lab-rules.ts";
import { FREE, walkAfter, walks } from "../../../src/lab/walks.ts";
import { sinceConnected } from "../../../src/lab/whose.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact, Observation } from "../../../src/timeline/observation.ts";
import type { RunRecord } from "../../../src/timeline/record.ts";
import { judgeRules } from "../../../src/verdict/rule.ts";
import { type GoldenName, goldenRun } from "../golden.ts";

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

test("what the section does not have leaves it: nothing that was seen from then on ticks a card", () => {
  assert.deepEqual(ticked(inLab("run-5-12-reset")), ["line"]);
  const run = inLab("run-5-12");
  const is = (kind: Observation["kind"]) => (each: Observation) => each.kind === kind;
  /** The run with something else done at the first observation of a kind. */
  const withDoing = (fact: Fact, at: Observation["kind"]): RunRecord => {
    const place = run.observations.findIndex(is(at));
    const { atNs = 0 } = run.observations[place] ?? {};
    const doing = { id: 0, ...fact, atNs: atNs - 1 };
    const observations = run.observations.toSpliced(place, 0, doing);
    return { ...run, observations: observations.map((each, i) => ({ ...each, id: i + 1 })) };
  };
  const doings: readonly Fact[] = [
    { kind: "fault", fault: "host-reboot", pid: 7, text: "the host reboots" },
    { kind: "recovered", isUndone: true, text: "the host is back" },
    { kind: "wire", operation: "cut", text: "the cable is cut" },
    { kind: "wire", operation: "hold", rule: 1, text: "held" },
    { kind: "pressed", key: "ctrl-c" },
  ];
  for (const doing of doings) {
    assert.deepEqual(ticked(withDoing(doing, "fault")), ["line"], JSON.stringify(doing));
    assert.equal(ticked(withDoing(doing, "probe")).includes("serving"), false, JSON.stringify(doing));
  }
  const delayed = withDoing({ kind: "wire", operation: "delay", text: "a delay" }, "fault");
  assert.deepEqual(ticked(delayed), ticked(run));
});

test("each card asks for what is on its buttons, and what a section does by itself is asked for", () => {
  const labels: Readonly<Record<string, string>> = {
    continue: "Continue",
    hold: "Hold the server's",
    "ctrl-d": "Ctrl-D",
  };
  for (const { id, scenario, run, cards } of walks) {
    const asked = cards.flatMap(({ does = [] }) => does);
    for (const { does = [], todo } of cards)
      for (const doing of does) {
        const label = labels[doing] ?? (isFault(doing) ? faults[doing].button : undefined);
        assert.ok(label !== undefined && todo.includes(`“${label}”`), `${id}: ${doing} in ${todo}`);
      }
    const fault = scenario.runs.find(({ name }) => name === run)?.fault ?? "none";
    if (fault !== "none" && fault !== "kill-unread") assert.ok(asked.includes(fault), `${id}: ${fault}`);
  }
});

test("what was done before a client joined changes nothing of its steps", () => {
  const run = inLab("run-5-12");
  const [first] = run.observations;
  const crash: Fact = { kind: "fault", fault: "host-crash", pid: 7, text: "the host crashes" };
  const observations = [{ id: 0, ...crash, atNs: (first?.atNs ?? 0) - 1 }, ...run.observations];
  assert.deepEqual(ticked({ ...run, observations: [...sinceConnected(observations)] }), ticked(run));
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
