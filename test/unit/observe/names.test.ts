// Names for the kernel's numbers: system calls by architecture, and signals.

import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { nameSignal } from "../../../src/sys/signal.ts";
import { nameSystemCall } from "../../../src/sys/system-calls.ts";

const named = (architecture: string, numbers: readonly number[]): (string | undefined)[] =>
  numbers.map((number) => nameSystemCall(number, architecture));

test("x86-64 has its numbers of asm/unistd_64.h", () => {
  assert.deepEqual(named("x64", [0, 1, 7, 23, 270, 271, 232, 281, 441]), [
    "read",
    "write",
    "poll",
    "select",
    "pselect6",
    "ppoll",
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
  ]);
  assert.deepEqual(named("x64", [42, 43, 45, 47, 202, 230, 288]), [
    "connect",
    "accept",
    "recvfrom",
    "recvmsg",
    "futex",
    "clock_nanosleep",
    "accept4",
  ]);
});

test("arm64 has the generic numbers, and no poll, select or epoll_wait of the old kind", () => {
  assert.deepEqual(named("arm64", [63, 64, 72, 73, 22, 441]), [
    "read",
    "write",
    "pselect6",
    "ppoll",
    "epoll_pwait",
    "epoll_pwait2",
  ]);
  assert.deepEqual(named("arm64", [202, 203, 207, 212, 98, 115, 242]), [
    "accept",
    "connect",
    "recvfrom",
    "recvmsg",
    "futex",
    "clock_nanosleep",
    "accept4",
  ]);
  assert.deepEqual(named("x64", [2, 257, 73, 72]), ["open", "openat", "flock", "fcntl"], "a FIFO, a lock");
  assert.deepEqual(named("arm64", [56, 32, 25]), ["openat", "flock", "fcntl"]);
  assert.deepEqual(named("arm64", [0, 7, 232]), [undefined, undefined, undefined]);
});

test("another architecture, or another number, has no name here", () => {
  assert.equal(nameSystemCall(0, "mips"), undefined);
  assert.equal(nameSystemCall(-1, "x64"), undefined);
  assert.equal(nameSystemCall(100_000, "x64"), undefined);
});

test("without an architecture it is this machine's", () => {
  const number = process.arch === "arm64" ? 63 : 0;
  assert.equal(nameSystemCall(number), nameSystemCall(number, process.arch));
});

test("a signal has its name, and a number without one is told as a number", () => {
  assert.equal(nameSignal(9), "SIGKILL");
  assert.equal(nameSignal(11), "SIGSEGV");
  assert.equal(nameSignal(constants.signals.SIGTERM), "SIGTERM");
  assert.equal(nameSignal(99), "signal 99");
});
