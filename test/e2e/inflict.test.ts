// A fault on a connection of programs that run already.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Socket, connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Program, type ProgramEnd, startOnTerminal } from "../../src/program/program.ts";
import { isStopped, readTree } from "../../src/sys/proc.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import { anyUser, cli, deadpeer, eventually, serve, temporaryDirectory } from "./harness.ts";

interface Peer {
  readonly socket: Socket;
  readonly seen: string[];
}

/** A client of our own in this process, connected and answered once. */
async function dial(t: TestContext, port: number): Promise<Peer> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  t.after(() => socket.destroy());
  const seen: string[] = [];
  socket.on("data", (data) => seen.push(String(data)));
  socket.on("end", () => seen.push("end"));
  socket.on("error", (error: NodeJS.ErrnoException) => seen.push(error.code ?? error.message));
  socket.write("hello\n");
  await eventually("the echo", () => seen.includes("hello\n") || undefined);
  return { socket, seen };
}

async function inflict(
  t: TestContext,
  args: readonly string[],
): Promise<{ code: number | null; stderr: string; document: RunDocument }> {
  const file = join(temporaryDirectory(t), "document.json");
  const options = ["--yes", "--watch-ms", "100", "--json", file];
  const { code, stderr } = await deadpeer(["inflict", ...args, ...options]).outcome;
  return { code, stderr, document: JSON.parse(readFileSync(file, "utf8")) as RunDocument };
}

test(
  anyUser("kill: the process that serves the connection ends, and the client reads end of file"),
  async (t) => {
    const server = await serve(t, ["--spare", "1"]);
    const { seen } = await dial(t, server.port);
    const { code, document } = await inflict(t, ["kill", "--port", String(server.port)]);
    assert.equal(code, 0);
    assert.equal(seen.at(-1), "end");
    const [run] = document.runs;
    assert.ok(run?.observations.some(({ kind }) => kind === "process-ended"));
    const states = run?.observations.flatMap((each) =>
      each.kind === "sockets" ? each.rows.map(({ state }) => state) : [],
    );
    assert.ok(states?.includes("CLOSE_WAIT"), states?.join());
  },
);

test(anyUser("reset, half-close and close, by the process that holds the socket"), async (t) => {
  for (const [fault, sees] of [
    ["reset", "ECONNRESET"],
    ["half-close", "end"],
    ["close", "end"],
  ] as const) {
    const server = await serve(t, ["--spare", "1"]);
    const { seen } = await dial(t, server.port);
    const child = await eventually("the child", () =>
      readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").trim().split(" "),
    );
    for (const pid of child) {
      const { code } = await deadpeer(["inflict", fault, "--pid", pid, "--yes", "--watch-ms", "50"]).outcome;
      if (code === 0) break;
    }
    await eventually(`${fault}: ${sees}`, () => seen.includes(sees) || undefined);
  }
});

function pidOf(document: RunDocument): number {
  return document.runs[0]?.observations.find((each) => each.kind === "fault")?.pid ?? 0;
}

test(
  anyUser("stop: the process hangs, nothing reaches the client, and it is said how to go on"),
  async (t) => {
    const server = await serve(t, ["--spare", "1"]);
    const { socket, seen } = await dial(t, server.port);
    const { code, document, stderr } = await inflict(t, ["stop", "--port", String(server.port)]);
    assert.equal(code, 0);
    assert.deepEqual(seen, ["hello\n"]);
    assert.equal(document.runs[0]?.verdict.ending.by === "fin", false);
    const pid = pidOf(document);
    assert.ok(isStopped(pid));
    assert.match(stderr, new RegExp(`Process ${pid} is still stopped\\..*\n? *\`kill -CONT ${pid}\``));
    process.kill(pid, "SIGCONT");
    socket.write("again\n");
    await eventually("the echo", () => seen.includes("again\n") || undefined);
  },
);

test(
  anyUser("stop --after continue: the process goes on by itself, and the client is answered"),
  async (t) => {
    const server = await serve(t, ["--spare", "1"]);
    const { socket, seen } = await dial(t, server.port);
    const port = String(server.port);
    const { code, document, stderr } = await inflict(t, ["stop", "--port", port, "--after", "continue:50"]);
    assert.equal(code, 0, stderr);
    const stopped = document.runs[0]?.observations.some(
      (each) => each.kind === "processes" && each.rows.some(({ state }) => state === "T"),
    );
    assert.ok(stopped, "it had stopped");
    assert.ok(!isStopped(pidOf(document)));
    assert.doesNotMatch(stderr, /kill -CONT/);
    socket.write("again\n");
    await eventually("the echo", () => seen.includes("again\n") || undefined);
  },
);

test("stop, interrupted: it is said how to go on", async (t) => {
  const server = await serve(t, ["--spare", "1"]);
  await dial(t, server.port);
  const args = ["stop", "--port", String(server.port), "--yes", "--watch-ms", "60000"];
  const { child, outcome } = deadpeer(["inflict", ...args]);
  const stopped = await eventually("a process that has stopped", () =>
    readTree(server.pid).find(({ pid }) => isStopped(pid)),
  );
  child.kill("SIGINT");
  const { code, stderr } = await outcome;
  assert.equal(code, 130);
  assert.match(stderr, new RegExp(`kill -CONT ${stopped.pid}`));
  process.kill(stopped.pid, "SIGCONT");
});

test("more than one connection: they are listed, and --peer chooses", async (t) => {
  const server = await serve(t, ["--spare", "2"]);
  const [one, other] = [await dial(t, server.port), await dial(t, server.port)];
  const outcome = await deadpeer(["inflict", "kill", "--port", String(server.port), "--yes"]).outcome;
  assert.equal(outcome.code, 2);
  assert.match(outcome.stderr, /2 connections match: 127\.0\.0\.1:\d+ with 127\.0\.0\.1:\d+/);
  const peer = `127.0.0.1:${other.socket.localPort}`;
  await inflict(t, ["kill", "--port", String(server.port), "--peer", peer]);
  assert.equal(other.seen.at(-1), "end");
  assert.equal(one.seen.at(-1), "hello\n");
});

test(
  anyUser("a server that takes IPv6 and IPv4: its IPv4 peers are found by their IPv4 address"),
  async (t) => {
    const server = await serve(t, ["--spare", "2", "--host", "::"]);
    const [one, other] = [await dial(t, server.port), await dial(t, server.port)];
    const peer = `127.0.0.1:${other.socket.localPort}`;
    const { code, stderr } = await inflict(t, ["kill", "--port", String(server.port), "--peer", peer]);
    assert.equal(code, 0, stderr);
    assert.equal(other.seen.at(-1), "end");
    assert.equal(one.seen.at(-1), "hello\n");
  },
);

test("it asks first: with nobody to confirm, nothing is done", async (t) => {
  const server = await serve(t, ["--spare", "1"]);
  const { seen } = await dial(t, server.port);
  const { code, stderr } = await deadpeer(["inflict", "kill", "--port", String(server.port)]).outcome;
  assert.equal(code, 2);
  assert.match(stderr, /nobody can confirm\.\n {2}Nothing was done\. Add --yes/);
  assert.deepEqual(seen, ["hello\n"]);
});

const wrong: readonly (readonly [args: string, says: RegExp])[] = [
  ["", /No fault given\./],
  ["kil --port 1", /Did you mean kill\?/],
  ["kill", /No connection given\./],
  ["host-crash --port 1", /needs a host for the server alone/],
  ["kill-unread --port 1", /needs a client that deadpeer can type to/],
  ["kill --port 1 --yes", /There is no established connection of port 1\.\n {2}`ss -tnp` lists connections/],
  ["kill --port 1 --after continue:9 --yes", /--after is for the fault stop/],
  ["stop --port 1 --after later --yes", /--after is continue:MS, not later/],
  ["kill --port 1 --peer localhost:7 --yes", /localhost:7 is not ADDRESS:PORT/],
  ["kill --pid 4194304 --yes", /There is no process 4194304|is a whole number/],
];

for (const [args, says] of wrong) {
  test(`deadpeer inflict ${args}: exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["inflict", ...args.split(" ").filter(Boolean)]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}

for (const [what, code, press] of [
  ["Ctrl-C", 130, ({ type }: Program) => type("\u0003")],
  ["Ctrl-D", 2, ({ endInput }: Program) => endInput()],
  ["n", 2, ({ type }: Program) => type("n")],
] as const) {
  test(`${what} at the question: nothing was done, exit code ${code}`, async (t) => {
    const server = await serve(t);
    const { seen } = await dial(t, server.port);
    let told = "";
    const ended = new Promise<ProgramEnd>((resolve) => {
      const argv = [process.execPath, cli, "inflict", "kill", "--port", String(server.port)] as const;
      const printed = (text: string): void => {
        told += text;
      };
      const asked = startOnTerminal({ argv, shown: "deadpeer inflict" }, { printed, exited: resolve });
      void eventually("the question", () => told.includes("[y/N]")).then(() => press(asked));
    });
    assert.deepEqual(await ended, { exitCode: code }, told);
    assert.match(told, /deadpeer: Nothing was done\./);
    assert.doesNotMatch(told, /\n {4}at /);
    assert.deepEqual(seen, ["hello\n"]);
  });
}
