// read, write, close and poll on raw descriptors: eventfds, files, and a pipe that somebody made non-blocking.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { constants, closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  POLLIN,
  POLLOUT,
  close,
  encodePollSet,
  openEventfd,
  openPipe,
  poll,
  pollInBackground,
  read,
  signalEventfd,
  writeAll,
} from "../../../src/sys/io.ts";
import { addressOf } from "../../../src/sys/libc.ts";
import { readInto, writeFrom } from "../../../src/sys/stream.ts";
import { pollSet } from "../../../src/sys/wait-sets.ts";
import { temporaryDirectory } from "../programs.ts";
import * as fc from "fast-check";

function eventfd(t: TestContext): number {
  const fd = openEventfd();
  t.after(() => close(fd));
  return fd;
}

test("a poll set is 8 bytes an entry: descriptor, events, and no result yet", () => {
  const set = encodePollSet([
    { fd: 3, events: POLLIN },
    { fd: -1, events: POLLIN | POLLOUT },
  ]);
  assert.equal(Buffer.from(set).toString("hex"), "0300000001000000ffffffff05000000");
  assert.equal(encodePollSet([]).length, 0);
});

test("the set that is polled is the set that is read from outside", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 5000 })), (fds) => {
      const set = encodePollSet(fds.map((fd) => ({ fd, events: POLLIN })));
      assert.deepEqual(
        pollSet(set).map(({ fd }) => fd),
        fds.filter((fd) => fd >= 0),
      );
    }),
  );
});

test("poll answers at the descriptor's place what it is ready for", (t) => {
  const [idle, signalled] = [eventfd(t), eventfd(t)];
  const entries = [idle, signalled, -1].map((fd) => ({ fd, events: POLLIN }));
  assert.deepEqual(poll(entries, 0), [0, 0, 0]);
  signalEventfd(signalled);
  assert.deepEqual(poll(entries, -1), [0, POLLIN, 0]);
  const count = new Uint8Array(8);
  assert.equal(read(signalled, count), 8);
  assert.equal(count[0], 1);
  assert.deepEqual(poll(entries, 0), [0, 0, 0]);
});

test("poll in the background lets the event loop go on, and is woken by an eventfd", async (t) => {
  const fd = eventfd(t);
  const polled = pollInBackground([{ fd, events: POLLIN }], 10_000);
  setTimeout(() => signalEventfd(fd), 5);
  assert.deepEqual(await polled, [POLLIN]);
  assert.deepEqual(await pollInBackground([{ fd, events: POLLOUT }], 10_000), [POLLOUT]);
});

test("poll gives up when its time is over", (t) => {
  const before = performance.now();
  assert.deepEqual(poll([{ fd: eventfd(t), events: POLLIN }], 20), [0]);
  assert.ok(performance.now() - before >= 19);
});

test("all bytes are written, and the end of file is 0", (t) => {
  const path = join(temporaryDirectory(t), "file");
  const fd = openSync(path, "w+");
  const bytes = new Uint8Array(300_000).map((_, i) => i % 251);
  writeAll(fd, bytes);
  writeAll(fd, new Uint8Array(0));
  assert.equal(read(fd, new Uint8Array(10)), 0);
  closeSync(fd);
  assert.deepEqual(new Uint8Array(readFileSync(path)), bytes);
});

test("an error bears the call's name, or the one it was given, and its code", () => {
  const closed = openEventfd();
  close(closed);
  const error = (syscall: string): object => ({
    code: "EBADF",
    syscall,
    message: `${syscall}: Bad file descriptor (EBADF)`,
  });
  assert.throws(() => read(closed, new Uint8Array(1)), error("read"));
  assert.throws(() => writeAll(closed, new Uint8Array(1)), error("write"));
  assert.throws(() => writeAll(closed, new Uint8Array(1), "print"), error("print"));
  assert.throws(() => close(closed), error("close"));
});

test("a pipe that others made non-blocking is read and written as if it were not", (t) => {
  const fifo = join(temporaryDirectory(t), "fifo");
  assert.equal(spawnSync("sh", ["-c", `mkfifo ${fifo}`]).status, 0);
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  t.after(() => closeSync(fd));
  spawn("sh", ["-c", `sleep 0.05; printf late >${fifo}`], { stdio: "ignore" });
  const buffer = new Uint8Array(16);
  assert.equal(read(fd, buffer), 4, "nothing was there at first: it waited");
  // More than a pipe holds, while somebody slow takes it.
  const taker = spawn("sh", ["-c", `sleep 0.05; head -c 200000 ${fifo} >/dev/null`], { stdio: "ignore" });
  t.after(() => taker.kill("SIGKILL"));
  writeAll(fd, new Uint8Array(200_000));
});

test("bytes go out of memory and into it by its address, to the end of file; an error bears the call's name", () => {
  const [from, to] = openPipe();
  const said = Buffer.from("hello, world\n");
  const heard = Buffer.alloc(64);
  writeFrom(to, addressOf(said) + 7, said.length - 7);
  assert.equal(readInto(from, addressOf(heard) + 2, 60), 6);
  assert.equal(heard.toString("latin1", 0, 9), "\0\0world\n\0");
  close(to);
  assert.equal(readInto(from, addressOf(heard), 60), 0);
  close(from);
  assert.throws(() => readInto(from, addressOf(heard), 60), /read/);
  assert.throws(() => writeFrom(to, addressOf(said), 5), /write/);
});
