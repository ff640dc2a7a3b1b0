// `deadpeer test`: a configuration's cases, run several at a time, each with its outcome, its folder and its line.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { CaseResult } from "../../src/suite/results.ts";
import { anyUser, eventually, temporaryDirectory } from "./harness.ts";
import { BLIND, ENDS, begin, deadpeerTest, outcomes, readResults, suite } from "./suites.ts";

test(anyUser("each case has its outcome, its folder, and a line that fits 80 columns"), async (t) => {
  const folder = suite(t, {
    clients: {
      ends: { command: ENDS, on: "pipes" },
      blind: { command: BLIND, on: "pipes" },
      gone: { command: "x", requires: "no-such-program" },
    },
    faults: ["kill", "stop"],
  });
  const tested = await deadpeerTest(folder, "--workers", "6");
  assert.equal(tested.code, 1, tested.stdout + tested.stderr);
  assert.equal(tested.stderr, "");
  assert.deepEqual(outcomes(tested), {
    "blind/kill@idle": "failed",
    "blind/stop@idle": "passed",
    "ends/kill@idle": "passed",
    "ends/stop@idle": "passed",
    "gone/kill@idle": "skipped",
    "gone/stop@idle": "skipped",
  });
  const lines = tested.stdout.split("\n");
  assert.ok(
    lines.every((line) => line.length <= 80),
    tested.stdout,
  );
  assert.match(tested.stdout, /\nblind\/kill@idle: failed\n {2}expected noticed!=never, observed never\n/);
  assert.match(tested.stdout, /\n {2}npx deadpeer test blind\/kill@idle\n/);
  assert.match(tested.stdout, /\n6 cases: 3 passed, 2 skipped, 1 failed \(/);
  for (const name of ["run.json", "index.html", "capture.pcapng", "client.txt", "server.txt"])
    assert.ok(existsSync(join(folder, "deadpeer-results/ends/kill@idle", name)), name);
  assert.equal(
    readFileSync(join(folder, "deadpeer-results/ends/kill@idle/client.txt"), "utf8"),
    "the server has gone\n",
  );
  assert.match(
    readFileSync(join(folder, "deadpeer-results/index.html"), "utf8"),
    /blind\/kill@idle\/index\.html/,
  );
});

test("a program that cannot be started makes its case fail, and the others are run", async (t) => {
  const folder = suite(t, {
    clients: { typo: "no-such-client-at-all", ends: { command: ENDS, on: "pipes" } },
    faults: "kill",
    startMs: 3000,
  });
  const tested = await deadpeerTest(folder);
  assert.equal(tested.code, 1, tested.stdout);
  assert.deepEqual(outcomes(tested), { "ends/kill@idle": "passed", "typo/kill@idle": "failed" });
  assert.match(tested.stdout, /\ntypo\/kill@idle: failed\n {2}.*not found/s);
});

test("--list prints ids; --last-failed runs what failed; --bail begins nothing more", async (t) => {
  const clients = { blind: { command: BLIND, on: "pipes" }, ends: { command: ENDS, on: "pipes" } } as const;
  const folder = suite(t, { clients, faults: "kill" });
  const listed = await deadpeerTest(folder, "--list");
  assert.equal(listed.stdout, "blind/kill@idle\nends/kill@idle\n");
  assert.equal(listed.results.size, 0);
  const early = await deadpeerTest(folder, "--last-failed");
  assert.equal(early.code, 2);
  assert.match(early.stderr, /no earlier results/);
  const bailed = await deadpeerTest(folder, "--bail", "--workers", "1");
  assert.deepEqual(outcomes(bailed), { "blind/kill@idle": "failed" });
  assert.match(bailed.stdout, /\n1 case: 1 failed, 1 not run \(/);
  await deadpeerTest(folder);
  const one = await deadpeerTest(folder, "ends");
  assert.equal(one.code, 0, "the result of another case does not count");
  assert.match(one.stdout, /\n1 case: 1 passed \(/);
  const again = await deadpeerTest(folder, "--last-failed");
  assert.deepEqual(again.plan.chosen, ["blind/kill@idle"]);
  assert.deepEqual(outcomes(again), { "blind/kill@idle": "failed" });
  assert.deepEqual(
    [...again.results.values()].filter(({ isEarlier }) => isEarlier).map(({ id }) => id),
    ["ends/kill@idle"],
  );
});

test("a configuration that ends the process is no pass, and one that leaves a timer does not keep it", async (t) => {
  const folder = temporaryDirectory(t);
  const file = join(folder, "deadpeer.config.mjs");
  writeFileSync(file, "process.exit(0);\n");
  const ended = await deadpeerTest(folder);
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /deadpeer\.config\.mjs ends the process while it is read/);
  const config = { clients: { gone: { command: "x", requires: "no-such-program" } }, faults: "kill" };
  writeFileSync(file, `export default ${JSON.stringify(config)};\nsetInterval(() => {}, 1000);\n`);
  assert.match(
    (await deadpeerTest(folder)).stderr,
    /^deadpeer: Nothing was tested: the only case was skipped/,
  );
});

test("what a configuration throws after it was read is its own error, with its file and line", async (t) => {
  const folder = temporaryDirectory(t);
  const file = join(folder, "deadpeer.config.mjs");
  const client = { command: ENDS, on: "pipes" };
  const config = `export default ${JSON.stringify({ clients: { ends: client }, faults: "kill", watchMs: 20_000 })};\n`;
  for (const [late, expected] of [
    ["setTimeout(() => {\n  throw new Error('no database');\n}, 500);\n", /:3: no database\./],
    ["setTimeout(() => Promise.reject(new Error('no answer')), 500);\n", /:2: no answer\./],
  ] as const) {
    writeFileSync(file, config + late);
    const { code, stderr } = await deadpeerTest(folder);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      new RegExp(`^deadpeer: deadpeer\\.config\\.mjs${expected.source}\n  Correct it there`),
    );
    assert.doesNotMatch(stderr, /report it/);
  }
});

/** As on ubuntu 24.04 for an ordinary user: unshare(1) is there, and is refused. */
function refusedUnshare(t: TestContext): string {
  const folder = temporaryDirectory(t);
  const lines = ["#!/bin/sh", "echo 'unshare: unshare failed: Operation not permitted' >&2", "exit 1", ""];
  writeFileSync(join(folder, "unshare"), lines.join("\n"), { mode: 0o755 });
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

test(
  anyUser("without private networks: the machine's own loopback, one case at a time, said once"),
  async (t) => {
    const client = { command: ENDS, on: "pipes" } as const;
    const folder = suite(t, {
      clients: { one: client, two: client },
      faults: ["kill", "host-crash"],
      port: 9893,
    });
    const PATH = refusedUnshare(t);
    const started = begin(folder, ["--workers", "4"], { PATH });
    const { code, stdout } = await started.outcome;
    const tested = { code, stdout, stderr: "", ...readResults(folder) };
    assert.deepEqual(started.leftovers(), []);
    assert.equal(stdout.match(/No private network here: cases run one at a time/g)?.length, 1, stdout);
    const isSeen = [...tested.results.values()].every(({ run }) => run?.unseen === undefined);
    const made = isSeen ? "passed" : "inconclusive";
    assert.equal(
      isSeen || /inconclusive +one\/kill@idle .*\(segments not observed\)/.test(stdout),
      true,
      stdout,
    );
    assert.deepEqual(outcomes(tested), {
      "one/host-crash@idle": "skipped",
      "one/kill@idle": made,
      "two/host-crash@idle": "skipped",
      "two/kill@idle": made,
    });
    assert.match(
      tested.results.get("one/host-crash@idle")?.why ?? "",
      /^A private network is not possible here: /,
    );
    assert.equal(tested.results.get("one/kill@idle")?.run?.commands.server.includes("deadpeer serve"), true);
    assert.equal(code, isSeen ? 0 : 3);
  },
);

test("what cannot be saved ends the suite: the summary is there, exit code 2", async (t) => {
  const client = { command: ENDS, on: "pipes" } as const;
  const folder = suite(t, { clients: { first: client, second: client }, faults: "kill", workers: 1 });
  mkdirSync(join(folder, "deadpeer-results"));
  writeFileSync(join(folder, "deadpeer-results/first"), "in the way of its folder");
  const { code, stdout, stderr } = await deadpeerTest(folder);
  assert.equal(code, 2, stdout);
  assert.match(stdout, /\n1 case: 1 passed, 1 not run \(/);
  assert.match(stderr, /^deadpeer: Cannot write /);
});

test("no reporter replaces a file of the suite, or another report", async (t) => {
  const folder = suite(t, {
    clients: { gone: { command: "x", requires: "no-such-program" } },
    faults: "kill",
  });
  for (const files of [
    ["junit=deadpeer.config.mjs"],
    ["junit=deadpeer-results/results.jsonl"],
    ["json=deadpeer.known.json"],
    ["json=a", "junit=a"],
  ]) {
    const { code, stderr } = await deadpeerTest(folder, ...files.flatMap((each) => ["--reporter", each]));
    assert.equal(code, 2, files.join(" "));
    assert.match(stderr, /would replace (a file of the suite|another report)/);
  }
  assert.match(readFileSync(join(folder, "deadpeer.config.mjs"), "utf8"), /^export default/);
  assert.equal((await deadpeerTest(folder, "--reporter", "junit=deadpeer-results/junit.xml")).code, 3);
});

test("reporters write to their files, and nothing twice to standard output", async (t) => {
  const folder = suite(t, { clients: { blind: { command: BLIND, on: "pipes" } }, faults: "kill" });
  const files = ["junit=junit.xml", "markdown=summary.md", "json=results.json", "github"];
  const tested = await deadpeerTest(folder, ...["dots", ...files].flatMap((name) => ["--reporter", name]));
  assert.equal(tested.code, 1, tested.stderr);
  assert.match(tested.stdout, /^F\n/);
  assert.match(tested.stdout, /\n::error title=deadpeer%3A blind\/kill@idle failed::/);
  assert.match(
    readFileSync(join(folder, "junit.xml"), "utf8"),
    /<testcase classname="blind" name="kill@idle"/,
  );
  assert.match(readFileSync(join(folder, "summary.md"), "utf8"), /^### deadpeer: 1 failed/);
  const { results } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as {
    results: CaseResult[];
  };
  assert.equal(results[0]?.outcome, "failed");
  const both = await deadpeerTest(folder, "--reporter", "json", "--reporter", "list");
  assert.equal(both.code, 2);
  assert.match(both.stderr, /cannot both write to standard output/);
  const alone = await deadpeerTest(folder, "--reporter", "json");
  assert.doesNotThrow(() => JSON.parse(alone.stdout) as unknown);
});

test("Ctrl-C finishes what is under way and reports it; a second one ends it", async (t) => {
  const clients = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`ends${i}`, { command: ENDS, on: "pipes" as const }]),
  );
  const folder = suite(t, { clients, faults: "kill", workers: 1, watchMs: 1000 });
  const gentle = begin(folder);
  await eventually("a case has ended", () => readResults(folder).results.size > 0);
  gentle.child.kill("SIGINT");
  const first = await gentle.outcome;
  assert.equal(first.code, 130, first.stdout);
  const made = readResults(folder).results;
  assert.ok(made.size >= 2 && made.size < 6, String(made.size));
  assert.ok([...made.values()].every(({ outcome }) => outcome === "passed"));
  assert.match(first.stdout, /What is under way is finished first/);
  assert.match(first.stdout, new RegExp(`\\n${made.size} cases: ${made.size} passed`));
  assert.deepEqual(gentle.leftovers(), []);
  rmSync(join(folder, "deadpeer-results"), { recursive: true });
  const hasty = begin(folder);
  await eventually("a case has ended", () => readResults(folder).results.size > 0);
  hasty.child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 400));
  hasty.child.kill("SIGINT");
  const second = await hasty.outcome;
  assert.equal(second.code, 130, second.stdout);
  assert.match(second.stdout, /passed/);
  assert.deepEqual(hasty.leftovers(), []);
});
