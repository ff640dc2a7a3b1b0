// The connection that a fault is meant for: what is said when it is not there, or is another user's.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { type TestContext, test } from "node:test";
import { findConnection, interfaceOf } from "../../src/inflict/find-connection.ts";
import { asOrdinaryUser } from "./programs.ts";

test("the interface of an IPv4 address is the same when it is mapped into IPv6", () => {
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    for (const { address, family } of addresses) {
      if (family === "IPv4") assert.equal(interfaceOf(`::ffff:${address}`), name);
    }
  }
  assert.equal(interfaceOf("::ffff:127.0.0.1"), "lo");
});

test("an address that no interface has is not on the loopback", () => {
  assert.equal(interfaceOf("192.0.2.200"), undefined);
});

const PROGRAM = `
  const { connect, createServer } = require("node:net");
  const server = createServer(() => undefined).listen(0, "127.0.0.1", () => {
    const client = connect(server.address().port, "127.0.0.1", () =>
      console.log(JSON.stringify({ port: server.address().port, clientPort: client.localPort })));
  });`;

/** Another process that is connected to itself. */
async function connectElsewhere(t: TestContext): Promise<{ port: number; clientPort: number }> {
  const child = spawn(process.execPath, ["-e", PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  return JSON.parse(line) as { port: number; clientPort: number };
}

test("a connection of another user's process is said to be there, and only then root is advised", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("needs root, so that there is another user");
  const { port, clientPort } = await connectElsewhere(t);
  const peer = `127.0.0.1:${clientPort}`;
  asOrdinaryUser(() => {
    const isTheirs = {
      message: /^A matching connection exists .*, but it belongs to another user's process\.$/,
    };
    assert.throws(() => findConnection({ port }), isTheirs);
    assert.throws(() => findConnection({ port, peer }), isTheirs);
    const isNone = { message: /^There is no established connection/, remedy: /^`ss -tnp` lists/ };
    assert.throws(() => findConnection({ port, peer: "127.0.0.1:1" }), isNone);
    assert.throws(() => findConnection({ port: 1 }), isNone);
  });
  assert.equal(findConnection({ port, peer }).connection.client.port, clientPort);
});
