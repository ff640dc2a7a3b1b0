// Interfaces without an Ethernet header (tun, WireGuard): segments are seen there as everywhere.

import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { insidePrivateNetwork } from "../../src/network/private-network.ts";
import { start } from "./harness.ts";

interface Seen {
  readonly from: string;
  readonly to: string;
  readonly flags: string;
  readonly length: number;
  readonly payload: string;
}

function hasTun(t: TestContext): boolean {
  try {
    accessSync("/dev/net/tun", constants.R_OK | constants.W_OK);
    return true;
  } catch {
    t.skip("/dev/net/tun is not to be had");
    return false;
  }
}

test("a connection over tun is seen from its SYN on, with its payload, over IPv4 and IPv6", async (t) => {
  if (!hasTun(t)) return;
  const program = join(import.meta.dirname, "../fixtures/over-tun.js");
  const [file, ...args] = insidePrivateNetwork([process.execPath, program]);
  const { code, stdout, stderr } = await start(file, args).outcome;
  assert.equal(code, 0, stderr);
  const { echoed, seen, drops } = JSON.parse(stdout) as { echoed: boolean[]; seen: Seen[]; drops: number };
  assert.deepEqual([echoed, drops], [[true, true], 0]);
  for (const [client, server] of [
    ["10.8.0.1", "10.8.0.2"],
    ["fd08::1", "fd08::2"],
  ] as const) {
    const line = `hello, ${server}\n`;
    const of = (from: string): Seen[] =>
      seen.filter((each) => each.from === from && (each.to === client || each.to === server));
    assert.equal(of(client)[0]?.flags, "S");
    assert.equal(of(server)[0]?.flags, "S.");
    for (const end of [client, server]) {
      const data = of(end).find(({ length }) => length > 0);
      assert.deepEqual([data?.length, data?.payload], [line.length, line]);
    }
  }
});
