// Filling the server's accept queue: where that fails, no connection of ours stays open.

import assert from "node:assert/strict";
import { fstatSync, openSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { fillAcceptQueue } from "../../src/inside/accept-queue.ts";
import type { Experiment } from "../../src/inside/experiment.ts";

/** One whose queue has room for three connections, and never shows any in it. */
function experimentWith(port: number, open: (make: () => number) => number): Experiment {
  const row = { state: "LISTEN", local: { address: "127.0.0.1", port }, recvQ: 0, sendQ: 2 };
  const experiment = {
    spec: { port, network: "machine", limitMs: 1 },
    sockets: { sample: () => [row] },
    timeline: { watch: () => Promise.resolve(undefined) },
    site: { on: (_: string, make: () => number) => open(make) },
    record: () => undefined,
  };
  return experiment as unknown as Experiment;
}

const isClosed = (fd: number): void => assert.throws(() => fstatSync(fd), { code: "EBADF" }, `${fd} is open`);

test("what was opened is closed where the queue did not fill", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const fds: number[] = [];
  const open = (make: () => number): number => {
    const fd = make();
    fds.push(fd);
    return fd;
  };
  const { port } = server.address() as AddressInfo;
  await assert.rejects(fillAcceptQueue(experimentWith(port, open)), /did not fill/);
  assert.equal(fds.length, 3);
  fds.forEach(isClosed);
});

test("and where a connection cannot be begun", async () => {
  const fd = openSync("/dev/null", "r"); // it has no address
  await assert.rejects(fillAcceptQueue(experimentWith(1, () => fd)));
  isClosed(fd);
});
