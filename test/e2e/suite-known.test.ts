// Known failures, baselines, and what passes only when it is run again: what a suite takes for fine, and what not.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anyUser, hasProgram } from "./harness.ts";
import { BLIND, ENDS, deadpeerTest, outcomes, suite } from "./suites.ts";

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

test("what passes only at a retry is contended, with what it was each time; without retries it has failed", async (t) => {
  const folder = suite(t, {
    // Each run takes a flag, and is blind, while there is one.
    clients: { moody: { command: `if rm -d flag1 || rm -d flag2; then ${BLIND}; fi; ${ENDS}`, on: "pipes" } },
    faults: "kill",
    control: "none",
    retries: 3,
  });
  const putFlags = (): void => ["flag1", "flag2"].forEach((name) => mkdirSync(join(folder, name)));
  putFlags();
  const tested = await deadpeerTest(folder);
  assert.deepEqual(outcomes(tested), { "moody/kill@idle": "contended" }, tested.stdout);
  assert.equal(tested.results.get("moody/kill@idle")?.times, 3);
  assert.equal(tested.code, 0);
  assert.match(
    tested.stdout.replaceAll(/\s+/g, " "),
    /moody\/kill@idle: contended first it was failed \(noticed!=never was never.*\), and again, alone, it was failed, then passed /,
  );
  putFlags();
  const once = await deadpeerTest(folder, "--retries", "0");
  assert.deepEqual(outcomes(once), { "moody/kill@idle": "failed" }, once.stdout);
  assert.equal(once.code, 1);
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
  const rest = await deadpeerTest(folder, "--last-failed");
  assert.deepEqual(outcomes(rest), { "other-nc/kill@idle": "failed" }, "it was not finished before");
  const both = { ...known, "other-nc/kill@idle": known["nc/kill@idle"] };
  writeFileSync(join(folder, "deadpeer.known.json"), JSON.stringify(both));
  assert.equal((await deadpeerTest(folder, "--last-failed")).code, 0);
  const green = await deadpeerTest(folder, "--last-failed");
  assert.equal(green.code, 0);
  assert.equal(green.stdout, "Nothing failed the last time.\n");
});

test("what cannot be run is not written down as known, and does not pass", async (t) => {
  const folder = suite(t, { clients: { typo: "no-such-client-at-all" }, faults: "kill", startMs: 3000 });
  const { code, stdout } = await deadpeerTest(folder, "--update-known");
  assert.equal(code, 1, stdout);
  assert.match(stdout, /Known failures: .* \(0\)/);
});

test(anyUser("a story is a case: each death is judged, and known by its number"), async (t) => {
  const steps = [{ fault: "stop" }, { fault: "kill" }] as const;
  const folder = suite(t, {
    clients: { blind: { command: BLIND, on: "pipes" }, ends: { command: ENDS, on: "pipes" } },
    stories: { twice: { steps } },
  });
  const first = await deadpeerTest(folder, "--update-known");
  assert.deepEqual(outcomes(first), { "blind/twice": "failed", "ends/twice": "passed" }, first.stdout);
  assert.match(first.stdout, /\nblind\/twice: failed\n {2}expected 2\.noticed!=never, observed never\n/);
  const known = readFileSync(join(folder, "deadpeer.known.json"), "utf8");
  assert.match(known, /"blind\/twice": \{\s+"verdict": "2\.noticed=never/);
  assert.equal(
    readFileSync(join(folder, "deadpeer-results/ends/twice/client.txt"), "utf8"),
    "the server has gone\n",
  );
  const again = await deadpeerTest(folder, "blind/twice");
  assert.equal(again.code, 0, again.stdout);
  assert.deepEqual(outcomes(again), { "blind/twice": "known" });
});

test("a case through a proxy has an id, a folder and a known failure of its own", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const folder = suite(t, {
    clients: { ends: { command: ENDS, on: "pipes" } },
    faults: "reset",
    proxies: { socat: "exec sh proxy.sh" },
    expect: [{ through: "none", verdict: "ending=rst" }],
  });
  const command = "exec socat TCP-LISTEN:$PORT,bind=$HOST,fork TCP:$SERVER_HOST:$SERVER_PORT";
  writeFileSync(join(folder, "proxy.sh"), command); // found from wherever deadpeer is started
  const id = "ends/reset@idle/socat";
  writeFileSync(
    join(folder, "deadpeer.known.json"),
    JSON.stringify({ [id]: { verdict: "through=turns", because: "socat has no other way" } }),
  );
  const tested = await deadpeerTest(folder, "--config", join(folder, "deadpeer.config.mjs"));
  assert.deepEqual(outcomes(tested), { "ends/reset@idle": "passed", [id]: "known" }, tested.stdout);
  assert.equal(tested.results.get(id)?.folder, "ends/reset@idle+socat");
  assert.equal(tested.code, 0);
});
