// Network and mount namespaces of the calling thread (unshare(2), setns(2), mount(2)).

import { closeSync, openSync } from "node:fs";
import { check, declare } from "./libc.ts";

const unshareRaw = declare<(flags: number) => number>("int unshare(int flags)");
const setnsRaw = declare<(fd: number, kind: number) => number>("int setns(int fd, int nstype)");
const mountRaw = declare<
  (source: string, target: string, type: string | null, flags: number, data: null) => number
>(
  "int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)",
);

const umountRaw = declare<(target: string, flags: number) => number>(
  "int umount2(const char *target, int flags)",
);

const CLONE_NEWNET = 0x40000000;
const MS_BIND = 0x1000;

/** Moves the calling thread into a new network namespace. Programs it starts from then on are there too. */
export function unshareNetwork(): void {
  check(unshareRaw(CLONE_NEWNET), "unshare(CLONE_NEWNET)");
}

/** A descriptor of the calling thread's network namespace, which lives as long as the descriptor is open. */
export function openNetwork(): number {
  return openSync("/proc/thread-self/ns/net", "r");
}

export function closeNetwork(network: number): void {
  closeSync(network);
}

/** Takes the calling thread there, for good, and closes the descriptor. */
export function enterNetwork(network: number): void {
  try {
    check(setnsRaw(network, CLONE_NEWNET), "setns");
  } finally {
    closeNetwork(network);
  }
}

/**
 * Calls `act` with the calling thread in another network namespace: sockets it opens, programs it starts and what it
 * reads below /proc/sys/net are of that one. `act` must be synchronous: whatever the event loop does runs outside.
 */
export function inNetwork<T>(network: number, act: () => T): T {
  const before = openNetwork();
  try {
    check(setnsRaw(network, CLONE_NEWNET), "setns");
    try {
      return act();
    } finally {
      check(setnsRaw(before, CLONE_NEWNET), "setns");
    }
  } finally {
    closeNetwork(before);
  }
}

/** Shows the file or directory `source` in the place of `target`, in this mount namespace only. */
export function bindMount(source: string, target: string): void {
  check(mountRaw(source, target, null, MS_BIND, null), "mount(MS_BIND)");
}

/** Lays an empty file system in memory over the directory, in this mount namespace only. */
export function mountMemory(target: string): void {
  check(mountRaw("none", target, "tmpfs", 0, null), "mount(tmpfs)");
}

/** Undoes the last mount at `target`. Fails where a program has opened it since. */
export function unmount(target: string): void {
  check(umountRaw(target, 0), "umount2");
}
