// The process that runs an experiment is killed, stopped, or breaks: the run says so, and nothing is left behind.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readIfThere } from "../../src/sys/proc.ts";
import {
  anyUser,
  deadpeer,
  eventually,
  hasProgram,
  quoted,
  serve,
  start,
  type Started,
  temporaryDirectory,
} from "./harness.ts";

const WATCHED = ["--watch-ms", "60000", "--limit-ms", "60000"];
const counter = join(process.cwd(), "test/fixtures/programs/counter.mjs");
/** It stays when the server has ended, and so does the run: however late it is looked at. */
const QUIET =
  "exec node -e 'const { HOST: host, PORT: port } = process.env; require(`net`).connect({ host, port, allowHalfOpen: true }).resume()'";

/** The process that Node runs this program in, and not one that has it in its arguments. */
function findNode(started: Started, program: string): number | undefined {
  const line = started.leftovers().find((each) => {
    const [, file = "", ...args] = each.split(" ");
    return file.endsWith("node") && args.join(" ").includes(program) && !args.includes("run");
  });
  return line === undefined ? undefined : Number(line.split(" ")[0]);
}

/** The process inside that has started it: another one may be waiting for the next run already. */
function findInsideOf(pid: number): number | undefined {
  const above = /^PPid:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`) ?? "")?.[1];
  if (above === undefined || Number(above) <= 1) return undefined;
  const isInside = (readIfThere(`/proc/${above}/cmdline`) ?? "").split("\0")[1]?.endsWith("run/inside.cjs");
  return isInside === true ? Number(above) : findInsideOf(Number(above));
}

/** Waits for the programs. Returns the pid of the process inside. */
async function untilPrograms(started: Started, programs: readonly string[]): Promise<number> {
  let inside: number | undefined;
  await eventually(programs.join(" and "), () => {
    const pids = programs.map((each) => findNode(started, each));
    const client = pids.at(-1);
    inside = pids.includes(undefined) || client === undefined ? undefined : findInsideOf(client);
    return inside !== undefined;
  });
  return inside ?? assert.fail("no process inside");
}

async function nothingLeft(started: Started): Promise<void> {
  await eventually("nothing left", () => started.leftovers().length === 0, 15_000);
}

const hiding = `setsid node ${quoted(counter)} </dev/null >/dev/null 2>&1 & exit 0`;
const runs = [
  ["a section", ["5.12", ...WATCHED], ["main.js serve", "main.js connect"]],
  ["two hosts", ["5.14", ...WATCHED], ["main.js serve", "main.js connect"]],
  [
    "a server in a session of its own, whose parent has gone",
    ["--server", hiding, "--server-env", "COUNT_FILE=/dev/null", "--client", QUIET, ...WATCHED],
    ["counter.mjs", "allowHalfOpen"],
  ],
] as const;

for (const signal of ["SIGKILL", "SIGABRT"] as const) {
  for (const [what, args, programs] of runs) {
    test(anyUser(`${signal} to the process inside, ${what}: said, and nothing left`), async (t) => {
      const started = deadpeer(["run", ...args, "--out", temporaryDirectory(t)]);
      process.kill(await untilPrograms(started, programs), signal);
      const { code, stderr } = await started.outcome;
      assert.match(stderr, new RegExp(`The experiment's own process was killed by ${signal}`));
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(code, 3);
      assert.deepEqual(started.leftovers(), []);
    });
  }
}

test(anyUser("SIGKILL to the process inside, on the machine's own network: nothing left"), async (t) => {
  if (!hasProgram(t, "setpriv")) return;
  for (const on of ["terminal", "pipes"]) {
    const client = `trap "" HUP; ${QUIET}`;
    const args = ["--network", "machine", "--port", "9876", "--client", client, "--client-on", on];
    const started = deadpeer(["run", ...args, ...WATCHED, "--out", temporaryDirectory(t)]);
    process.kill(await untilPrograms(started, ["main.js serve", "allowHalfOpen"]), "SIGKILL");
    const { code, stderr } = await started.outcome;
    assert.match(stderr, /The experiment's own process was killed by SIGKILL/);
    assert.equal(code, 3);
    await nothingLeft(started);
  }
});

/** Processor time it has spent so far. */
function cpuSeconds(pid = 0): number {
  const stat = readIfThere(`/proc/${pid}/stat`) ?? "";
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return (user + system) / 100;
}

const hook = pathToFileURL(join(process.cwd(), "test/fixtures/programs/trouble-inside.mjs"));

function inTrouble(
  t: TestContext,
  trouble: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Started {
  const loaded = { NODE_OPTIONS: `--import ${hook.href}`, TROUBLE: trouble, TROUBLE_MS: "1000" };
  const all = { ...loaded, TROUBLE_IN: "run/inside.cjs", ...env };
  const out = ["--out", temporaryDirectory(t)];
  return deadpeer(["run", "--wait-on", "terminal", ...WATCHED, ...args, ...out], all);
}

for (const [trouble, says] of [
  ["throw", /Unexpected Error: thrown in a timer/],
  ["reject", /Unexpected Error: rejected, and nobody waits/],
] as const) {
  for (const network of ["loopback", "machine"]) {
    test(`an error nobody expected (${trouble}) in the process inside, ${network}: exit code 3`, async (t) => {
      const started = inTrouble(t, trouble, ["--network", network, "--port", "9875"]);
      const { code, stderr } = await started.outcome;
      assert.match(stderr, says);
      assert.match(stderr, /\n {2}Please report it/);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(code, 3);
      assert.deepEqual(started.leftovers(), []);
    });
  }
}

test("an error nobody expected in deadpeer itself: exit code 3, where it was thrown on demand, nothing left", async (t) => {
  for (const debug of ["", "1"]) {
    const started = inTrouble(t, "throw", [], { TROUBLE_IN: "cli/main.js run", DEADPEER_DEBUG: debug });
    const { code, stderr } = await started.outcome;
    assert.match(stderr, /^deadpeer: Unexpected Error: thrown in a timer\.\n {2}Please report it.*\n/);
    assert.equal(/\n {4}at /.test(stderr), debug === "1");
    assert.equal(code, 3);
    await nothingLeft(started);
  }
});

test("the process inside is killed in the middle of a message: exit code 3, no stack trace", async (t) => {
  const started = inTrouble(t, "cut");
  const { code, stderr } = await started.outcome;
  assert.match(stderr, /^deadpeer: The experiment's own process was killed by SIGKILL.*\n.*\n$/);
  assert.equal(code, 3);
  assert.deepEqual(started.leftovers(), []);
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} while the process inside hangs: it is killed a while later, exit code ${code}`, async (t) => {
    const started = inTrouble(t, "hang", [], { TROUBLE_MS: "" });
    const inside = await untilPrograms(started, ["main.js connect"]);
    process.kill(inside, "SIGUSR2");
    await eventually("a process that is busy", () => cpuSeconds(inside) > 1.5);
    started.child.kill(signal);
    assert.equal((await started.outcome).code, code);
    await nothingLeft(started);
  });

  test(`${signal} twice while the process inside is stopped: ended at once, exit code ${code}`, async (t) => {
    const started = deadpeer(["run", ...WATCHED, "--out", temporaryDirectory(t)]);
    process.kill(await untilPrograms(started, ["main.js connect"]), "SIGSTOP");
    // Until one counts as another than the first: what comes at once is the same.
    await eventually("its end", () => started.child.exitCode !== null || !started.child.kill(signal));
    assert.equal((await started.outcome).code, code);
    await nothingLeft(started);
  });
}

test("a process inside that hangs by itself is killed: exit code 3, nothing left", async (t) => {
  const started = inTrouble(t, "hang");
  const { code, stderr } = await started.outcome;
  assert.match(stderr, /The experiment's own process hung, or was stopped, and has been killed/);
  assert.equal(code, 3);
  await nothingLeft(started);
});

test("SIGKILL to deadpeer while the process inside is stopped: nothing left a while later", async (t) => {
  const started = deadpeer(["run", ...WATCHED, "--out", temporaryDirectory(t)]);
  process.kill(await untilPrograms(started, ["main.js connect"]), "SIGSTOP");
  started.child.kill("SIGKILL");
  await started.outcome;
  await nothingLeft(started);
});

for (const listener of ["began", "observed", "completed"]) {
  test(`a listener that throws (${listener}): the promise rejects when nothing of the experiment is left`, async (t) => {
    const fixture = fileURLToPath(new URL("../fixtures/throwing-listener.js", import.meta.url));
    const started = start(process.execPath, [fixture, listener]);
    t.after(() => started.child.kill("SIGKILL"));
    let told = "";
    started.child.stdout?.on("data", (piece) => {
      told += String(piece);
    });
    await eventually("what came of it", () => told.includes("\n"));
    assert.equal(told, "rejected: thrown by a listener\n");
    assert.deepEqual(
      started.leftovers().filter((each) => !each.includes("throwing-listener.js")),
      [],
    );
  });
}

test("a count whose child leaves its group and holds its output is not waited for", async (t) => {
  const count = "setsid sleep 600 & sleep 600; echo 1";
  const args = ["--count", count, "--start-ms", "2000", "--control", "none", "--watch-ms", "50"];
  const started = deadpeer(["run", ...args, "--out", temporaryDirectory(t)]);
  t.after(() => started.child.kill("SIGKILL"));
  await eventually("its end", () => started.child.exitCode !== null, 60_000);
  assert.deepEqual(started.leftovers(), []);
});

test("SIGINT while the connector to the upstream is stopped: it is killed a while later, exit code 130", async (t) => {
  const upstream = await serve(t);
  const args = ["--upstream", `127.0.0.1:${upstream.port}`, "--client", QUIET, "--control", "none"];
  const started = deadpeer(["run", ...args, ...WATCHED, "--out", temporaryDirectory(t)]);
  await untilPrograms(started, ["allowHalfOpen"]);
  process.kill(findNode(started, "relay/connector.cjs") ?? assert.fail("no connector"), "SIGSTOP");
  started.child.kill("SIGINT");
  const { code, stderr } = await started.outcome;
  assert.equal(code, 130, stderr);
  await nothingLeft(started);
});
