// Whether a proxy is at rest, where what its threads do may not be looked at: the letter of its state may.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Experiment } from "../../src/inside/experiment.ts";
import { waitForProxy } from "../../src/inside/proxy-rest.ts";
import { createTimeline } from "../../src/inside/timeline.ts";
import { PROXY_AT_REST } from "../../src/timeline/legs.ts";
import { ofKind } from "../../src/timeline/queries.ts";

/** No process has this pid, so nothing can be read of its threads. */
const HIDDEN = 2 ** 30;

async function gaveUpOn(state: string): Promise<string[]> {
  const timeline = createTimeline(process.hrtime.bigint(), () => undefined);
  const experiment = {
    spec: { custom: { through: "a proxy" }, limitMs: 300 },
    timeline,
    trees: { of: () => [{ pid: HIDDEN, parent: 1, state, name: "proxy" }] },
    drain: () => Promise.resolve(),
  } as unknown as Experiment;
  await waitForProxy(experiment);
  return ofKind(timeline.observations, "gave-up").map(({ what }) => what);
}

test("a proxy that runs, and whose threads are hidden, is not at rest; one that sleeps is", async () => {
  assert.deepEqual(await gaveUpOn("R"), [PROXY_AT_REST]);
  assert.deepEqual(await gaveUpOn("S"), []);
});
