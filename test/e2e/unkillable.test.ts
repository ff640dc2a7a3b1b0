// A program that deadpeer may not end, since it has become another user: it is named, and nothing that was finished is lost.

import assert from "node:assert/strict";
import { chmodSync, chownSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import type { RunDocument } from "../../src/timeline/record.ts";
import { compile } from "./compile.ts";
import { type Started, cli, eventually, hasProgram, start, temporaryDirectory } from "./harness.ts";

const QUIET = "exec node -e 'require(`net`).connect(process.env.PORT, process.env.HOST).resume()'";

/** A program that becomes root, and a way to start deadpeer as a user who may not end it. */
async function prepareUnkillable(t: TestContext): Promise<Unkillable | undefined> {
  if (process.getuid?.() !== 0) return void t.skip("only root can make a program that becomes root");
  const program = compile(t, "setuid-server");
  if (program === undefined || !hasProgram(t, "setpriv")) return undefined;
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
  const reads = await start("setpriv", [...nobody, "test", "-r", cli]).outcome;
  if (reads.code !== 0) return void t.skip("another user may not read what is tested");
  const out = temporaryDirectory(t);
  chmodSync(dirname(program), 0o755);
  chmodSync(program, 0o4755);
  chownSync(out, 65534, 65534);
  const run = (args: readonly string[]): Started => {
    const network = ["--network", "machine", "--port", "9874", "--out", out];
    const started = start("setpriv", [...nobody, process.execPath, cli, "run", ...network, ...args]);
    t.after(() => {
      for (const line of started.leftovers()) process.kill(Number(line.split(" ")[0]), "SIGKILL");
    });
    return started;
  };
  return { program, out, run };
}

interface Unkillable {
  readonly program: string;
  readonly out: string;
  readonly run: (args: readonly string[]) => Started;
}

const COULD_NOT_END = /Could not end what was started: process \d+ \(setuid-server\) of root\./;

test("a program that may not be ended: named, exit code 3, and it is not waited for without end", async (t) => {
  const prepared = await prepareUnkillable(t);
  if (prepared === undefined) return;
  const { program, run } = prepared;
  const { code, stderr } = await run(["--server", `exec ${program}`, "--client", QUIET]).outcome;
  assert.match(stderr, COULD_NOT_END);
  assert.equal(code, 3);
});

test("a program that may not be ended after a finished run: the run is saved, and then exit code 3", async (t) => {
  const prepared = await prepareUnkillable(t);
  if (prepared === undefined) return;
  const { program, out, run } = prepared;
  const reads = "exec 3<>/dev/tcp/$HOST/$PORT; cat <&3; echo gone";
  const client = `PORT=9873 ${program} </dev/null >/dev/null & exec bash -c '${reads}'`;
  const options = ["--client-on", "pipes", "--watch-ms", "50", "--control", "none"];
  const started = run(["--client", client, ...options]);
  const { code, stdout, stderr } = await started.outcome;
  assert.match(stderr, COULD_NOT_END);
  assert.equal(code, 3);
  const saved = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as RunDocument;
  assert.notEqual(saved.runs[0]?.verdict.noticed, undefined);
  assert.match(stdout, /\nReport: /);
});

test("SIGINT, and a program that may not be ended: named, exit code 130", async (t) => {
  const prepared = await prepareUnkillable(t);
  if (prepared === undefined) return;
  const { program, run } = prepared;
  const client = `PORT=9873 ${program} </dev/null >/dev/null & ${QUIET}`;
  const started = run([
    "--client",
    client,
    "--client-on",
    "pipes",
    "--watch-ms",
    "60000",
    "--limit-ms",
    "60000",
  ]);
  await eventually(
    "both",
    () => started.leftovers().filter((each) => /^\d+ (\S*setuid-server|node) /.test(each)).length > 1,
  );
  started.child.kill("SIGINT");
  const { code, stderr } = await started.outcome;
  assert.match(stderr, COULD_NOT_END);
  assert.equal(code, 130);
});
