// Who connects to the server's port: looked for as it does, and once more where it was not seen.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import type { Keeper } from "../../../src/inside/keeper.ts";
import { keepWhose, lookForOwners } from "../../../src/inside/whose-connection.ts";
import type { Fact, Role, SocketSample } from "../../../src/timeline/observation.ts";
import { readHeldSockets, readProcess } from "../../../src/sys/proc.ts";
import type { Connection } from "../../../src/tcp/endpoint.ts";
import { connection, segment } from "../made-up.ts";

const syn = (port: number): Fact => ({ ...segment("> S 0:0(0)"), from: { address: "127.0.0.1", port } });
const FAULT: Fact = { kind: "fault", fault: "kill", pid: 7, text: "killed" };

/** What is kept, as `S 40000` and `40000 client`; and how often it was looked. */
function watch(holderOf: (port: number, look: number) => Role | undefined): {
  readonly keeper: Keeper;
  readonly kept: string[];
  looks(): number;
} {
  const kept: string[] = [];
  let looks = 0;
  const below: Keeper = {
    keep(fact) {
      if (fact.kind === "connects") kept.push(`${fact.client.port} ${fact.by}`);
      else kept.push(fact.kind === "segment" ? `${fact.flags} ${fact.from.port}` : fact.kind);
    },
    finish: () => void kept.push("finish"),
    leftOut: () => 3,
  };
  const keeper = keepWhose(below, connection.server.port, (connections) => {
    looks += 1;
    return connections.map(({ client }) => holderOf(client.port, looks));
  });
  return { keeper, kept, looks: () => looks };
}

test("who connects is told behind its SYN, and nothing else is looked at", () => {
  const { keeper, kept, looks } = watch(() => "server");
  keeper.keep(syn(40_000));
  keeper.keep(segment("< S. 0:0(0) ack 1"));
  keeper.keep(segment("> . 1:1(0) ack 1"));
  keeper.keep({ ...segment("> S 0:0(0)"), to: { address: "127.0.0.1", port: 80 } });
  assert.deepEqual(kept, ["S 40000", "40000 server", "S. 9877", ". 40000", "S 40000"]);
  assert.equal(looks(), 1);
  assert.equal(keeper.leftOut(), 3);
});

test("who was not seen is looked for with the next one, at the fault and in the end", () => {
  const { keeper, kept } = watch((port, look) => (look >= port - 39_998 ? "client" : undefined));
  for (const port of [40_000, 40_001, 40_002]) keeper.keep(syn(port));
  assert.deepEqual(kept, ["S 40000", "S 40001", "40000 client", "S 40002", "40001 client"]);
  keeper.keep(FAULT);
  keeper.finish();
  assert.deepEqual(kept.slice(5), ["fault", "40002 client", "finish"]);
});

test("of very many connections none is looked at any more, unless one was a server program's", () => {
  const [clients, servers] = [
    watch(() => "client"),
    watch((port) => (port === 40_001 ? "server" : "client")),
  ];
  for (const { keeper } of [clients, servers])
    for (let port = 40_000; port < 40_100; port += 1) keeper.keep(syn(port));
  assert.equal(clients.looks(), 64);
  assert.equal(servers.looks(), 100);
});

test("by the socket table, and what the processes of either hold", async (t) => {
  const listening = createServer().listen(0, "127.0.0.1");
  t.after(() => listening.close());
  await once(listening, "listening");
  const own = readProcess(process.pid);
  const [inode] = readHeldSockets(own ? [own] : []).inodes;
  assert.ok(own && inode !== undefined);
  const row = (port: number, held: number): SocketSample => ({
    local: { address: "127.0.0.1", port },
    remote: connection.server,
    state: "ESTABLISHED",
    recvQ: 0,
    sendQ: 0,
    inode: held,
  });
  const from = (port: number): Connection => ({
    client: { address: "127.0.0.1", port },
    server: connection.server,
  });
  for (const role of ["server", "client"] as const) {
    const find = lookForOwners(() => [row(40_000, 0), row(40_001, inode), row(40_002, 1)], {
      of: (asked) => (asked === role ? [own] : []),
    });
    // It has no holder any more, is held, is held by somebody else, and is in no table.
    const all = [40_000, 40_001, 40_002, 40_003].map(from);
    assert.deepEqual(find(all), [undefined, role, undefined, undefined]);
  }
});
