// Every section, performed and judged. What the statements come out as is this kernel's own answer: it was measured by
// other means (strace, tcpdump) on Linux 6.18, which is what these tests hold it against; elsewhere only that nothing is
// inconclusive.

import assert from "node:assert/strict";
import { release } from "node:os";
import { test } from "node:test";
import type { RunRecord } from "../../src/timeline/record.ts";
import { anyUser, run, sharedRun } from "./harness.ts";

const isMeasuredKernel = release().startsWith("6.18.");

interface ConnectionQuery {
  readonly section: string;
  readonly runs: number;
  /** Statements that do not hold, by run. */
  readonly odd?: readonly string[];
}

const wanted: readonly ConnectionQuery[] = [
  { section: "2.6", runs: 2 },
  { section: "5.10", runs: 1 },
  { section: "5.12", runs: 2 },
  { section: "5.12.race", runs: 5, odd: ["a: differs 5.12.race.a"] },
  { section: "5.13", runs: 2 },
  { section: "5.14", runs: 4, odd: ["timeout: unknown 5.14.default"] },
  { section: "5.15", runs: 2 },
  { section: "5.16", runs: 2, odd: ["terminal: differs 5.16.line"] },
  { section: "6.4", runs: 1 },
  { section: "6.6", runs: 2 },
  { section: "6.7", runs: 1 },
];

const all = sharedRun(["all", "--watch-ms", "100"]);

test(
  anyUser("run all: a line for each section, in their order, and a document that can be judged"),
  async (t) => {
    const { code, stdout, document, leftovers } = await all(t);
    assert.equal(code, 0, stdout);
    const names = stdout.split("\n").flatMap((line) => /^(\d\S*) /.exec(line)?.[1] ?? []);
    assert.deepEqual(
      names,
      wanted.map(({ section }) => section),
    );
    assert.equal(document.scenario, "all");
    assert.equal(
      document.runs.length,
      wanted.reduce((sum, { runs }) => sum + runs, 0),
    );
    assert.deepEqual(leftovers, []);
  },
);

for (const { section, runs: count, odd = [] } of wanted) {
  test(anyUser(`section ${section}`), async (t) => {
    const runs = (await all(t)).runs.filter(({ scenario }) => scenario === section);
    assert.equal(runs.length, count);
    for (const { name, verdict, drops, statements } of runs) {
      assert.equal(verdict.grade, "pass", `${name}: ${verdict.missing}`);
      assert.equal(drops, 0, name);
      assert.ok(statements.length > 0, name);
    }
    if (isMeasuredKernel) assert.deepEqual(oddOnes(runs), odd);
  });
}

test("a section by itself: its runs, one after the other", async (t) => {
  const { code, document, leftovers, stderr } = await run(t, ["2.6", "--watch-ms", "50"]);
  assert.equal(code, 0, stderr);
  assert.equal(document.scenario, "2.6");
  assert.equal(document.runs.length, 2);
  assert.deepEqual(leftovers, []);
});

function oddOnes(runs: readonly RunRecord[]): string[] {
  return runs.flatMap(({ name, statements }) =>
    statements
      .filter(({ outcome }) => outcome !== "holds")
      .map(({ id, outcome }) => `${name}: ${outcome} ${id}`),
  );
}

const noteOf = ({ statements }: RunRecord, id: string): string =>
  statements.find((statement) => statement.id === id)?.note ?? "";

test("5.14: the schedule, the reasons, and what is computed and not run", async (t) => {
  const runs = (await all(t)).runs.filter(({ scenario }) => scenario === "5.14");
  const byName = Object.fromEntries(runs.map((each) => [each.name, each])) as Record<string, RunRecord>;
  const { timeout, unreachable, keepalive, "user-timeout": userTimeout } = byName;
  assert.ok(timeout && unreachable && keepalive && userTimeout);
  assert.match(
    noteOf(timeout, "5.14.resend"),
    /^sent [45] times: again after 0\.\d\d s, and then after 0\.\d\d, 0\.\d\d/,
  );
  assert.match(
    noteOf(timeout, "5.14.default"),
    /^not run: computed .* tcp_retries2 = 15 it takes \d+\.\d minutes$/,
  );
  assert.match(noteOf(timeout, "5.14.timeout"), /ETIMEDOUT.*the link address was known from before$/);
  assert.match(noteOf(unreachable, "5.14.unreach"), /EHOSTUNREACH.*asked \d+ times .* no answer$/);
  assert.match(noteOf(keepalive, "5.14.keep"), /^3 probes; read: Connection timed out \(ETIMEDOUT\)/);
  const { noticed, undecided } = keepalive.verdict;
  assert.ok(noticed === "late" || undecided?.["noticed"] === "machine-busy", noticed);
  for (const each of runs) assert.equal(each.verdict.ending.by, "silence", each.name);
});

test("the race, many times: every order proven each time, and the answers counted", async (t) => {
  const { code, document } = await run(t, ["--race", "--times", "3"]);
  assert.equal(code, 0);
  const repeats = document.repeats ?? [];
  assert.deepEqual(
    repeats.map(({ name, proven, times }) => [name, proven, times]),
    ["a", "b", "c", "d1", "d2"].map((name) => [name, 3, 3]),
  );
  if (!isMeasuredKernel) return;
  const counted = repeats.map(({ answers }) => Object.entries(answers).flat());
  const [eof, reset] = [
    ["end of file", 3],
    ["ECONNRESET", 3],
  ];
  assert.deepEqual(counted, [eof, eof, reset, reset, reset]);
});
