// Who serves each connection of a client of the lab: looked up once for each, whoever else is connected.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import type { Experiment } from "../../../src/inside/experiment.ts";
import { createServedSampler } from "../../../src/lab/served.ts";
import { type ProcStat, readHeldSockets, readProcess } from "../../../src/sys/proc.ts";
import type { Fact, Role, SocketSample } from "../../../src/timeline/observation.ts";
import { connection } from "../made-up.ts";

type Trees = { [Each in Role]?: ProcStat[] };
const { client, server } = connection;

function rowsWith(port: number, inode: number): SocketSample[] {
  const end = { state: "ESTABLISHED", recvQ: 0, sendQ: 0, inode } as const;
  const local = { ...client, port };
  return [
    { ...end, local, remote: server },
    { ...end, local: server, remote: local },
  ];
}

interface MadeUp {
  readonly look: () => void;
  /** Whose processes were walked through, since that was last asked. */
  walked(): readonly Role[];
  readonly recorded: readonly Fact[];
}

function sampler(rows: readonly SocketSample[], trees: Trees): MadeUp {
  const [walks, recorded]: [Role[], Fact[]] = [[], []];
  const experiment = {
    spec: { port: server.port },
    sockets: { sample: () => rows },
    timeline: { observations: [] },
    processes: { watchEnd: () => undefined },
    trees: {
      of(role: Role) {
        walks.push(role);
        return trees[role] ?? [];
      },
      adopt: () => undefined,
    },
    record: (fact: Fact) => recorded.push(fact),
  } as unknown as Experiment;
  const look = createServedSampler(experiment);
  return { look, walked: () => [...new Set(walks.splice(0))], recorded };
}

test("another client's connection is looked at once", () => {
  const { look, walked } = sampler(rowsWith(1, 7), {});
  look();
  assert.deepEqual(walked(), ["client"]);
  look();
  assert.deepEqual(walked(), []);
});

test("the client's own is looked at until somebody serves it, and then no more", async (t) => {
  const listening = createServer().listen(0, "127.0.0.1");
  t.after(() => listening.close());
  await once(listening, "listening");
  const self = readProcess(process.pid) as ProcStat;
  const [inode = 0] = readHeldSockets([self]).inodes;
  const trees: Trees = { client: [self] };
  const { look, walked, recorded } = sampler([...rowsWith(1, inode), ...rowsWith(2, 0)], trees);
  look();
  look();
  assert.deepEqual([walked(), recorded.length], [["client", "server"], 0]);
  trees.server = [self];
  look();
  look();
  assert.deepEqual(
    recorded.map(({ kind }) => kind),
    ["owners"],
  );
  walked();
  look();
  assert.deepEqual(walked(), []);
});
