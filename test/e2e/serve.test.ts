// The echo server under load: every byte comes back, every child is waited for, nothing leaks.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { type Socket, connect } from "node:net";
import { test } from "node:test";
import { type ProcStat, readProcess, readTree } from "../../src/sys/proc.ts";
import { deadpeer, eventually, serve } from "./harness.ts";

function dial(port: number, host = "127.0.0.1"): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends and reads back as many bytes; rejects when the connection ends first. */
function exchange(socket: Socket, sent: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let received = 0;
    const gone = (error?: Error): void => reject(error ?? new Error("the connection ended"));
    socket.on("data", (piece: Buffer) => {
      pieces.push(piece);
      received += piece.length;
      if (received < sent.length) return;
      socket.removeAllListeners("data").removeListener("end", gone).removeListener("error", gone);
      resolve(Buffer.concat(pieces));
    });
    socket.once("end", gone).once("error", gone);
    socket.write(sent);
  });
}

async function echoOnce(port: number, line: Buffer, host?: string): Promise<void> {
  const socket = await dial(port, host);
  assert.deepEqual(await exchange(socket, line), line);
  socket.destroy();
}

const zombies = (pid: number): number => readTree(pid).filter(({ state }) => state === "Z").length;
const children = (pid: number): number => readTree(pid).length - 1;
const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

test("10,000 connections one after another, each echo the same bytes; no zombie, no descriptor more", async (t) => {
  const server = await serve(t);
  for (let i = 0; i < 200; i += 1) await echoOnce(server.port, Buffer.from(`warm ${i}\n`));
  // The parent has one pipe to each of its children, of which there may be more afterwards.
  const count = (): number => {
    const [, ...others] = readTree(server.pid).map(({ pid }) => descriptors(pid));
    return Math.max(descriptors(server.pid) - others.length, ...others);
  };
  const before = count();
  for (let i = 0; i < 10_000; i += 1) await echoOnce(server.port, Buffer.from(`line ${i}\n`));
  await eventually("no process with more descriptors than before", () => count() <= before);
  assert.equal(zombies(server.pid), 0);
});

test("200 connections at once, each with a child of its own; the memory of a child is stated", async (t) => {
  const server = await serve(t);
  const sockets = await Promise.all(Array.from({ length: 200 }, () => dial(server.port)));
  const lines = sockets.map((_, i) => Buffer.from(`${"x".repeat(i)}\n`));
  const answers = await Promise.all(sockets.map((socket, i) => exchange(socket, lines[i] ?? Buffer.of())));
  assert.deepEqual(answers, lines);
  assert.ok(children(server.pid) >= 200, `${children(server.pid)} children`);
  const kilobytes = readTree(server.pid)
    .slice(1)
    .map(({ pid }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]));
  const mean = kilobytes.reduce((sum, each) => sum + each, 0) / kilobytes.length / 1024;
  t.diagnostic(`a child takes ${mean.toFixed(1)} MB (its share: Pss), ${kilobytes.length} children`);
  for (const socket of sockets) socket.destroy();
  await server.stop();
  assert.deepEqual(server.leftovers(), []);
});

const isAlive = (row: ProcStat | undefined): boolean => row !== undefined && !["Z", "X"].includes(row.state);
const pickAny = (pids: readonly number[]): number | undefined =>
  pids[Math.floor(Math.random() * pids.length)];

test("500 children killed at random moments under load: only their own connections die, and the pool refills", async (t) => {
  const server = await serve(t, ["--children", "16", "--spare", "4"]);
  let killed = 0;
  let broken = 0;
  let whole = 0;
  let over = false;
  const line = Buffer.alloc(4096, "deadpeer\n");
  const load = async (): Promise<void> => {
    while (!over) {
      await echoOnce(server.port, line).then(
        () => (whole += 1),
        () => (broken += 1),
      );
    }
  };
  const living = (): number[] =>
    readTree(server.pid)
      .slice(1)
      .filter(isAlive)
      .map(({ pid }) => pid);
  const kill500 = async (): Promise<void> => {
    for (; killed < 500; killed += 1) {
      // One look and a pid of it: kill(0, ...) would be the end of the tests themselves (kill(2)).
      const victim = await eventually("a child", () => pickAny(living()));
      process.kill(victim, "SIGKILL");
      // Its own row tells: from a list of children that is read while some of them end, others may be missing (proc(5)).
      await eventually("its end", () => !isAlive(readProcess(victim)));
    }
  };
  await Promise.all([load(), load(), load(), kill500().finally(() => (over = true))]);
  assert.ok(broken <= killed, `${broken} connections broken by ${killed} kills`);
  assert.ok(whole > 0);
  await eventually(
    "a pool that is full again, without zombies",
    () => children(server.pid) >= 4 && zombies(server.pid) === 0,
  );
  await echoOnce(server.port, line);
  const reported = server.printed().match(/child \d+ terminated \(SIGKILL\)/g) ?? [];
  assert.equal(reported.length, 500);
});

test("beyond --children connections wait, and none is lost", async (t) => {
  const server = await serve(t, ["--children", "2", "--spare", "1"]);
  const held = await Promise.all([dial(server.port), dial(server.port)]);
  for (const socket of held) await exchange(socket, Buffer.from("held\n"));
  const waiting = await dial(server.port);
  let answered = false;
  const answer = exchange(waiting, Buffer.from("waiting\n")).then((bytes) => {
    answered = true;
    return bytes;
  });
  await exchange(held[0] as Socket, Buffer.from("still served\n"));
  assert.equal(answered, false);
  held[0]?.destroy();
  assert.equal(String(await answer), "waiting\n");
  assert.equal(children(server.pid), 2);
});

test("--connections-per-child 1: a child ends with its connection and is replaced", async (t) => {
  const server = await serve(t, ["--connections-per-child", "1", "--spare", "1"]);
  const seen = new Set<string>();
  for (let i = 0; i < 5; i += 1) {
    await echoOnce(server.port, Buffer.from(`${i}\n`));
    const reports = await eventually("a report", () => {
      const found = server.printed().match(/child \d+ terminated \(exit 0\)/g) ?? [];
      return found.length > i && found;
    });
    seen.add(reports.at(-1) ?? "");
  }
  assert.equal(seen.size, 5);
});

test("binary data, no newline, and a half-close: all of it comes back, then end of file", async (t) => {
  const server = await serve(t);
  const sent = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * 7) & 0xff));
  const socket = connect({ host: "127.0.0.1", port: server.port, allowHalfOpen: true });
  socket.end(sent);
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  assert.ok(Buffer.concat(pieces).equals(sent));
});

test("--host ::1 serves IPv6, --host :: both", async (t) => {
  const six = await serve(t, ["--host", "::1"]);
  await echoOnce(six.port, Buffer.from("six\n"), "::1");
  const both = await serve(t, ["--host", "::"]);
  await echoOnce(both.port, Buffer.from("six\n"), "::1");
  await echoOnce(both.port, Buffer.from("four\n"), "127.0.0.1");
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} ends the server and its children: exit code ${code}`, async (t) => {
    const server = await serve(t);
    const socket = await dial(server.port);
    await exchange(socket, Buffer.from("busy\n"));
    socket.on("error", () => undefined);
    const outcome = await server.stop(signal);
    assert.equal(outcome.code, code);
    assert.deepEqual(server.leftovers(), []);
  });
}

test("a server that is killed leaves no child behind, and its port can be listened on at once", async (t) => {
  const server = await serve(t);
  const socket = await dial(server.port);
  socket.on("error", () => undefined);
  await exchange(socket, Buffer.from("busy\n"));
  await server.stop("SIGKILL");
  await eventually("no child", () => server.leftovers().length === 0);
  const again = await serve(t, ["--port", String(server.port)]);
  await echoOnce(again.port, Buffer.from("again\n"));
});

test("a reader that goes away ends the server at its next line: exit code 141, nothing left", async () => {
  const started = deadpeer(["serve", "--port", "0", "--connections-per-child", "1"]);
  let printed = "";
  started.child.stdout?.on("data", (piece) => {
    printed += String(piece);
  });
  const [, port] = await eventually("its first line", () => /:(\d+), pid/.exec(printed) ?? undefined);
  started.child.stdout?.destroy();
  (await dial(Number(port))).end(); // its child ends, which is reported
  const { code, stderr } = await started.outcome;
  assert.equal(code, 141, stderr);
  await eventually("nothing left", () => started.leftovers().length === 0);
});
