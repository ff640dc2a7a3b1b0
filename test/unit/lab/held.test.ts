// Who holds what lies on the wire: somebody in the lab, or a stall, which is over by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faults } from "../../../src/fault/index.ts";
import { heldByHand } from "../../../src/lab/held.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import { segmentRules } from "../../../src/wire/operations.ts";
import type { Wire } from "../../../src/wire/wire.ts";
import { observations } from "../made-up.ts";

/** The rules of a wire that does nothing, and what is recorded of them. */
function openRules(): { readonly rules: Pick<Wire, "hold">; readonly recorded: () => Observation[] } {
  const done: Parameters<Parameters<typeof segmentRules>[0]>[1][] = [];
  const rules = segmentRules((_, operation) => {
    done.push(operation);
    return Promise.resolve();
  });
  return {
    rules,
    recorded: () =>
      observations(
        ...done.flatMap((operation, i) => (operation ? [[i, { kind: "wire", ...operation }] as const] : [])),
      ),
  };
}

const byHand = { clientPort: 40_000, direction: "server->client" } as const;

test("what a stall holds is not held by hand, and what is held by hand meanwhile is", async () => {
  const { rules, recorded } = openRules();
  const means = { amount: 100, host: { wire: rules } } as Parameters<typeof faults.stall.inflict>[0];
  const heal = await faults.stall.inflict(means);
  assert.equal(recorded().length, 2);
  assert.equal(heldByHand(recorded()), undefined);
  const hold = await rules.hold(byHand);
  assert.equal(heldByHand(recorded())?.rule, hold.rule);
  await heal?.();
  assert.equal(heldByHand(recorded())?.rule, hold.rule, "the stall is over, and it holds on");
  await hold.release();
  assert.equal(heldByHand(recorded()), undefined);
});

for (const direction of ["client->server", "server->client"] as const)
  test(`what is held by hand of ${direction} is held until it is released`, async () => {
    const { rules, recorded } = openRules();
    const hold = await rules.hold({ ...byHand, direction });
    assert.equal(heldByHand(recorded())?.rule, hold.rule);
    await hold.releaseOne(0);
    assert.equal(heldByHand(recorded())?.rule, hold.rule);
    await hold.release([]);
    assert.equal(heldByHand(recorded()), undefined);
  });
