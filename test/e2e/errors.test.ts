// Bad input: each a sentence, a remedy, the right exit code, and nothing left running.

import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  anyUser,
  cli,
  deadpeer,
  eventually,
  hasProgram,
  run,
  start,
  temporaryDirectory,
  withoutNamespaces,
} from "./harness.ts";

test("--help of each command ends with examples; --version is the package's", async () => {
  for (const command of [
    "run",
    "serve",
    "connect",
    "test",
    "init",
    "drain",
    "idle",
    "inflict",
    "inspect",
    "judge",
    "report",
    "list",
    "doctor",
    "selfcheck",
    "tolerance",
    "through",
  ]) {
    const { code, stdout } = await deadpeer([command, "--help"]).outcome;
    assert.equal(code, 0);
    assert.match(stdout, /\nExamples:\n( {2}.*\n)+$/);
    assert.ok(
      stdout.split("\n").every((line) => line.length <= 80),
      stdout,
    );
  }
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.equal((await deadpeer(["--version"]).outcome).stdout, `${version}\n`);
});

test(anyUser("list names every scenario and fault; doctor says yes to what runs here"), async () => {
  const list = await deadpeer(["list"]).outcome;
  for (const word of ["5.12", "kill", "close", "reset", "none"])
    assert.match(list.stdout, new RegExp(`^ {2}${word} `, "m"));
  const doctor = await deadpeer(["doctor", "--json"]).outcome;
  const { abilities } = JSON.parse(doctor.stdout) as {
    abilities: { name: string; works: boolean; remedy?: string }[];
  };
  assert.equal(doctor.code, abilities.every(({ works }) => works) ? 0 : 3);
  assert.ok(abilities.every(({ works, remedy }) => works || remedy));
});

test(anyUser("a port that is taken: serve and run on the machine's loopback say so"), async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once("listening", resolve));
  const port = String((taken.address() as AddressInfo).port);
  const served = await deadpeer(["serve", "--port", port]).outcome;
  assert.match(
    served.stderr,
    /Address already in use \(EADDRINUSE\)\.\n {2}Another program is listening there/,
  );
  assert.equal(served.code, 2);
  const ran = deadpeer(["run", "--network", "machine", "--port", port, "--out", temporaryDirectory(t)]);
  const outcome = await ran.outcome;
  assert.match(outcome.stderr, /Port \d+ is in use on this machine\.\n {2}Choose another with --port/);
  assert.equal(outcome.code, 2);
  assert.deepEqual(ran.leftovers(), []);
});

for (const [what, args, code, says] of [
  [
    "a server that is not there",
    ["--server", "no-such-server"],
    2,
    /The server never listened.*exit code 127.*no-such-server: (not found|Permission denied)/,
  ],
  [
    "a server that never listens",
    ["--server", "exec sleep 60", "--start-ms", "200"],
    3,
    /The server never listened on port 9877\./,
  ],
  [
    "a client that is not there",
    ["--client", "no-such-client"],
    2,
    /The client never connected.*exit code 127/,
  ],
  [
    "a client that never connects",
    ["--client", "exec sleep 60", "--start-ms", "3000"],
    3,
    /The client never connected/,
  ],
  [
    "a client that prints what is no text",
    ["--client", "printf '\\033[31m\\000\\377'; exit 3"],
    2,
    /\(exit code 3\)/,
  ],
] as const) {
  test(`${what}: exit code ${code}`, async (t) => {
    const started = deadpeer(["run", ...args, "--out", temporaryDirectory(t)]);
    const outcome = await started.outcome;
    assert.match(outcome.stderr, says);
    assert.equal(outcome.code, code);
    // oxlint-disable-next-line no-control-regex -- none may come through
    assert.doesNotMatch(outcome.stderr + outcome.stdout, /[\u0000-\u0008\u000b-\u001f]/);
    assert.deepEqual(started.leftovers(), []);
  });
}

test("a saved run that is cut short, foreign, or newer: exit code 2 and what to do", async (t) => {
  const directory = temporaryDirectory(t);
  const whole = readFileSync("test/golden/run-5-12.json", "utf8");
  for (const [text, says] of [
    [whole.slice(0, whole.length / 2), /is cut short/],
    ["", /is empty/],
    ["{}", /is not a run saved by deadpeer/],
    ["#!/bin/sh", /is not JSON/],
    [whole.replace('"version":1', '"version":99'), /newer deadpeer \(version 99\)/],
    [whole.replace(/"pid":\d+/, '"pid":null'), /is damaged: runs\[0\]\.observations\[\d+\]/],
  ] as const) {
    const file = join(directory, "saved.json");
    writeFileSync(file, text);
    const { code, stderr } = await deadpeer(["judge", file]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  }
});

test("without unshare(1) the machine's loopback is used, and said so; on demand of a private one: exit code 3", async (t) => {
  const path = temporaryDirectory(t);
  for (const program of ["node", "sh"]) {
    const { stdout } = await start("sh", ["-c", `command -v ${program}`]).outcome;
    symlinkSync(stdout.trim(), join(path, program));
  }
  const { document, stdout, leftovers } = await run(t, ["--wait-on", "both", "--port", "9879"], {
    PATH: path,
  });
  assert.equal(document.network, "machine");
  assert.match(stdout, /no private network \(unshare\(1\) of util-linux is not\s+installed\)/);
  assert.deepEqual(leftovers, []);
  const demanded = await deadpeer(["run", "--network", "loopback", "--out", path], { PATH: path }).outcome;
  assert.equal(demanded.code, 3);
  assert.match(demanded.stderr, /A private network is not possible here/);
});

test(
  anyUser("with namespaces and capture forbidden, states and processes are seen, and the rest is unknown"),
  async (t) => {
    if (!hasProgram(t, "unshare")) return;
    const directory = temporaryDirectory(t);
    // That owns no network either: it may not capture.
    const started = withoutNamespaces(
      `run --wait-on terminal --port 9880 --watch-ms 50 --limit-ms 1000 --out ${directory}`,
    );
    const { code, stdout, stderr } = await started.outcome;
    assert.equal(code, 3, stderr);
    assert.match(stdout, /Not observed: segments/);
    assert.match(stdout, /9 hold, 0 differ, 5 unknown/);
    assert.match(stdout, /Inconclusive: segments were not observed/);
    assert.deepEqual(started.leftovers(), []);
  },
);

test("with namespaces forbidden, run all skips what needs two hosts, with the reason", async (t) => {
  if (!hasProgram(t, "unshare")) return;
  const directory = temporaryDirectory(t);
  const started = withoutNamespaces(`run all --port 9881 --watch-ms 20 --limit-ms 300 --out ${directory}`);
  const { code, stdout } = await started.outcome;
  assert.equal(code, 3, stdout); // nothing can be captured in this namespace either
  assert.match(
    stdout.replaceAll(/\s+/g, " "),
    /5\.15 Crashing and Rebooting of Server Host: skipped: two hosts need/,
  );
  assert.doesNotMatch(stdout, /5\.15.* hold/);
  assert.deepEqual(started.leftovers(), []);
});

test("a server that ends by itself before the fault is named: exit code 3", async (t) => {
  // It answers one line, its FIN goes with the answer, and it is gone.
  const server =
    "exec node -e 'require(`net`).createServer((s) => s.once(`data`, (line) => s.end(line, () => process.exit()))).listen(process.env.PORT)'";
  const options = ["5.12", "--wait-on", "both", "--limit-ms", "600", "--server", server];
  const started = deadpeer(["run", ...options, "--out", temporaryDirectory(t)]);
  const { code, stderr } = await started.outcome;
  assert.equal(code, 3, stderr);
  assert.match(stderr, /before the fault/);
  assert.deepEqual(started.leftovers(), []);
});

test("a server whose children cannot start says so: exit code 2", async (t) => {
  const directory = temporaryDirectory(t);
  const root = dirname(dirname(dirname(cli)));
  for (const part of ["dist", "package.json"])
    cpSync(join(root, part), join(directory, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  rmSync(join(directory, "dist/echo/child.cjs"));
  const started = start(process.execPath, [join(directory, "dist/cli/main.js"), "serve", "--port", "0"]);
  const outcome = await started.outcome;
  assert.match(outcome.stderr, /the server's children cannot start: exit 1/);
  assert.equal(outcome.code, 2);
  await eventually("nothing left", () => started.leftovers().length === 0);
});
