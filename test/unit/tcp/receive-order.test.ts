// What has arrived of what one end has sent: a FIN behind a hole is no end of file, and an RST behind one is not believed.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConnectionStates,
  type FollowedSegment,
  arrive,
  beforeTheFirst,
  leave,
} from "../../../src/tcp/follow.ts";
import {
  acknowledged,
  arrived,
  isBelieved,
  isNext,
  nothingSent,
  sent,
} from "../../../src/tcp/receive-order.ts";
import { endingsOf } from "../../../src/timeline/endings.ts";
import { segmentsOf } from "../../../src/timeline/conversation.ts";
import { connection, observations, opened, segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";
import * as fc from "fast-check";

const open: ConnectionStates = { ...beforeTheFirst, client: "ESTABLISHED", server: "ESTABLISHED" };
const byServer = (flags: string, seq: number, length = 0): FollowedSegment => ({
  from: "server",
  flags,
  seq,
  ack: 14,
  length,
});
const clientAcks = (ack: number): FollowedSegment => ({
  from: "client",
  flags: ".",
  seq: 14,
  ack,
  length: 0,
});
const both = ({ client, server }: ConnectionStates): string => `${client} ${server}`;

test("a FIN that overtakes data is no end of file until those are there, by themselves or sent again", () => {
  const data = byServer("P.", 401, 40);
  const fin = byServer("F.", 441);
  const held = leave(open, data);
  const overtaken = arrive(leave(held, fin), fin);
  assert.equal(both(overtaken), "ESTABLISHED FIN_WAIT1");
  assert.equal(both(leave(overtaken, clientAcks(401))), "ESTABLISHED FIN_WAIT1");
  const again = byServer("FP.", 401, 40);
  assert.equal(both(arrive(leave(overtaken, again), again)), "CLOSE_WAIT FIN_WAIT1");
  assert.equal(both(arrive(overtaken, data)), "CLOSE_WAIT FIN_WAIT1");
  assert.equal(both(leave(overtaken, clientAcks(442))), "CLOSE_WAIT FIN_WAIT1", "it says that it has them");
});

test("an RST that overtakes data is not believed; the one that answers the challenge is", () => {
  const overtaken = leave(open, byServer("P.", 401, 40));
  const rst = byServer("R.", 441);
  const asked = arrive(leave(overtaken, rst), rst);
  assert.equal(both(asked), "ESTABLISHED CLOSE");
  const answer = byServer("R", 401);
  assert.equal(both(arrive(leave(asked, answer), answer)), "CLOSE CLOSE");
});

test("an RST with the number after what came last is believed, though something before that is missing", () => {
  const [first, second] = [byServer("P.", 1, 10), byServer("P.", 11, 10)];
  const states = arrive(leave(leave(open, first), second), second);
  assert.equal(both(arrive(states, byServer("R.", 21))), "CLOSE ESTABLISHED");
  assert.equal(both(arrive(states, byServer("R.", 22))), "ESTABLISHED ESTABLISHED");
});

test("what was sent before the first segment that was seen is not missing", () => {
  const fin = byServer("FP.", 5000, 10);
  assert.equal(both(arrive(leave(open, fin), fin)), "CLOSE_WAIT FIN_WAIT1");
});

test("what is missing is what was sent, less what arrived, or was acknowledged: in any order", () => {
  const bounds = fc
    .tuple(fc.nat(40), fc.nat(10))
    .map(([from, length]) => [from + 1, from + 1 + length] as const);
  const step = fc.tuple(fc.constantFrom("sent", "arrived", "acknowledged"), bounds);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const missing = new Set<number>();
      let order = nothingSent;
      let next = 1;
      for (const [what, [from, to]] of steps) {
        if (what === "sent") for (let n = Math.max(next, from); n < to; n += 1) missing.add(n);
        else
          for (const n of Array.from(missing).filter(
            (each) => each < to && (what === "acknowledged" || each >= from),
          ))
            missing.delete(n);
        if (what === "sent") next = Math.max(next, to);
        const range = { seq: from, length: to - from, hasFin: false };
        if (what === "acknowledged") order = acknowledged(order, to);
        else order = (what === "sent" ? sent : arrived)(order, range);
        const told = order.missing.flatMap(([low, high]) =>
          Array.from({ length: high - low }, (_, i) => low + i),
        );
        assert.deepEqual(told, [...missing]);
        const first = told.at(0) ?? Number.POSITIVE_INFINITY;
        for (let n = 1; n < 60; n += 1) assert.equal(isNext(order, n), n <= first);
        assert.ok(isBelieved(order, order.reached));
      }
    }),
  );
});

const late = (line: string, deliveredMs?: number): ReturnType<typeof segment> =>
  ({
    ...segment(line),
    wire: {
      frame: 1,
      fate: deliveredMs === undefined ? "held" : "delayed",
      ...(deliveredMs !== undefined && { deliveredNs: deliveredMs * 1e6 }),
    },
  }) as never;
const passed = (line: string, ms: number): ReturnType<typeof segment> =>
  ({ ...segment(line), wire: { frame: 2, fate: "passed", deliveredNs: ms * 1e6 } }) as never;
const endings = (...facts: readonly Timed[]): (string | number)[][] =>
  endingsOf(segmentsOf(observations(...opened, ...facts), connection)).map(({ text, arrivedAtNs }) => [
    text,
    arrivedAtNs / 1e6,
  ]);

test("the server's end counts from when the client's kernel takes it for one", () => {
  const fin = [21, passed("< F. 54:54(0) ack 14", 21)] as const;
  const text = "F. 54:54(0) ack 14";
  assert.deepEqual(endings([21, segment("< F. 14:14(0) ack 14")]), [["F. 14:14(0) ack 14", 21]]);
  assert.deepEqual(endings([20, late("< P. 14:54(40) ack 14")], fin), [], "what came before it is held");
  assert.deepEqual(endings([20, late("< P. 14:54(40) ack 14", 60)], fin), [[text, 60]]);
  const again = [40, passed("< P. 14:54(40) ack 14", 41)] as const;
  assert.deepEqual(endings([20, late("< P. 14:54(40) ack 14")], fin, again), [[text, 41]]);
  const asked = [22, passed("> . 14:14(0) ack 14", 22)] as const;
  const rst = [21, passed("< R. 54:54(0) ack 14", 21)] as const;
  const held = [20, late("< P. 14:54(40) ack 14")] as const;
  assert.deepEqual(endings(held, rst, asked), []);
  assert.deepEqual(endings(held, rst, asked, [23, passed("< R 14:14(0)", 23)]), [["R 14:14(0)", 23]]);
  assert.deepEqual(endings([20, late("< F. 14:14(0) ack 14", 70)]), [["F. 14:14(0) ack 14", 70]]);
});
