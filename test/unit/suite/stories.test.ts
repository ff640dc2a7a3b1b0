// Cases of a suite that are a story: their ids, what they are made of, and what is known of each death.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { termsByDeath } from "../../../src/suite/known.ts";
import { judgeCase } from "../../../src/suite/outcome.ts";
import { type SuiteCase, planCases } from "../../../src/suite/cases.ts";
import type { CaseOutcome } from "../../../src/suite/results.ts";
import { selectCases } from "../../../src/suite/select.ts";
import { describeTable } from "../../../src/suite/reporters/page.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { runOf } from "../runs.ts";
import { inFolder, loadText, refusal } from "../suite-config.ts";
import { loadConfig } from "../../../src/suite/load-config.ts";
import { plan, result } from "../suite-runs.ts";

const YAML = "deadpeer.config.yaml";
const TWICE = `
stories:
  twice:
    steps: [{ fault: kill }, comeBack, { until: connected }, { fault: reset, expectVerdict: lost=0 }]
`;

async function casesOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<SuiteCase[]> {
  return await inFolder({ [YAML]: text, ...files }, async (folder) => {
    const { config, stories } = await loadConfig(undefined, folder);
    return planCases(config, folder, stories);
  });
}

test("each client makes a case with each story, beside its faults; without faults only the stories", async () => {
  const clients = "clients: { psql: psql, nc: { command: nc, on: [pipes, terminal] } }\n";
  assert.deepEqual(
    (await casesOf(clients + TWICE)).map(({ id }) => id),
    ["psql/twice", "nc+pipes/twice", "nc+terminal/twice"],
  );
  assert.deepEqual(
    (await casesOf(`clients: { psql: psql }\nfaults: kill\n${TWICE}`)).map(({ id }) => id),
    ["psql/kill@idle", "psql/twice"],
  );
});

test("a story's file brings its steps and limits, and not its programs; the configuration's count more", async () => {
  const file =
    "server: other\nclient: other\ncontrol: after\nlimitMs: 20000\nwatchMs: 7\nsteps: [{ fault: command }]\n";
  const text = `
servers: { redis: { command: redis, faultCommand: "redis-cli CLIENT KILL", count: "echo 1" } }
clients: { cli: { command: cli, on: pipes, expect: lost=0 } }
stories: { killed: story.yaml }
watchMs: 90
`;
  const [only, other] = await casesOf(text, { "story.yaml": file });
  assert.equal(other, undefined);
  const { server, client, watchMs, limitMs, custom, story } = only?.request ?? {};
  assert.deepEqual([server, client, watchMs, limitMs], ["redis", "cli", 90, 20_000]);
  assert.equal(custom?.control, "after");
  assert.equal(story?.deaths[0]?.custom.faultCommand, "redis-cli CLIENT KILL");
  assert.equal(story?.deaths[0]?.expected, "lost=0");
});

test("a pattern for a story fits only stories, and a fault's pattern only faults", async () => {
  const text = (more: string): string => `clients: { a: a, b: b }\nfaults: [kill, reset]\n${TWICE}${more}`;
  const ids = async (more: string): Promise<string[]> => (await casesOf(text(more))).map(({ id }) => id);
  assert.deepEqual(await ids('exclude: [{ fault: "*" }]'), ["a/twice", "b/twice"]);
  assert.deepEqual(await ids('exclude: [{ story: "*" }, { client: b }]'), ["a/kill@idle", "a/reset@idle"]);
  const cases = await casesOf(text("expect: [{ story: twice, client: b, verdict: exit=0 }]"));
  const expected = cases
    .find(({ id }) => id === "b/twice")
    ?.request.story?.deaths.map((each) => each.expected);
  assert.deepEqual(expected, ["exit=0", "lost=0"], "what a step says itself counts more");
  const none = { filters: [], clients: [], faults: [], stories: [], through: [] };
  const chosen = selectCases(cases, { ...none, faults: ["kill"], stories: ["tw*"] }).map(({ id }) => id);
  assert.deepEqual(chosen, ["a/kill@idle", "a/twice", "b/kill@idle", "b/twice"]);
});

test("a story has no proxy to be with or without: no pattern of one, and no --through, is about it", async () => {
  const proxies = "clients: { a: a }\nfaults: kill\nproxies: { socat: { command: exec socat } }\n";
  const ids = async (more: string): Promise<string[]> =>
    (await casesOf(`${proxies}${TWICE}${more}`)).map(({ id }) => id);
  assert.deepEqual(await ids("exclude: [{ through: none }]"), ["a/kill@idle/socat", "a/twice"]);
  assert.deepEqual(await ids('exclude: [{ through: "*" }]'), ["a/twice"]);
  const cases = await casesOf(proxies + TWICE);
  const none = { filters: [], clients: [], faults: [], stories: [] };
  const chosen = (through: string): string[] =>
    selectCases(cases, { ...none, through: [through] }).map(({ id }) => id);
  assert.deepEqual(chosen("none"), ["a/kill@idle"]);
  assert.deepEqual(chosen("*"), ["a/kill@idle", "a/kill@idle/socat"]);
});

const mistakes: readonly (readonly [title: string, text: string, says: RegExp])[] = [
  [
    "no such story",
    `clients: { a: { command: a, stories: thrice } }${TWICE}`,
    /:1: clients\.a\.stories: there is no story "thrice"\..*twice/s,
  ],
  [
    "no such file",
    "clients: { a: a }\nstories: { x: gone.yaml }",
    /Cannot read .*gone\.yaml: it is not there\..*`stories`/s,
  ],
  ["neither file nor steps", "clients: { a: a }\nstories:\n  x: {}", /:3: stories\.x has no steps/],
  [
    "both",
    `clients: { a: a }\nstories:\n  x: { story: s.yaml, steps: [] }`,
    /:3: stories\.x\.steps is not for a story that has a file/,
  ],
  [
    "no fault in it",
    "clients: { a: a }\nstories:\n  x:\n    steps: [{ say: hi }]",
    /:3: the story has no fault/,
  ],
  [
    "a contradiction",
    "clients: { a: a }\nstories:\n  x:\n    steps:\n    - fault: kill\n    - heal",
    /:6: steps\[1\]: there is nothing to heal/,
  ],
  [
    "an unknown step",
    "clients: { a: a }\nstories:\n  x:\n    steps:\n    - fualt: kill",
    /:5: stories\.x\.steps\[0\] is no step/,
  ],
  [
    "a fault and a story",
    `clients: { a: a }\nexclude:\n- { fault: kill, story: twice }${TWICE}`,
    /:3: exclude\[0\] has a fault and a story/,
  ],
  [
    "a pattern for no story",
    `clients: { a: a }\nexclude:\n- { story: thrice }${TWICE}`,
    /:3: exclude\[0\]\.story: there is no story/,
  ],
];
for (const [title, text, says] of mistakes)
  test(`a mistake has its file and line: ${title}`, async () => {
    assert.match(await refusal(() => loadText(YAML, text)), says);
  });

test("what does not go together with a server or a client names the case", async () => {
  const text = "clients: { a: a }\nstories:\n  x:\n    steps: [{ fault: kill }, { count: 1 }]";
  assert.match(await refusal(() => casesOf(text)), /^a\/x: steps\[1\] waits for a count.*exclude/s);
});

type Death = Partial<Verdict>;
const unseen: Death = { grade: "inconclusive", missing: "no FIN" };
function judgeStory(deaths: readonly Death[], known?: string): ReturnType<typeof judgeCase> {
  const runs = deaths.map((verdict, i) => {
    const full = { ...runOf([]).verdict, grade: "pass", noticed: "at-once", lost: 0, ...verdict } as Verdict;
    const expectations = checkExpectations("noticed!=never,lost=0", full);
    return { verdict: full, expectations, death: { number: i + 1, of: deaths.length } };
  });
  return judgeCase(runs, known === undefined ? undefined : { verdict: known, because: "so it is" });
}

const table: readonly [title: string, deaths: readonly Death[], known: string | undefined, CaseOutcome][] = [
  ["all pass", [{}, {}], undefined, "passed"],
  ["the second fails", [{}, { noticed: "never" }], undefined, "failed"],
  ["as known", [{}, { noticed: "never" }], "2.noticed=never", "known"],
  ["in another death", [{ noticed: "never" }, {}], "2.noticed=never", "failed"],
  ["in both, and one is known", [{ noticed: "never" }, { noticed: "never" }], "2.noticed=never", "failed"],
  ["each as known", [{ lost: 2 }, { noticed: "never" }], "1.lost=2,2.noticed=never", "known"],
  ["no more", [{}, {}], "2.noticed=never", "stale"],
  ["without the death's number", [{}, { noticed: "never" }], "noticed=never", "failed"],
  ["one fails, and the other was not seen", [{ lost: 1 }, unseen], undefined, "failed"],
  ["as known, and the other was not seen", [{ lost: 1 }, unseen], "1.lost=1", "inconclusive"],
  ["one was not seen", [{}, unseen], undefined, "inconclusive"],
];
for (const [title, deaths, known, outcome] of table)
  test(`a story of two deaths: ${title}: ${outcome}`, () => {
    assert.equal(judgeStory(deaths, known).outcome, outcome);
  });

test("which death was not seen is said", () => {
  assert.equal(judgeStory([{}, unseen]).why, "death 2 of 2: no FIN");
  assert.deepEqual(judgeStory([{ lost: 1 }, unseen]), {
    outcome: "failed",
    unobserved: "death 2 of 2: no FIN",
  });
});

test("a regular expression of a known failure may have commas, and what looks like a death's number", () => {
  assert.deepEqual(termsByDeath("1.told=/a,2.noticed=x/,lost=0, 2.exit=0"), [
    { death: 1, terms: "told=/a,2.noticed=x/" },
    { terms: "lost=0" },
    { death: 2, terms: "exit=0" },
  ]);
});

test("a story has a column of its own on the page", () => {
  const ids = ["a/kill@idle", "a/twice"];
  const { entries } = describeTable(
    plan(ids),
    ids.map((id) => result(id, "passed")),
  );
  assert.deepEqual(
    entries.map(({ ofSuite }) => ofSuite?.column),
    [undefined, "twice"],
  );
});

test("a known failure of a story can be written in its file", async () => {
  await inFolder({}, async (folder) => {
    const { readKnown } = await import("../../../src/suite/known.ts");
    const file = join(folder, "known.json");
    writeFileSync(file, JSON.stringify({ "a/twice": { verdict: "2.noticed=never", because: "x" } }));
    assert.equal(readKnown(file).size, 1);
    writeFileSync(file, JSON.stringify({ "a/twice": { verdict: "2.notced=never", because: "x" } }));
    assert.match(await refusal(() => readKnown(file)), /a\/twice: the verdict has no notced/);
  });
});
