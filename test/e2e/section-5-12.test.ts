// Section 5.12 as it is run by `npm start`: every statement holds, and every one is shown by observations.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Observation } from "../../src/timeline/observation.ts";
import { anyUser, deadpeer, idsWith, run, sharedRun, temporaryDirectory } from "./harness.ts";

const TERMINAL =
  "5.12/server 5.12/sigchld 5.12/client 5.12.1 5.12.2a 5.12.2b 5.12.2c 5.12.3 5.12.4 5.12.5 5.12.6a 5.12.6b 5.12.7 5.12.8";
const BOTH = "5.12/server 5.12/sigchld 5.12/select 5.12.1 5.12.2a 5.12.2b 5.12.2c 5.12.3 5.12.select 5.12.8";

const PLAIN = { NO_COLOR: "", FORCE_COLOR: "", LC_ALL: "C" };
/** `npm start` */
const wholeSection = sharedRun([], PLAIN);

test(anyUser("every row of section 5.12 holds, for both clients, and nothing is left running"), async (t) => {
  const { code, runs, leftovers, stdout } = await wholeSection(t);
  assert.equal(code, 0);
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["terminal", "both"],
  );
  for (const [i, ids] of [TERMINAL, BOTH].entries()) {
    const statements = runs[i]?.statements ?? [];
    assert.deepEqual(
      statements.map(({ id }) => id),
      ids.split(" "),
    );
    for (const statement of statements) {
      assert.equal(statement.outcome, "holds", `${statement.id}: ${statement.note}`);
      const observations = runs[i]?.observations ?? [];
      const shown = statement.because.map((id) => observations.find((observation) => observation.id === id));
      assert.ok(
        shown.length > 0 && shown.every(Boolean),
        `${statement.id} names observations that are there`,
      );
    }
  }
  assert.match(stdout, /14 hold, 0 differ, 0 unknown/);
  assert.match(stdout, /10 hold, 0 differ, 0 unknown/);
  assert.deepEqual(leftovers, []);
});

test("the section's client notices on use, the select() client at once", async (t) => {
  const { runs } = await wholeSection(t);
  const [terminal, both] = runs.map(({ verdict }) => verdict);
  assert.equal(terminal?.noticed, "on-use");
  assert.match(terminal?.waiting ?? "", /asleep in read\(0\) on its terminal/);
  assert.equal(terminal?.told, "str_cli: server terminated prematurely");
  assert.deepEqual(terminal?.exit, { exitCode: 1 });
  assert.equal(terminal?.lost, 1);
  assert.equal(both?.noticed, "at-once");
  assert.equal(both?.by, "its own FIN");
  assert.equal(both?.lost, 0);
  assert.match(both?.waiting ?? "", /asleep in poll on 0 \(its terminal\) and \d+ \(the connection\)/);
  for (const verdict of [terminal, both]) {
    assert.equal(verdict?.grade, "pass");
    assert.equal(verdict?.ending.by, "fin");
    assert.equal(verdict?.reaction, "exits");
    assert.equal(verdict?.lingers, false);
  }
});

test("each segment is seen once, in an order TCP allows, and no frame is lost", async (t) => {
  const { runs } = await wholeSection(t);
  const [terminal] = runs;
  assert.equal(terminal?.drops, 0);
  const { observations } = terminal;
  const connection = observations.find((observation) => observation.kind === "connection");
  assert.ok(connection);
  const flags = observations
    .filter((observation: Observation) => observation.kind === "segment")
    .filter(({ from, to }) => from.port === connection.client.port || to.port === connection.client.port)
    .map((segment) => `${segment.from.port === connection.client.port ? ">" : "<"}${segment.flags}`);
  // The acknowledgments of the first line may ride on the answer or go by themselves.
  assert.match(flags.join(" "), /^>S <S\. >\. >P\.( <\.)? <P\. >\. <F\. >\. >P\. <R$/);
  const times = observations.map(({ atNs }) => atNs);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
});

test("a saved run is judged again to the same statements and verdict, by itself and through a pipe", async (t) => {
  const directory = temporaryDirectory(t);
  const started = deadpeer(["run", "--wait-on", "both", "--out", join(directory, "report"), "--json", "-"]);
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(code, 0);
  assert.match(stderr, /5\.12\.2 {2}The process that serves this connection is found, and killed/);
  const again = await deadpeer(["judge", "-", "--json"], {}, stdout).outcome;
  assert.equal(again.code, 0);
  assert.deepEqual(JSON.parse(again.stdout), JSON.parse(stdout));
  const saved = readFileSync(join(directory, "report", "run.json"), "utf8");
  assert.equal(saved, stdout);
});

for (const [observer, dependent] of [
  ["segments", "5.12.2b 5.12.2c 5.12.6a 5.12.6b 5.12.7"],
  ["sockets", "5.12/server 5.12/sigchld 5.12.3 5.12.5 5.12.8"],
  ["processes", "5.12/server 5.12/sigchld 5.12.1 5.12.2a 5.12.3"],
  ["waiting", "5.12/client 5.12.4"],
  ["output", "5.12/server 5.12/sigchld 5.12/client 5.12.1 5.12.4 5.12.7"],
] as const) {
  test(`without the observer of ${observer} what depends on it is unknown, and nothing else`, async (t) => {
    const args = ["--wait-on", "terminal", "--watch-ms", "50", "--limit-ms", "2000", "--without", observer];
    const { code, outcomes, runs, leftovers } = await run(t, args);
    assert.deepEqual(idsWith(outcomes, "unknown"), dependent.split(" "));
    assert.deepEqual(idsWith(outcomes, "differs"), []);
    const inconclusive = ["segments", "processes"].includes(observer);
    assert.equal(code, inconclusive ? 3 : 0);
    assert.equal(runs[0]?.verdict.grade, inconclusive ? "inconclusive" : "pass");
    assert.deepEqual(leftovers, []);
  });
}

/** (The path of what was saved is not to be broken.) */
const withoutPaths = (text: string): string => text.replace(/^Report: .*/m, "");

test("what is told fits 80 columns, and 20 where there are no more; without colour unless it is asked for", async (t) => {
  const plain = withoutPaths((await wholeSection(t)).stdout);
  assert.ok(
    plain.split("\n").every((line) => line.length <= 80),
    plain,
  );
  // oxlint-disable-next-line no-control-regex -- none is to be there
  assert.match(plain, /^[\n -~]*$/);
  const args = ["--wait-on", "terminal", "--watch-ms", "20"];
  const narrow = await run(t, args, { ...PLAIN, COLUMNS: "20" });
  const told = withoutPaths(narrow.stdout);
  assert.ok(
    told.split("\n").every((line) => line.length <= 20),
    told,
  );
  const judged = async (env: NodeJS.ProcessEnv): Promise<string> =>
    (await deadpeer(["judge", "-"], { ...PLAIN, ...env }, JSON.stringify(narrow.document)).outcome).stdout;
  assert.ok(!(await judged({})).includes("\u001b["));
  assert.ok((await judged({ FORCE_COLOR: "1" })).includes("\u001b["));
  assert.ok(!(await judged({ FORCE_COLOR: "1", NO_COLOR: "1" })).includes("\u001b["));
});
