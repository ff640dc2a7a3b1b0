// Experiments with programs of one's own: what the verdict says of clients whose behaviour is known.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { runScenario } from "deadpeer";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { type RunResult, anyUser, quoted, run, temporaryDirectory, withDefaults } from "./harness.ts";

const program = (name: string): string =>
  `exec node ${quoted(join(process.cwd(), "test/fixtures/programs", `${name}.mjs`))}`;
/** What a run needs that is made to be quick. */
const QUICK = { "--watch-ms": "300", "--control": "at-once" };
/** Where nothing that is asserted is held against a control run. */
const ALONE = ["--control", "none"];

interface Experiment extends RunResult {
  readonly verdict: Verdict;
}

async function experiment(t: TestContext, args: readonly string[]): Promise<Experiment> {
  const result = await run(t, withDefaults(QUICK, args));
  const [first] = result.runs;
  if (first === undefined) throw new Error(result.stderr);
  assert.notEqual(first.verdict.grade, "inconclusive", first.verdict.missing);
  assert.deepEqual(result.leftovers, []);
  return { ...result, verdict: first.verdict };
}

test(anyUser("deadpeer's own programs: told at once, an end of file, exit code 1"), async (t) => {
  const { verdict, runs, code } = await experiment(t, ["--kill", "owner"]);
  assert.equal(code, 0);
  assert.equal(verdict.noticed, "at-once");
  assert.equal(verdict.reaction, "exits");
  assert.match(verdict.told ?? "", /terminated prematurely/);
  assert.deepEqual(verdict.exit, { exitCode: 1 });
  assert.equal(verdict.lost, 0, "it had ended before the line could be said: nothing of it was lost");
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["experiment", "control"],
  );
});

test("the client of 5.12 notices on use, asleep in a read of its terminal until then", async (t) => {
  const { verdict } = await experiment(t, ["--wait-on", "terminal", "--kill", "owner", ...ALONE]);
  assert.equal(verdict.noticed, "on-use");
  assert.match(verdict.waiting, /^asleep in read\(0\) on its terminal$/);
});

test("a client that closes after its own idle time has not noticed a server that was stopped", async (t) => {
  const options = ["--client", program("idle-timer"), "--ready", "connected", "--fault", "stop"];
  const { verdict, runs } = await experiment(t, [...options, "--watch-ms", "3500"]);
  assert.equal(verdict.noticed, "never");
  assert.equal(verdict.told, "");
  assert.ok(runs[0]?.control?.signs.some(({ what }) => what === "its own FIN"));
  assert.ok(runs[0]?.control?.lines.includes("idle for too long"));
});

test("the same client, whose server is killed, has noticed at once, and not by its timer", async (t) => {
  const options = ["--client", program("idle-timer"), "--ready", "connected", "--watch-ms", "3500"];
  const { verdict } = await experiment(t, options);
  assert.equal(verdict.noticed, "at-once");
  assert.match(verdict.by ?? "", /its own FIN|reading the end of file/);
});

test("programs under test have the environment as it is, also what deadpeer's own are spared", async (t) => {
  const file = join(temporaryDirectory(t), "none.pem");
  writeFileSync(file, "");
  const client = `echo "certificates: \${NODE_EXTRA_CA_CERTS-unset}"; ${program("ticker")}`;
  for (const value of [file, undefined]) {
    const args = ["--watch-ms", "300", ...ALONE, "--client", client, "--ready", "tick"];
    const { runs } = await run(t, args, { NODE_EXTRA_CA_CERTS: value });
    const printed = runs[0]?.observations.flatMap((each) => (each.kind === "printed" ? [each.text] : []));
    assert.ok(printed?.join("").includes(`certificates: ${value ?? "unset"}`), printed?.join(""));
  }
});

test("what a client prints all the time is no reaction", async (t) => {
  const { verdict } = await experiment(t, [
    "--client",
    program("ticker"),
    "--ready",
    "tick",
    "--fault",
    "stop",
  ]);
  assert.equal(verdict.noticed, "never");
  assert.equal(verdict.told, "");
});

test("a client that reads the end of file, keeps its socket and says nothing: keeps, and a failed expectation", async (t) => {
  const { verdict, code, runs } = await experiment(t, ["--client", program("ticker"), "--ready", "tick"]);
  assert.equal(verdict.reaction, "holds-socket");
  assert.equal(verdict.by, "reading the end of file");
  assert.equal(verdict.lingers, true);
  assert.equal(verdict.grade, "fail");
  assert.equal(code, 1);
  const failed = runs[0]?.expectations.filter(({ outcome }) => outcome === "fail");
  assert.deepEqual(
    failed?.map(({ observed }) => observed),
    ["holds-socket", "true"],
  );
});

test("an error that nobody catches is a crash", async (t) => {
  const options = ["--client", program("uncaught"), "--ready", "connected", "--fault", "reset"];
  const { verdict } = await experiment(t, [...options, ...ALONE]);
  assert.equal(verdict.reaction, "crashes");
  assert.equal(verdict.ending.by, "rst");
  assert.match(verdict.told ?? "", /ECONNRESET/);
});

test("a client that connects when it is asked something, and the exchange lost on the dead connection", async (t) => {
  const exchange = ["--say", "hello", "--expect", "answer: hello"];
  const { verdict } = await experiment(t, ["--client", program("on-demand"), ...exchange]);
  assert.equal(verdict.noticed, "at-once");
  assert.equal(verdict.lost, 0, "it connects anew, to a child of the same server");
  const stopped = await experiment(t, [
    "--client",
    program("on-demand"),
    ...exchange,
    "--fault",
    "stop",
    "--limit-ms",
    "800",
    "--watch-ms",
    "100",
  ]);
  assert.equal(stopped.verdict.noticed, "never");
  assert.equal(stopped.verdict.reaction, "hangs");
  assert.equal(stopped.verdict.lost, 1);
});

test("all connections of a pool, each with a process of its own", async (t) => {
  const options = [...ALONE, "--client", program("pool"), "--ready", "three are open", "--connection"];
  const all = await experiment(t, [...options, "all"]);
  for (const name of ["one", "two", "three"])
    assert.match(all.verdict.told ?? "", new RegExp(`${name} is gone`));
  assert.equal(all.runs[0]?.observations.filter(({ kind }) => kind === "fault").length, 3);
  assert.match(all.verdict.summary.join(" "), /had 3 connections, and the fault hit 3 of them/);
  const newest = await experiment(t, [...options, "newest"]);
  assert.equal(newest.verdict.told, "three is gone");
  const first = await experiment(t, [...options, "first"]);
  assert.equal(first.verdict.told, "one is gone");
});

test("the whole server is killed and comes back: the client connects anew, and nothing is lost", async (t) => {
  const client = ["--client", program("retry"), "--say", "hello", "--expect", "answered: hello"];
  const { verdict, runs } = await experiment(t, [...client, "--kill", "tree", "--after", "come-back:100"]);
  assert.equal(verdict.noticed, "at-once");
  assert.equal(verdict.reaction, "reconnects");
  assert.equal(verdict.lost, 0);
  const started = runs[0]?.observations.filter(({ kind }) => kind === "program-started") ?? [];
  assert.equal(started.filter((each) => "role" in each && each.role === "server").length, 2);
});

test("a supervisor that starts the server again at once is recognised", async (t) => {
  const counting = program("counter").replace("exec ", "");
  const server = ["--server", `while :; do ${counting}; done`, "--server-env", "COUNT_FILE=/dev/null"];
  const client = ["--client", program("retry"), "--say", "hello", "--expect", "answered: taken hello"];
  const { verdict } = await experiment(t, [...server, ...client]);
  assert.match(
    verdict.summary.join(" "),
    /restarted at once, by process \d+ \(sh\): process \d+ is listening now/,
  );
  assert.equal(verdict.lost, 0);
});

/** A server outside of the experiment, which counts the lines it takes. */
async function counter(t: TestContext): Promise<{ port: number; count: string }> {
  const file = join(temporaryDirectory(t), "lines");
  writeFileSync(file, "");
  const script = join(process.cwd(), "test/fixtures/programs/counter.mjs");
  const server = spawn(process.execPath, [script], {
    env: { ...process.env, COUNT_FILE: file },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => server.kill());
  const [port] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
  return { port: Number(port), count: `wc -l < ${file}` };
}

test(
  anyUser("a relay dies in the middle of a reply: the client asks again, and it is done twice"),
  async (t) => {
    const { port, count } = await counter(t);
    const options = ["--upstream", `127.0.0.1:${port}`, "--client", program("retry"), "--count", count];
    const exchange = ["--say", "one", "--expect", "answered: taken one"];
    const fault = ["--fault", "kill@mid-reply:3", ...ALONE];
    const { verdict } = await experiment(t, [...options, ...exchange, ...fault]);
    assert.equal(verdict.duplicated, 1);
    assert.equal(verdict.lost, 0);
    assert.equal(verdict.reaction, "reconnects");
  },
);

test("a relay dies in the middle of a request: the upstream has not taken it, and takes it once", async (t) => {
  const { port, count } = await counter(t);
  const options = ["--upstream", `127.0.0.1:${port}`, "--client", program("retry"), "--count", count];
  const exchange = ["--say", "one two three", "--expect", "answered: taken one two three"];
  const fault = ["--fault", "reset@mid-request:5", ...ALONE];
  const { verdict } = await experiment(t, [...options, ...exchange, ...fault]);
  assert.equal(verdict.ending.by, "rst");
  assert.equal(verdict.reaction, "reconnects");
});

test("moments on the wire: accepted, mid-request and crossing", async (t) => {
  const client = [
    "--client",
    program("retry"),
    "--say",
    "hello, world",
    "--expect",
    "answered: hello, world",
  ];
  for (const moment of ["accepted", "mid-request:5", "crossing"]) {
    const { verdict, runs } = await experiment(t, [...client, "--fault", `kill@${moment}`, ...ALONE]);
    assert.equal(verdict.reaction, "reconnects", moment);
    assert.equal(runs[0]?.statements.find(({ id }) => id === "moment")?.outcome, "holds");
  }
});

test("the library takes the same as an object", async () => {
  const { runs } = await runScenario({
    client: program("on-demand"),
    fault: "reset",
    watchMs: 50,
    expectVerdict: "ending=rst",
    exchange: [{ say: "hello" }, { expect: /answer: h.llo/ }],
    control: "none",
  });
  assert.equal(runs[0]?.verdict.ending.by, "rst");
  assert.deepEqual(runs[0]?.expectations, [{ expected: "ending=rst", observed: "rst", outcome: "pass" }]);
});

test("expectations: passed, failed and what was observed; none", async (t) => {
  const quick = [...ALONE, "--watch-ms", "20", "--expect-verdict"];
  const passed = await experiment(t, [...quick, "noticed=at-once,exit!=0,told=/prematurely|lost/i"]);
  assert.equal(passed.code, 0);
  assert.match(passed.stdout, /pass {5}noticed=at-once/);
  const failed = await experiment(t, [...quick, "noticed=never,lost=0"]);
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /fail {5}expected noticed=never, observed at-once/);
  assert.equal((await experiment(t, [...quick, "none"])).code, 0);
});
