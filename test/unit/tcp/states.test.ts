// The kernel's numbers of TCP states (include/net/tcp_states.h).

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameState } from "../../../src/tcp/states.ts";

/** In the order of the kernel's enumeration, which starts with `TCP_ESTABLISHED = 1`. */
const KERNEL =
  "ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING NEW_SYN_RECV BOUND_INACTIVE";

test("the kernel's numbers 1 to 13 have the kernel's names", () => {
  assert.deepEqual(
    Array.from({ length: 13 }, (_, i) => nameState(i + 1)),
    KERNEL.split(" "),
  );
});

test("the states that section 5.12 is about have the numbers of sock_diag", () => {
  assert.equal(nameState(5), "FIN_WAIT2");
  assert.equal(nameState(8), "CLOSE_WAIT");
  assert.equal(nameState(10), "LISTEN");
});

test("a number the kernel does not have is no state", () => {
  for (const number of [0, 14, -1, 1.5, Number.NaN, 255]) assert.equal(nameState(number), undefined);
});
