// From an empty folder to a result: what `deadpeer init` writes runs as it is; and a mistake in it is a sentence.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Outcome, anyUser, cli, quoted, start, temporaryDirectory } from "./harness.ts";

/** A folder of a user who has `deadpeer` in $PATH, as npx and npm scripts do. */
function newcomer(t: TestContext): { folder: string; deadpeer: (...args: string[]) => Promise<Outcome> } {
  const [folder, bin] = [temporaryDirectory(t), join(temporaryDirectory(t), "bin")];
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(cli)} "$@"\n`;
  writeFileSync(join(bin, "deadpeer"), script, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env["PATH"]}`, DEADPEER_DEBUG: "" };
  const inFolder = `cd ${quoted(folder)} && exec deadpeer "$@"`;
  return { folder, deadpeer: (...args) => start("sh", ["-c", inFolder, "sh", ...args], env).outcome };
}

test(anyUser("init, then test: deadpeer's own client passes in every case"), async (t) => {
  const { deadpeer } = newcomer(t);
  assert.equal((await deadpeer("init")).code, 0);
  const { code, stdout, stderr } = await deadpeer("test");
  assert.equal(code, 0, stdout + stderr);
  for (const fault of ["kill", "reset", "half-close", "stop"])
    assert.match(stdout, new RegExp(`^passed +echo/${fault}@idle `, "m"));
});

test("a client of one's own is in it, by its name", async (t) => {
  const { deadpeer } = newcomer(t);
  const client = 'exec deadpeer connect "$HOST" "$PORT" --wait-on both';
  const server = 'exec deadpeer serve --port "$PORT"';
  const made = await deadpeer("init", "--client", client, "--server", server, "--port", "7000");
  assert.equal(made.code, 0, made.stderr);
  const { code, stdout, stderr } = await deadpeer("test", "kill");
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^passed +deadpeer\/kill@idle /m);
});

test("a mistake in the file is a sentence with its line: exit code 2, and no stack", async (t) => {
  const { folder, deadpeer } = newcomer(t);
  assert.equal((await deadpeer("init")).code, 0);
  const file = join(folder, "deadpeer.config.ts");
  const right = readFileSync(file, "utf8");
  const mistakes: readonly (readonly [from: string, to: string, says: RegExp])[] = [
    [
      'command: "exec deadpeer',
      'comand: "exec deadpeer',
      /clients\.echo has no option comand\.\n {2}Did you mean command\?/,
    ],
    ["clients:", "clients", /Unexpected token/],
    ['"kill"', '"kil"', /Unknown fault "kil"/],
  ];
  for (const [from, to, says] of mistakes) {
    const before = right.slice(0, right.indexOf(from)).split("\n").length;
    writeFileSync(file, right.replace(from, to));
    const { code, stdout, stderr } = await deadpeer("test", "--list");
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.ok(stderr.startsWith(`deadpeer: deadpeer.config.ts:${before}: `), stderr);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /^ +at /m);
  }
});
