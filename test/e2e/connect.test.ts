// The echo client, against our own server, other people's servers, and programs of the same system calls.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Socket, connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { compile } from "./compile.ts";
import { cli, deadpeer, eventually, hasProgram, serve, start, temporaryDirectory } from "./harness.ts";

const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${"x".repeat(i % 97)}\n`).join("");
const awkward = Buffer.concat([
  Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) & 0xff)),
  Buffer.from(`${"long ".repeat(50_000)}\nthe last line has no newline`),
]);

for (const waitOn of ["terminal", "both"]) {
  for (const [what, input] of [
    ["lines", Buffer.from(lines)],
    ["binary data and a line of 250 kB", awkward],
  ] as const) {
    test(`--wait-on ${waitOn}: ${what} come back whole through a pipe`, async (t) => {
      const { port } = await serve(t);
      const file = join(temporaryDirectory(t), "input");
      writeFileSync(file, input);
      const command = `"$NODE" "$CLI" connect 127.0.0.1 ${port} --wait-on ${waitOn} < "$FILE" | cmp - "$FILE" && echo same`;
      const { stdout, stderr } = await start("sh", ["-c", command], {
        NODE: process.execPath,
        CLI: cli,
        FILE: file,
      }).outcome;
      assert.equal(stdout, "same\n", stderr);
    });
  }
}

/** A server's ways to end: what each client says of it, and with which exit code. */
function endingServer(t: TestContext, end: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => end(socket));
  });
  t.after(() => server.close());
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

for (const waitOn of ["terminal", "both"]) {
  test(`--wait-on ${waitOn}: an early end of file is told, exit code 1`, async (t) => {
    const port = await endingServer(t, (socket) => socket.end());
    const started = start(
      "sh",
      ["-c", `(echo one; sleep 60) | exec "$NODE" "$CLI" connect 127.0.0.1 ${port} --wait-on ${waitOn}`],
      {
        NODE: process.execPath,
        CLI: cli,
      },
    );
    const stderr = await new Promise((resolve) => started.child.stderr?.once("data", resolve));
    assert.equal(String(stderr), "str_cli: server terminated prematurely\n");
    for (const leftover of started.leftovers()) killIfThere(Number(leftover.split(" ")[0]));
    await started.outcome;
  });

  test(`--wait-on ${waitOn}: a reset is named, exit code 1`, async (t) => {
    const port = await endingServer(t, (socket) => socket.resetAndDestroy());
    const { code, stderr } = await deadpeer(
      ["connect", "127.0.0.1", String(port), "--wait-on", waitOn],
      {},
      "one\n",
    ).outcome;
    assert.equal(stderr, "read: Connection reset by peer (ECONNRESET)\n");
    assert.equal(code, 1);
  });
}

test("a reader that goes away ends the client without a word: exit code 141", async (t) => {
  const { port } = await serve(t);
  const command = `"$NODE" "$CLI" connect 127.0.0.1 ${port} | head -1; echo "$?"`;
  const { stdout, stderr } = await start("sh", ["-c", command], { NODE: process.execPath, CLI: cli }, lines)
    .outcome;
  assert.match(stdout, /^line 0/);
  assert.equal(stderr, "");
});

/** Starts a server of somebody else's and answers when a connection to it is accepted. */
async function otherServer(
  t: TestContext,
  file: string,
  args: readonly string[],
  port: number,
): Promise<void> {
  const child = spawn(file, args, { stdio: "ignore", detached: true });
  const { pid } = child;
  assert.ok(pid !== undefined, `${file} does not start`); // 0 for it would be the tests' own process group (kill(2))
  t.after(() => process.kill(-pid, "SIGKILL"));
  await eventually(`${file} listening`, () => child.exitCode === null);
  for (let open = false; !open;) {
    open = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => setTimeout(() => resolve(false), 10));
      socket.unref().once("connect", () => socket.destroy());
    });
  }
}

/** Ends the input only when all has come back: `ncat -e` drops what is under way when its peer half-closes. */
async function talk(
  port: number,
  waitOn: string,
  input: string,
): Promise<{ code: number | null; stdout: string }> {
  const args = [cli, "connect", "127.0.0.1", String(port), "--wait-on", waitOn];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (piece) => {
    stdout += String(piece);
    if (stdout.length >= input.length) child.stdin.end();
  });
  child.stdin.write(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const [name, args] of [
  ["socat", (port: number) => [`TCP-LISTEN:${port},reuseaddr,fork`, "EXEC:cat"]],
  ["ncat", (port: number) => ["-lk", "-e", "/bin/cat", "127.0.0.1", String(port)]],
] as const) {
  test(`both clients speak to ${name}`, async (t) => {
    if (!hasProgram(t, name)) return;
    const port = await freePort();
    await otherServer(t, name, args(port), port);
    for (const waitOn of ["terminal", "both"]) {
      assert.deepEqual(await talk(port, waitOn, "one\ntwo\n"), { code: 0, stdout: "one\ntwo\n" });
    }
  });
}

for (const [name, command] of [
  ["nc", "nc -N 127.0.0.1"],
  ["socat", "socat -t 30 - TCP:127.0.0.1:"],
  ["ncat", "ncat 127.0.0.1"],
] as const) {
  test(`${name} speaks to our server`, async (t) => {
    if (!hasProgram(t, name)) return;
    const { port } = await serve(t);
    const line = command.endsWith(":") ? `${command}${port}` : `${command} ${port}`;
    const { stdout } = await start("sh", ["-c", line], {}, lines).outcome;
    assert.equal(stdout, lines);
  });
}

test("a C client of the same system calls speaks to our server, and our clients to a C server", async (t) => {
  const client = compile(t, "str-cli");
  const server = compile(t, "echo-select");
  if (client === undefined || server === undefined) return;
  const ours = await serve(t);
  const answer = await start(client, ["127.0.0.1", String(ours.port)], {}, lines).outcome;
  assert.equal(answer.stdout, lines);
  const theirs = start(server, []);
  t.after(() => theirs.child.kill());
  const printed = await new Promise((resolve) => theirs.child.stdout?.once("data", resolve));
  const port = /port (\d+)/.exec(String(printed))?.[1] ?? "";
  for (const waitOn of ["terminal", "both"]) {
    const { stdout, code } = await deadpeer(["connect", "127.0.0.1", port, "--wait-on", waitOn], {}, lines)
      .outcome;
    assert.equal(stdout, lines);
    assert.equal(code, 0);
  }
});
