// The orders a relay understands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type RelayOrder, createActiveHolds, formatOrder, parseOrder } from "../../src/relay/orders.ts";
import * as fc from "fast-check";

const lanes = fc.constantFrom("request" as const, "reply" as const);
const orders: fc.Arbitrary<RelayOrder> = fc.oneof(
  fc.constant<RelayOrder>({ do: "release" }),
  fc
    .tuple(fc.constantFrom("request" as const, "reply" as const), fc.nat(1e9))
    .map(([lane, bytes]): RelayOrder => ({ do: "hold", lane, bytes })),
  fc
    .tuple(lanes, lanes, fc.option(fc.string(), { nil: undefined }))
    .map(([lane, other, text]): RelayOrder => {
      const pattern = text === undefined ? {} : { pattern: { text } };
      return { do: "hold-once", lane, in: other, ...pattern };
    }),
);

test("an order survives being written and read", () => {
  fc.assert(fc.property(orders, (order) => assert.deepEqual(parseOrder(formatOrder(order)), order)));
});

test("what is no order is none", () => {
  for (const line of [
    "",
    "hold",
    "hold request",
    "hold request -1",
    "hold reply 1.5",
    "hold both 1",
    "hold reply once both",
    "release all",
  ])
    assert.equal(parseOrder(line), undefined, line);
});

test("a new child is given the last hold of each lane since the last release", () => {
  const activeHolds = createActiveHolds();
  for (const line of ["hold request 1", "release", "hold request 2", "hold reply 3", "hold request 4"]) {
    const order = parseOrder(line);
    if (order) activeHolds.add(order);
  }
  assert.deepEqual(activeHolds.orders().map(formatOrder).sort(), ["hold reply 3", "hold request 4"]);
});
