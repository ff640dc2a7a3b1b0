// The wire's log: what goes in comes out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type LoggedFrame, createWireLog, readWireLog } from "../../../src/wire/log.ts";
import * as fc from "fast-check";

const entry: fc.Arbitrary<LoggedFrame> = fc.record({
  frame: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  direction: fc.constantFrom("client->server" as const, "server->client" as const),
  fate: fc.constantFrom("passed" as const, "delayed" as const, "dropped" as const, "held" as const),
  rule: fc.integer({ min: 0, max: 1000 }),
  atNs: fc.double({ noNaN: true }),
  deliveredNs: fc.double({ noNaN: true }),
  wireLength: fc.integer({ min: 0, max: 70_000 }),
  bytes: fc.uint8Array({ maxLength: 300 }),
});

test("every frame that was added is read again, in order", () => {
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 30 }),
      fc.constantFrom(10_400, 64 * 1024),
      (entries, capacity) => {
        const log = createWireLog(capacity);
        for (const each of entries) assert.ok(log.add(each));
        const taken = log.take();
        const read = taken === undefined ? [] : [...readWireLog(taken)];
        assert.deepEqual(
          read.map((frame) => ({ ...frame, bytes: [...frame.bytes] })),
          entries.map(({ bytes, ...rest }) => ({ ...rest, bytes: [...bytes] })),
        );
        assert.equal(log.take(), undefined);
      },
    ),
  );
});

test("a log that is full refuses, and has room again once it was taken", () => {
  const log = createWireLog(104);
  const frame: LoggedFrame = {
    frame: 1,
    direction: "client->server",
    fate: "passed",
    rule: 0,
    atNs: 1,
    deliveredNs: 2,
    wireLength: 54,
    bytes: new Uint8Array(54),
  };
  assert.ok(log.add(frame));
  assert.ok(!log.add(frame));
  const first = log.take();
  assert.ok(first !== undefined && log.add({ ...frame, frame: 2 }));
  assert.deepEqual(
    [...readWireLog(first)].map(({ frame: number }) => number),
    [1],
    "what was taken is not written over",
  );
});
