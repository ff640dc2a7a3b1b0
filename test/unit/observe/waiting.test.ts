// What a process sleeps in: the sets of poll, select and epoll, and the waits of real processes.

import assert from "node:assert/strict";
import { once } from "node:events";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { readWaiting } from "../../../src/observe/waiting.ts";
import { epollSet, pollSet, selectSet } from "../../../src/sys/wait-sets.ts";
import type { ThreadWait, WaitedDescriptor } from "../../../src/timeline/observation.ts";
import { eventually, start } from "../programs.ts";
import * as fc from "fast-check";

const [POLLIN, POLLOUT] = [1, 4];

test("poll's set is its descriptors in order, without the negative ones that the kernel passes over", () => {
  const memory = Buffer.alloc(24);
  memory.writeInt32LE(7, 0);
  memory.writeInt32LE(-1, 8);
  memory.writeInt32LE(0, 16);
  memory.writeInt16LE(POLLIN, 4);
  memory.writeInt16LE(POLLOUT, 20);
  assert.deepEqual(pollSet(memory), [{ fd: 7 }, { fd: 0, reads: false }]);
  assert.deepEqual(pollSet(memory.subarray(0, 8)), [{ fd: 7 }]);
});

test("poll's set that was read in part has the entries that are whole", () => {
  assert.deepEqual(pollSet(new Uint8Array(0)), []);
  assert.deepEqual(pollSet(new Uint8Array(7)), []);
  assert.deepEqual(pollSet(new Uint8Array(15)), [{ fd: 0, reads: false, writes: false }]);
});

test("select's set is the bits below its count", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1023)), fc.nat(1024), (fds, count) => {
      const memory = new Uint8Array(128);
      for (const fd of fds) memory[fd >> 3] = (memory[fd >> 3] ?? 0) | (1 << (fd & 7));
      const expected = fds.filter((fd) => fd < count).sort((one, other) => one - other);
      assert.deepEqual(selectSet(memory, count), expected);
    }),
  );
});

test("select's set that was read in part has no bits beyond", () => {
  assert.deepEqual(selectSet(Uint8Array.of(0xff), 64), [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("epoll's set is the tfd lines of fdinfo, in the order of the descriptors", () => {
  const fdinfo = `pos:\t0
flags:\t02000002
mnt_id:\t15
ino:\t1057
tfd:       10 events:       19 data:                a  pos:0 ino:421 sdev:f
tfd:        7 events: 8000001c data:                7  pos:0 ino:421 sdev:9
`;
  assert.deepEqual(epollSet(fdinfo), [
    { fd: 7, reads: false, inode: 0x421, edge: true },
    { fd: 10, inode: 0x421 },
  ]);
  assert.deepEqual(epollSet("tfd: 3 events: 1 data: 3"), [{ fd: 3 }]);
  assert.deepEqual(epollSet(""), []);
  assert.deepEqual(epollSet("data: tfd: 3"), []);
});

/** What the process's main thread waits for, once it sleeps in `call`. Skips where this may not be seen. */
async function mainWait(t: TestContext, pid: number, call: RegExp): Promise<ThreadWait | undefined> {
  if (readWaiting(process.pid, 0).length === 0) {
    t.skip("/proc/PID/syscall may not be read here");
    return undefined;
  }
  return await eventually(`${pid} in ${call.source}`, () =>
    readWaiting(pid, 0).find((thread) => thread.tid === pid && call.test(thread.call)),
  );
}

test("futex(2) with a time limit is told from one without", async (t) => {
  if (spawnSync("python3", ["-V"]).error) return t.skip("python3 is not installed");
  const program = (wait: string): string => `import threading; ${wait}`;
  const limited = await start(t, "python3", ["-c", program("threading.Event().wait(60)")]);
  const endless = await start(t, "python3", ["-c", program("threading.Event().wait()")]);
  const wait = await mainWait(t, limited, /^futex$/);
  if (!wait) return;
  assert.equal(wait.timed, true);
  assert.equal((await mainWait(t, endless, /^futex$/))?.timed, undefined);
});

test("what waits for one of several says for how long at most", async (t) => {
  if (spawnSync("python3", ["-V"]).error) return t.skip("python3 is not installed");
  const waits: readonly (readonly [string, RegExp, number | undefined])[] = [
    ["select.poll(); p.register(0, 1); p.poll(61000)", /^poll$/, 61_000],
    ["select.poll(); p.register(0, 1); p.poll()", /^poll$/, undefined],
    ["select.select([0], [], [], 61.5)", /select/, 61_500],
    ["select.select([0], [], [])", /select/, undefined],
    ["select.epoll(); p.register(0, 1); p.poll(61)", /^epoll_/, 61_000],
    ["select.epoll(); p.register(0, 1); p.poll(24 * 3600)", /^epoll_/, undefined],
  ];
  for (const [wait, call, withinMs] of waits) {
    const main = await mainWait(t, await start(t, "python3", ["-c", `import select; p = ${wait}`]), call);
    if (!main) return;
    assert.equal(main.withinMs, withinMs, wait);
  }
});

test("cat at the end of a pipe sleeps in read of its standard input", async (t) => {
  const pid = await start(t, "cat", []);
  const wait = await mainWait(t, pid, /^read$/);
  // Node's pipes are sockets.
  if (wait) assert.deepEqual(wait.on, [{ fd: 0, what: "socket", isConnection: false }]);
});

test("sleep waits for nothing but time", async (t) => {
  const pid = await start(t, "sleep", ["60"]);
  const wait = await mainWait(t, pid, /nanosleep$/);
  if (wait) assert.deepEqual(wait.on, []);
});

test("a poll that was interrupted, and goes on as restart_syscall, is known by where it sleeps", async (t) => {
  if (spawnSync("python3", ["-V"]).error) return t.skip("python3 is not installed");
  const script = "import select; p = select.poll(); p.register(0, select.POLLIN); p.poll(60000)";
  const pid = await start(t, "python3", ["-c", script]);
  if (!(await mainWait(t, pid, /^p?poll$/))) return;
  const number = (): string => readFileSync(`/proc/${pid}/syscall`, "utf8").split(" ")[0] ?? "";
  process.kill(pid, "SIGSTOP");
  await eventually("the stop", () => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") T ") || undefined);
  process.kill(pid, "SIGCONT");
  const RESTART = { x64: "219", arm64: "128" }[process.arch as "x64" | "arm64"];
  await eventually("restart_syscall", () => number() === RESTART || undefined);
  const [main] = readWaiting(pid, 0);
  assert.equal(main?.call, "poll");
  assert.deepEqual(
    main?.on.map(({ fd }) => fd),
    [0],
  );
});

test("an idle Node sleeps in epoll, on descriptors that it has", async (t) => {
  const pid = await start(t, process.execPath, ["-e", "process.stdin.resume()"]);
  const wait = await mainWait(t, pid, /^epoll_p?wait/);
  if (wait) assert.ok(wait.on.some(({ fd, what }) => fd === 0 && what === "socket"));
});

test("the set of a real poll is read from the memory of the process", async (t) => {
  const io = new URL("../../../src/sys/io.js", import.meta.url).href;
  const script = `const { openEventfd, poll } = await import("${io}");
    poll([openEventfd(), -1, 0].map((fd) => ({ fd, events: 1 })), -1);`;
  const pid = await start(t, process.execPath, ["--input-type=module", "-e", script]);
  const wait = await mainWait(t, pid, /^p?poll$/);
  if (!wait) return;
  assert.deepEqual(
    wait.on.map(({ what }) => what),
    ["eventfd", "socket"],
  );
  assert.equal(wait.on[1]?.fd, 0);
});

/** The inode of this machine's socket that is connected to `port` (/proc/net/tcp). */
function inodeOfClient(port: number): number | undefined {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const row = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[2] === remote && fields[3] === "01");
  return row && Number(row[9]);
}

test("of all that a client waits for, its connection is known by its inode", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const script = `require("node:net").connect(${port}, "127.0.0.1"); process.stdin.resume()`;
  const pid = await start(t, process.execPath, ["-e", script]);
  if (!(await mainWait(t, pid, /^epoll_p?wait/))) return;
  const inode = await eventually("the connection", () => inodeOfClient(port));
  const waits = (of: number): WaitedDescriptor[] => readWaiting(pid, of).flatMap(({ on }) => on);
  await eventually("a wait for it", () => waits(inode).find(({ isConnection }) => isConnection));
  assert.equal(waits(inode).filter(({ isConnection }) => isConnection).length, 1);
  assert.ok(waits(inode).some(({ what, isConnection }) => what === "socket" && !isConnection));
  assert.ok(
    waits(0).every(({ isConnection }) => !isConnection),
    "inode 0 is no connection",
  );
});

test("a process that is not there has no threads", () => {
  assert.deepEqual(readWaiting(2 ** 22 + 1, 0), []);
});
