// `deadpeer test`: a configuration's cases, run several at a time, each with its outcome, its folder and its line.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { SuiteConfig } from "../../src/suite/config.ts";
import type { CaseResult, PlanRecord } from "../../src/suite/results.ts";
import { type Started, anyUser, cli, eventually, quoted, start, temporaryDirectory } from "./harness.ts";

/** A client that ends when its server does, and one that never looks at its socket again, in a shell's own words. */
const ENDS = `exec ${quoted(process.execPath)} -e ${quoted(
  "const s = require('net').connect(process.env.PORT, process.env.HOST); s.on('end', () => { console.log('the server has gone'); process.exit(1) }).on('error', () => process.exit(1)).resume()",
)}`;
const BLIND = `exec ${quoted(process.execPath)} -e ${quoted(
  "const s = require('net').connect(process.env.PORT, process.env.HOST); s.pause(); s.on('error', () => {}); setInterval(() => {}, 1000)",
)}`;

function suite(t: TestContext, config: SuiteConfig): string {
  const folder = temporaryDirectory(t);
  const whole = { watchMs: 300, limitMs: 1500, ...config };
  writeFileSync(join(folder, "deadpeer.config.mjs"), `export default ${JSON.stringify(whole)};\n`);
  return folder;
}

function begin(folder: string, args: readonly string[] = []): Started {
  const script = `cd ${quoted(folder)} && exec ${quoted(process.execPath)} ${quoted(cli)} test "$@"`;
  return start("sh", ["-c", script, "sh", ...args]);
}

interface Tested {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly plan: PlanRecord;
  /** The last result of each case. */
  readonly results: ReadonlyMap<string, CaseResult>;
}

async function deadpeerTest(folder: string, ...args: readonly string[]): Promise<Tested> {
  const started = begin(folder, args);
  const { code, stdout, stderr } = await started.outcome;
  assert.deepEqual(started.leftovers(), []);
  return { code, stdout, stderr, ...readResults(folder) };
}

function readResults(folder: string): Pick<Tested, "plan" | "results"> {
  const file = join(folder, "deadpeer-results/results.jsonl");
  if (!existsSync(file)) return { plan: {} as PlanRecord, results: new Map() };
  const [first = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const results = lines.map((line) => JSON.parse(line) as CaseResult);
  return { plan: JSON.parse(first) as PlanRecord, results: new Map(results.map((each) => [each.id, each])) };
}

const outcomes = ({ results }: Tested): Record<string, string> =>
  Object.fromEntries([...results].map(([id, { outcome }]) => [id, outcome]).toSorted());

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

test("a known failure is fine, one that is no more is stale, and both can be written by deadpeer", async (t) => {
  const folder = suite(t, {
    clients: { ends: { command: ENDS, on: "pipes" }, blind: { command: BLIND, on: "pipes" } },
    faults: "kill",
  });
  const written = await deadpeerTest(folder, "--update-known");
  assert.match(written.stdout, /Known failures: .*deadpeer\.known\.json \(1\)/);
  const file = join(folder, "deadpeer.known.json");
  const known = JSON.parse(readFileSync(file, "utf8")) as Record<string, { verdict: string }>;
  assert.match(known["blind/kill@idle"]?.verdict ?? "", /^noticed=never/);
  const again = await deadpeerTest(folder);
  assert.equal(again.code, 0, again.stdout);
  assert.deepEqual(outcomes(again), { "blind/kill@idle": "known", "ends/kill@idle": "passed" });
  const entry = { verdict: "noticed=never", because: "it was so" };
  writeFileSync(file, JSON.stringify({ ...known, "ends/kill@idle": entry }));
  const stale = await deadpeerTest(folder, "ends");
  assert.equal(stale.code, 1);
  assert.deepEqual(outcomes(stale), { "ends/kill@idle": "stale" });
  assert.match(stale.stdout, /it no longer fails with noticed=never \(it was so\)/);
});

test("a baseline is recorded, and then only what is worse fails", async (t) => {
  const folder = suite(t, { clients: { blind: { command: BLIND, on: "pipes" } }, faults: "kill" });
  const args = ["--baseline", join(folder, "baseline.json")];
  assert.equal((await deadpeerTest(folder, ...args)).code, 0, "what is recorded is known");
  assert.equal((await deadpeerTest(folder, ...args)).code, 0);
  writeFileSync(join(folder, "baseline.json"), "{}");
  assert.equal((await deadpeerTest(folder, ...args)).code, 1);
});

test("what fails beside others and passes alone is contended, and named", async (t) => {
  const folder = suite(t, {
    // The first run of it, and its control, find the flags; the second does not.
    clients: { moody: { command: `if rm -d flag; then ${BLIND}; fi; ${ENDS}`, on: "pipes" } },
    faults: "kill",
    control: "none",
  });
  mkdirSync(join(folder, "flag"));
  const tested = await deadpeerTest(folder);
  assert.deepEqual(outcomes(tested), { "moody/kill@idle": "contended" }, tested.stdout);
  assert.equal(tested.code, 0);
  assert.match(
    tested.stdout,
    /\nmoody\/kill@idle: contended\n {2}first it was failed \(noticed!=never was never/,
  );
  mkdirSync(join(folder, "flag"));
  assert.equal((await deadpeerTest(folder, "--fail-on-contended")).code, 1);
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
  await deadpeerTest(folder);
  assert.deepEqual(outcomes(await deadpeerTest(folder, "--last-failed")), { "blind/kill@idle": "failed" });
});

test("an id runs just its case, and what was interrupted writes nothing down as known", async (t) => {
  const client = { command: BLIND, on: "pipes" } as const;
  const folder = suite(t, { clients: { nc: client, "other-nc": client }, faults: "kill", watchMs: 1500 });
  assert.deepEqual(Object.keys(outcomes(await deadpeerTest(folder, "nc/kill@idle"))), ["nc/kill@idle"]);
  const bailed = await deadpeerTest(folder, "--update-known", "--bail", "--workers", "1");
  assert.equal(bailed.code, 1);
  assert.match(bailed.stdout, /Known failures were not written: not every case was run\./);
  assert.equal(existsSync(join(folder, "deadpeer.known.json")), false);
  const known = { "nc/kill@idle": { verdict: "noticed=never,lingers=true", because: "x" } };
  const strange = { "gone/kill@idle": { verdict: "noticed=never", because: "x" } };
  writeFileSync(join(folder, "deadpeer.known.json"), JSON.stringify({ ...known, ...strange }));
  const after = await deadpeerTest(folder, "nc/kill@idle");
  assert.equal(after.code, 0, after.stdout);
  assert.match(after.stdout, /A known failure is of no case: gone\/kill@idle/);
  const green = await deadpeerTest(folder, "--last-failed");
  assert.equal(green.code, 0);
  assert.equal(green.stdout, "Nothing failed the last time.\n");
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
  await new Promise((resolve) => setTimeout(resolve, 50));
  hasty.child.kill("SIGINT");
  const second = await hasty.outcome;
  assert.equal(second.code, 130, second.stdout);
  assert.match(second.stdout, /passed/);
  assert.deepEqual(hasty.leftovers(), []);
});
