// Namespaces of the calling thread (unshare(2)).

import { check, declare } from "./libc.ts";

const unshareRaw = declare<(flags: number) => number>("int unshare(int flags)");
const CLONE_NEWNET = 0x40000000;

/** Moves the calling thread into a new network namespace. Programs it starts from then on are there too. */
export function unshareNetwork(): void {
  check(unshareRaw(CLONE_NEWNET), "unshare(CLONE_NEWNET)");
}
