// Machines that have too little: one sentence, the remedy that helps, and nothing started or left.

import assert from "node:assert/strict";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  cli,
  deadpeer,
  hasProgram,
  quoted,
  serve,
  start,
  temporaryDirectory,
  withoutNamespaces,
} from "./harness.ts";

const env = { NODE: process.execPath, CLI: cli };
const COUNTER = join(process.cwd(), "test/fixtures/programs/counter.mjs");

for (const args of ["run", "run all", "run 5.14", "run --network machine", "inflict kill --pid 1 --yes"]) {
  test(`without /proc, deadpeer ${args}: refused before anything is started`, async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can take /proc away");
    if (!hasProgram(t, "unshare")) return;
    const out = args.startsWith("run") ? `--out ${temporaryDirectory(t)}` : "";
    const command = `mount -t tmpfs none /proc && exec "$NODE" "$CLI" ${args} ${out}`;
    const started = start("unshare", ["--mount", "sh", "-c", command], env);
    const { code, stderr } = await started.outcome;
    assert.match(stderr, /^deadpeer: There is no \/proc here.*\n {2}Mount it/);
    assert.equal(code, 3);
    assert.deepEqual(started.leftovers(), []);
  });
}

test("with parts of /proc masked, as in a container: a run is made all the same, and doctor says what is missing", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root can mask a part of /proc");
  if (!hasProgram(t, "unshare") || !hasProgram(t, "setpriv")) return;
  // Without CAP_SYS_ADMIN, as in a container: the kernel lets the machine's root mount /proc all the same.
  const masked = 'mount -t tmpfs none /proc/fs && exec setpriv --bounding-set -sys_admin "$NODE" "$CLI"';
  const out = temporaryDirectory(t);
  const started = start("unshare", ["--mount", "sh", "-c", `${masked} run 5.14 --out ${out}`], env);
  const { code, stderr } = await started.outcome;
  assert.equal(code, 0, stderr);
  assert.deepEqual(started.leftovers(), []);
  const doctor = await start("unshare", ["--mount", "sh", "-c", `${masked} doctor`], env).outcome;
  assert.match(doctor.stdout, /^private network +yes/m);
  assert.match(doctor.stdout, /^clean ending +no +\/proc cannot be mounted again/m);
});

for (const args of ["5.14", "--fault host-crash", "--fault kill@mid-request:5", "6.7"]) {
  test(`without user namespaces, run ${args}: no remedy that leads nowhere`, async (t) => {
    if (!hasProgram(t, "unshare")) return;
    const out = temporaryDirectory(t);
    const { code, stderr } = await withoutNamespaces(`run ${args} --out ${out}`).outcome;
    assert.match(
      stderr,
      /\n {2}Allow user namespaces \(`deadpeer doctor` says how\): .* needs two hosts\.\n$/,
    );
    assert.equal(code, 3);
  });
}

test("without a terminal to be had: exit code 3, and --client-on pipes does without", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root can take the terminals away");
  if (!hasProgram(t, "unshare")) return;
  const none = "mount -t tmpfs none /dev/pts && mount --bind /dev/null /dev/ptmx";
  const inside = async (options: string): Promise<{ code: number | null; stderr: string }> => {
    const run = `exec "$NODE" "$CLI" run --say hello ${options} --out ${temporaryDirectory(t)}`;
    return await start("unshare", ["--mount", "sh", "-c", `${none} && ${run}`], env).outcome;
  };
  const { code, stderr } = await inside("");
  assert.match(stderr, /The client could not be started: forkpty\(3\) failed\.\n.*`--client-on pipes`/);
  assert.equal(code, 3);
  const onPipes = await inside("--client-on pipes");
  assert.equal(onPipes.code, 0, onPipes.stderr);
});

test("a TMPDIR that is not there: two hosts need none, and the connector names it", async (t) => {
  const upstream = await serve(t);
  const nowhere = { TMPDIR: "/nonexistent" };
  const hosts = await deadpeer(["run", "6.7", "--out", temporaryDirectory(t)], nowhere).outcome;
  assert.equal(hosts.code, 0, hosts.stderr);
  const args = [
    "run",
    "--upstream",
    `127.0.0.1:${upstream.port}`,
    "--client",
    `exec node ${quoted(COUNTER)}`,
  ];
  const { code, stderr } = await deadpeer([...args, "--out", temporaryDirectory(t)], nowhere).outcome;
  assert.match(stderr, /The connector to the upstream cannot start: .*\n {2}Set TMPDIR/);
  assert.equal(code, 3);
});

test("too few open files: one sentence, no stack trace", async (t) => {
  if (!hasProgram(t, "prlimit")) return;
  const run = [process.execPath, cli, "run", "5.12", "--out", temporaryDirectory(t)];
  const said: string[] = [];
  for (const files of [18, 20, 22, 24, 26, 28, 30]) {
    const { code, stderr } = await start("prlimit", [`--nofile=${files}`, ...run]).outcome;
    // With fewer, Node itself ends before anything of deadpeer's is read; how many that are depends on the Node.
    const isNodesOwn = said.length === 0 && !stderr.startsWith("deadpeer:");
    if (isNodesOwn || code === 0) continue;
    assert.match(stderr, /^deadpeer: .*EMFILE.*\n {2}Too many open files: raise `ulimit -n`\.\n$/);
    assert.equal(code, 3);
    said.push(stderr);
  }
  assert.ok(said.length >= 2, `said ${said.length} times`);
});

for (const processes of [24, 36, 45]) {
  test(`at most ${processes} processes and threads: the limit is named, and nothing is left`, async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can become another user");
    if (!hasProgram(t, "setpriv") || !hasProgram(t, "prlimit")) return;
    const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
    if ((await start("setpriv", [...nobody, "test", "-r", cli]).outcome).code !== 0)
      return t.skip("another user may not read what is tested");
    const out = temporaryDirectory(t);
    chownSync(out, 65534, 65534);
    const run = [process.execPath, cli, "run", "--wait-on", "both", "--start-ms", "3000", "--out", out];
    const started = start("setpriv", [...nobody, "prlimit", `--nproc=${processes}`, ...run]);
    const { code, stderr } = await started.outcome;
    if (code === 0 && processes > 40) return t.skip("this Node needs fewer threads");
    assert.match(
      stderr,
      /^deadpeer: .* Only \d+ more processes and threads may run here \(`ulimit -u` is \d+\)\.$/m,
    );
    assert.match(stderr, /^ {2}An experiment may need 100 of them: raise `ulimit -u` to \d+ or more\.$/m);
    assert.doesNotMatch(stderr, /0x[0-9a-f]{4}/);
    assert.equal(code, 3);
    assert.deepEqual(started.leftovers(), []);
  });
}
