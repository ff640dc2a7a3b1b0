// Ctrl-C, SIGTERM and a reader that goes away, at any step: the exit code says so, and nothing is left behind.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { becomeSubreaper } from "../../src/sys/prctl.ts";
import { readTree } from "../../src/sys/proc.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import { cli, deadpeer, eventually, quoted, serve, temporaryDirectory } from "./harness.ts";

/** What a run has told just before it is interrupted: from before the first step to after the last. */
const moments = [
  "UNP 5.12",
  "server \\d+: deadpeer",
  "client \\d+: deadpeer",
  "connection 127",
  "typed: {3}hello",
  "SIGKILL to process",
  "5\\.12\\.3 ",
  "5\\.12\\.4 ",
  "5\\.12\\.6 ",
  "5\\.12\\.8 ",
  "Does the server keep",
];

/** One handler is for both signals: the one comes at every moment, the other at the first, in the middle and at the last. */
for (const [signal, code, at] of [
  ["SIGINT", 130, moments],
  ["SIGTERM", 143, moments.filter((_, i) => i % 5 === 0)],
] as const) {
  for (const moment of at) {
    test(`${signal} after "${moment}": exit code ${code}`, async (t) => {
      const directory = temporaryDirectory(t);
      const late = moments.indexOf(moment) > moments.indexOf("5\\.12\\.4 ");
      const limits = ["--watch-ms", late ? "40" : "60000", "--limit-ms", "60000"];
      const started = deadpeer(["run", "--wait-on", "terminal", ...limits, "--out", directory]);
      let told = "";
      started.child.stdout?.on("data", (piece) => {
        told += String(piece);
      });
      await eventually(moment, () => new RegExp(moment).test(told));
      started.child.kill(signal);
      const outcome = await started.outcome;
      // A run that was over already when the signal came has its own exit code, or, where Node had put its handlers away,
      // was ended by the signal itself: a shell calls both the same.
      const shellCode = late && outcome.signal === signal ? code : outcome.code;
      if (!late || shellCode !== 0) assert.equal(shellCode, code, outcome.stderr);
      await eventually("nothing left", () => started.leftovers().length === 0, 5000);
    });
  }
}

/** A server that answers nothing: the client waits for as long as it may. */
const listens =
  "require('net').createServer({ allowHalfOpen: true }).listen(process.env.PORT, process.env.HOST)";
const silentServer = `exec node -e ${quoted(listens)}`;

// 6.7 has nothing to watch: with a server that answers, it is over as soon as every line is back.
for (const [scenario, moment, options] of [
  ["5.14", "the cable is cut", []],
  ["5.12.race", "held on the wire", []],
  ["6.7", "a delay of 20 ms", ["--server", silentServer]],
] as const) {
  test(`SIGINT in ${scenario} after "${moment}": exit code 130, hosts and wire are gone`, async (t) => {
    // Long enough that it cannot be over before it is interrupted.
    const limits = ["--watch-ms", "60000", "--limit-ms", "60000"];
    const started = deadpeer(["run", scenario, ...options, ...limits, "--out", temporaryDirectory(t)]);
    let told = "";
    started.child.stdout?.on("data", (piece) => {
      told += String(piece);
    });
    await eventually(moment, () => told.includes(moment));
    started.child.kill("SIGINT");
    const { code, stderr } = await started.outcome;
    assert.equal(code, 130, stderr);
    await eventually("nothing left", () => started.leftovers().length === 0, 5000);
  });
}

test("SIGINT in the middle of many runs: exit code 130, nothing left", async (t) => {
  const started = deadpeer(["run", "all", "--out", temporaryDirectory(t)]);
  const clients = (): string[] => started.leftovers().filter((each) => each.includes("main.js connect"));
  await eventually("several clients", () => clients().length > 1);
  started.child.kill("SIGINT");
  const { code, stderr } = await started.outcome;
  assert.equal(code, 130, stderr);
  await eventually("nothing left", () => started.leftovers().length === 0, 5000);
});

for (const [what, args, isEnough] of [
  ["--times", ["5.12", "--wait-on", "both", "--times", "100000"], (lines: number) => lines >= 0],
  ["run all", ["all"], (lines: number) => lines > 0],
] as const) {
  test(`SIGINT in ${what}: what is finished is counted, saved and marked as cut short`, async (t) => {
    const directory = temporaryDirectory(t);
    const started = deadpeer(["run", ...args, "--out", directory]);
    let told = "";
    started.child.stdout?.on("data", (piece) => {
      told += String(piece);
    });
    // More clients than there are at once: some runs are over.
    const clients = new Set<string>();
    await eventually("several runs", () => {
      for (const each of started.leftovers()) if (each.includes("main.js connect")) clients.add(each);
      return clients.size > 12 && isEnough(told.split("\n").length - 1);
    });
    started.child.kill("SIGINT");
    const { code, stdout, stderr } = await started.outcome;
    assert.equal(code, 130, stderr);
    const saved = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
    assert.ok(saved.runs.length > 0);
    const { made = 0, wanted = 0 } = saved.cutShort ?? {};
    assert.ok(made > 0 && made < wanted, `${made} of ${wanted}`);
    for (const { times, proven } of saved.repeats ?? []) assert.ok(times === made && proven <= made);
    assert.match(stdout, new RegExp(`^Cut short: ${made} of ${wanted} runs were made\\.$`, "m"));
    const judged = await deadpeer(["judge", join(directory, "run.json")]).outcome;
    assert.equal(judged.code, 3, "not everything was made");
    await eventually("nothing left", () => started.leftovers().length === 0, 5000);
  });
}

/** Returns the command of a server that serves in the first run of a section, and never listens in the second. */
function secondNeverListens(t: TestContext): string {
  const count = quoted(join(temporaryDirectory(t), "starts"));
  const serves = `exec ${quoted(process.execPath)} ${quoted(cli)} serve --connections-per-child 1`;
  return `echo >> ${count}; test $(wc -l < ${count}) -eq 2 && exec sleep 600; ${serves}`;
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} in the second run of a section: the first is judged, printed, saved and marked as cut short`, async (t) => {
    const directory = temporaryDirectory(t);
    const limits = ["--watch-ms", "40", "--limit-ms", "60000", "--start-ms", "60000"];
    const started = deadpeer([
      "run",
      "5.12",
      "--server",
      secondNeverListens(t),
      ...limits,
      "--out",
      directory,
    ]);
    await eventually("the second run", () => started.leftovers().some((each) => each.endsWith("sleep 600 ")));
    started.child.kill(signal);
    const outcome = await started.outcome;
    assert.equal(outcome.code, code, outcome.stderr);
    const saved = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
    assert.deepEqual(saved.cutShort, { made: 1, wanted: 2 });
    assert.deepEqual(
      saved.runs.map(({ name, verdict }) => [name, verdict.grade]),
      [["terminal", "pass"]],
    );
    assert.match(outcome.stdout, /^Cut short: 1 of 2 runs were made\.\nReport: /m);
    assert.match(outcome.stdout, /5\.12\.2 .*holds|holds.*5\.12\.2/);
    await eventually("nothing left", () => started.leftovers().length === 0, 5000);
  });
}

test("a section whose second run cannot be observed: the first is saved all the same, and then exit code 3", async (t) => {
  const directory = temporaryDirectory(t);
  const limits = ["--watch-ms", "40", "--start-ms", "5000"];
  const started = deadpeer(["run", "5.12", "--server", secondNeverListens(t), ...limits, "--out", directory]);
  const { code, stdout, stderr } = await started.outcome;
  assert.match(stderr, /The server never listened on port 9877\./);
  assert.equal(code, 3);
  const saved = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
  assert.deepEqual(saved.cutShort, { made: 1, wanted: 2 });
  assert.deepEqual(
    saved.runs.map(({ name }) => name),
    ["terminal"],
  );
  assert.match(stdout, /^Cut short: 1 of 2 runs were made\.\nReport: /m);
});

test("SIGINT in the control: the experiment is saved, without a control", async (t) => {
  const directory = temporaryDirectory(t);
  const count = join(temporaryDirectory(t), "starts");
  // The second client never connects.
  const client = `echo >> ${quoted(count)}; test $(wc -l < ${quoted(count)}) -eq 2 && exec sleep 600; exec bash -c 'exec 3<>/dev/tcp/$HOST/$PORT; cat <&3; echo gone'`;
  const limits = ["--watch-ms", "50", "--start-ms", "60000"];
  const started = deadpeer(["run", "--client", client, ...limits, "--out", directory]);
  await eventually("the control", () => started.leftovers().some((each) => each.endsWith("sleep 600 ")));
  started.child.kill("SIGINT");
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(code, 130, stderr);
  const saved = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
  assert.deepEqual(saved.cutShort, { made: 1, wanted: 2 });
  assert.equal(saved.runs[0]?.control?.missing, "the control could not be made: it was interrupted");
  assert.match(stdout, /^Cut short: 1 of 2 runs were made\.$/m);
  await eventually("nothing left", () => started.leftovers().length === 0, 5000);
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  test(`${signal} in an experiment behind a relay: relay, connector and client are gone`, async (t) => {
    const upstream = await serve(t);
    const client = `exec node ${quoted(join(process.cwd(), "test/fixtures/programs/pool.mjs"))}`;
    const options = ["--upstream", `127.0.0.1:${upstream.port}`, "--client", client, "--watch-ms", "60000"];
    const temporary = temporaryDirectory(t);
    const started = deadpeer(["run", ...options, "--out", temporaryDirectory(t)], { TMPDIR: temporary });
    await eventually("the client and the relay", () =>
      ["pool.mjs", "relay.cjs", "connector.cjs"].every((name) =>
        started.leftovers().some((process) => process.includes(name)),
      ),
    );
    started.child.kill(signal);
    const { code } = await started.outcome;
    assert.equal(code, signal === "SIGINT" ? 130 : null);
    await eventually("nothing left", () => started.leftovers().length === 0, 5000);
    await eventually("no directory of the connector", () => readdirSync(temporary).length === 0, 5000);
  });
}

test("a reader that goes away ends the run: exit code 141, nothing left", async (t) => {
  const started = deadpeer(["run", "--watch-ms", "60000", "--out", temporaryDirectory(t)]);
  started.child.stdout?.once("data", () => started.child.stdout?.destroy());
  const { code, stderr } = await started.outcome;
  assert.equal(code, 141, stderr);
  await eventually("nothing left", () => started.leftovers().length === 0, 5000);
});

test("even a run that is killed outright leaves nothing", async (t) => {
  const started = deadpeer(["run", "--watch-ms", "60000", "--out", temporaryDirectory(t)]);
  let told = "";
  started.child.stdout?.on("data", (piece) => {
    told += String(piece);
  });
  await eventually("step 5.12.4", () => told.includes("5.12.4 "));
  started.child.kill("SIGKILL");
  await started.outcome;
  await eventually("nothing left", () => started.leftovers().length === 0, 5000);
});

test("a run leaves no zombie to the process that inherits its orphans", async (t) => {
  becomeSubreaper(); // that process is this one
  await deadpeer(["run", "--wait-on", "both", "--out", temporaryDirectory(t)]).outcome;
  const ended = readTree(process.pid).filter(({ state }) => state === "Z");
  assert.deepEqual(ended, []);
});

test("a run leaves no file but its report", async (t) => {
  const [directory, temporary] = [temporaryDirectory(t), temporaryDirectory(t)];
  await deadpeer(["run", "--wait-on", "both", "--out", directory], { TMPDIR: temporary }).outcome;
  assert.deepEqual(readdirSync(directory).toSorted(), ["capture.pcapng", "index.html", "run.json"]);
  assert.deepEqual(readdirSync(temporary), []);
});
