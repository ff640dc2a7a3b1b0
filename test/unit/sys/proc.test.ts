// /proc as data: this process, its children, names that are hard to parse, and processes that are not there.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import {
  findHolders,
  hasEnded,
  isHidden,
  listIfThere,
  readDescriptors,
  readHeldSockets,
  readIfAllowed,
  readIfThere,
  readProcess,
  readTree,
  socketTarget,
} from "../../../src/sys/proc.ts";
import { asOrdinaryUser, eventually, sleepAs, temporaryDirectory } from "../programs.ts";

/** Above any pid_max. */
const NOBODY = 2 ** 22 + 1;

test("this process is found with its parent, running", () => {
  const row = readProcess(process.pid);
  assert.equal(row?.pid, process.pid);
  assert.equal(row?.parent, process.ppid);
  assert.equal(row?.state, "R");
  assert.notEqual(row?.name, "");
});

for (const name of ["a) (b", ") Z 1 (", "two words", "()", "new\nline"]) {
  test(`a process may be called ${JSON.stringify(name)}`, async (t) => {
    const pid = await sleepAs(t, name);
    const row = await eventually("it asleep", () => {
      const seen = readProcess(pid);
      return seen?.state === "S" ? seen : undefined;
    });
    assert.deepEqual(row, { pid, parent: process.pid, state: "S", name });
  });
}

test("a process that is not there is undefined, and has no tree and no descriptors", () => {
  assert.equal(readProcess(NOBODY), undefined);
  assert.deepEqual(readTree(NOBODY), []);
  assert.deepEqual([...(readDescriptors(NOBODY) ?? [1])], []);
});

test("a tree is the process and its descendants, parents first", async (t) => {
  const pid = await sleepAs(t, "child");
  const tree = readTree(process.pid);
  assert.equal(tree[0]?.pid, process.pid);
  assert.deepEqual(tree.find((row) => row.pid === pid)?.parent, process.pid);
  tree.slice(1).forEach(({ parent }, i) => {
    assert.ok(tree.slice(0, i + 1).some(({ pid: earlier }) => earlier === parent));
  });
});

test("a descriptor is there with what it points to while it is open", (t) => {
  const path = join(temporaryDirectory(t), "file");
  const fd = openSync(path, "w");
  assert.equal(readDescriptors(process.pid)?.get(fd), path);
  closeSync(fd);
  assert.notEqual(readDescriptors(process.pid)?.get(fd), path);
});

test("a socket's holder is the process that has it open, and nobody holds inode 0", async (t) => {
  const pid = await sleepAs(t, "bystander");
  const sockets = (): string[] =>
    [...(readDescriptors(process.pid)?.values() ?? [])].filter((target) => target.startsWith("socket:"));
  const before = sockets();
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const target = sockets().find((each) => !before.includes(each)) ?? "";
  const inode = Number(/\d+/.exec(target)?.[0]);
  assert.equal(socketTarget(inode), target);
  const tree = readTree(process.pid);
  assert.ok(tree.some((row) => row.pid === pid));
  const found = findHolders(tree, inode);
  assert.deepEqual(
    found.holders.map((row) => row.pid),
    [process.pid],
  );
  assert.deepEqual(found.hidden, []);
  assert.deepEqual(findHolders(tree, 0), { holders: [], hidden: [] });
});

test("what is not there is undefined, or an empty list", () => {
  assert.equal(readIfThere(`/proc/${NOBODY}/stat`), undefined);
  assert.deepEqual(listIfThere(`/proc/${NOBODY}/fd`), []);
});

test("another user's process is hidden: it is not gone, and what it holds is not known", () => {
  const init = { pid: 1, parent: 0, state: "S", name: "init" };
  asOrdinaryUser(() => {
    assert.equal(readProcess(1)?.pid, 1);
    assert.equal(hasEnded(1), false);
    assert.equal(readDescriptors(1), undefined);
    assert.deepEqual(findHolders([init], 12345), { holders: [], hidden: [1] });
    assert.deepEqual(readHeldSockets([init]).hidden, [1]);
    assert.equal(readIfAllowed("/proc/1/syscall"), undefined);
    assert.throws(() => listIfThere("/proc/1/fd"), isHidden);
    assert.throws(() => readIfThere("/proc/1/syscall"), isHidden);
  });
});

test("a zombie has no descriptors, though an ordinary user may not look at them", async (t) => {
  // The shell becomes a program that waits for no child.
  const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 60"], { stdio: "ignore" });
  t.after(() => parent.kill("SIGKILL"));
  const zombie = await eventually("a zombie", () =>
    readTree(parent.pid ?? 0).find(({ state }) => state === "Z"),
  );
  asOrdinaryUser(() => {
    assert.equal(hasEnded(zombie.pid), true);
    assert.deepEqual([...(readDescriptors(zombie.pid) ?? [1])], []);
    assert.deepEqual(findHolders([zombie], 12345), { holders: [], hidden: [] });
  });
});

test("a look that fails is no answer: without a descriptor for it, it throws", () => {
  const program = join(import.meta.dirname, "../../fixtures/few-descriptors.js");
  const { stdout } = spawnSync("sh", ["-c", `ulimit -n 64; exec "$NODE" "$PROGRAM"`], {
    env: { ...process.env, NODE: process.execPath, PROGRAM: program },
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(stdout), ["EMFILE", "EMFILE", "EMFILE", "EMFILE"]);
});
