// Whether a control was over before it could show that the client does the same by itself. docs/verdict.md, "A habit is not
// a sign".

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { longerControl } from "../../../src/verdict/notice/longer-control.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  type Timed,
  closes,
  connects,
  died,
  exits,
  fault,
  fin,
  habit,
  lostOnTheWay,
  prints,
  rst,
  sends,
  serves,
  types,
  usual,
} from "../one-run.ts";

const stopped = fault("stop");

/** How long the control would have to be, in ms from the client's first segment, which both send at 0. */
function neededMs(
  facts: readonly Timed[],
  {
    untilMs = 2000,
    more = [],
    control = usual(),
  }: { untilMs?: number; more?: Timed[]; control?: ControlRecord } = {},
): number | undefined {
  const seen = layOut({ ...evidenceOf(observations(...opened, ...facts), { fault: "stop" }), control });
  const firstMs = (seen.segments[0]?.atNs ?? 0) / 1e6;
  const other = layOut(
    evidenceOf(observations(...opened, fault("none"), ...more, prints(untilMs, "x")), { fault: "none" }),
  );
  const ns = longerControl(seen, [other]);
  return ns === undefined ? undefined : Math.round(ns / 1e6 + firstMs * 1.25);
}

test("it closed later than the control was watched: that is to be longer", () => {
  assert.equal(neededMs([stopped, closes(3000)]), 3850);
  assert.equal(neededMs([stopped, closes(3000)], { untilMs: 4000 }), undefined);
  assert.equal(neededMs([stopped, types(1500), sends(1501), closes(3000)]), 3850, "it was used");
  assert.equal(neededMs([stopped, connects(3000)]), 3850, "or it connected anew");
});

test("the control showed it already, or its client had ended", () => {
  const own = habit("segment", "its own FIN", 500);
  assert.equal(neededMs([stopped, closes(3000)], { control: usual(own) }), undefined);
  assert.equal(neededMs([stopped, closes(3000)], { more: [exits(1200, { exitCode: 0 })] }), undefined);
});

test("it said why, or came right after its cause: no time limit", () => {
  assert.equal(neededMs([stopped, prints(2990, "timed out\n"), closes(3000)]), undefined);
  assert.equal(neededMs([stopped, prints(2990, "so long\n"), closes(3000)]), 3838);
  assert.equal(neededMs([...died, closes(1020)], { untilMs: 1000 }), undefined);
  assert.equal(neededMs([...died, closes(1030)], { untilMs: 1000 }), 1388);
  assert.equal(neededMs([stopped, closes(1019)], { untilMs: 1000 }), undefined, "the fault itself");
});

test("what it did came right after something of the server's, long after the fault", () => {
  const needed = (cause: Timed, closedMs: number): unknown =>
    neededMs([stopped, cause, closes(closedMs)], { untilMs: 1100 }) !== undefined;
  for (const cause of [fin(1300), rst(1300), serves(1300)]) {
    assert.equal(needed(cause, 1320), false, JSON.stringify(cause));
    assert.equal(needed(cause, 1321), true, JSON.stringify(cause));
    assert.equal(needed(lostOnTheWay(cause), 1320), true, "it never came");
  }
  assert.equal(needed([1300, segment("< . 14:14(0) ack 14")], 1320), true, "an acknowledgment tells nothing");
  assert.equal(needed(sends(1300), 1320), true, "its own");
  assert.equal(needed(serves(1330), 1320), true, "that came later");
});

test("of several controls each is to be as long, unless its client has ended", () => {
  const seen = layOut({
    ...evidenceOf(observations(...opened, stopped, closes(3000)), { fault: "stop" }),
    control: usual(),
  });
  const other = (...facts: readonly Timed[]) =>
    layOut(evidenceOf(observations(...opened, fault("none"), ...facts), { fault: "none" }));
  const [short, long, ended] = [
    other(prints(2000, "x")),
    other(prints(5000, "x")),
    other(exits(1200, { exitCode: 0 })),
  ] as const;
  const isNeeded = (...controls: Parameters<typeof longerControl>[1]): boolean =>
    longerControl(seen, controls) !== undefined;
  assert.equal(isNeeded(short), true);
  assert.equal(isNeeded(long, short), true);
  assert.equal(isNeeded(long, ended), false);
  assert.equal(isNeeded(ended), false);
  assert.equal(isNeeded(), false);
});

test("how long a control was counts from its first segment", () => {
  const late = layOut(
    evidenceOf(
      observations(
        ...opened.map(([ms, fact]): Timed => [ms + 5000, fact]),
        fault("none", 0, 6000),
        prints(7000, "x"),
      ),
      { fault: "none" },
    ),
  );
  const seen = layOut({
    ...evidenceOf(observations(...opened, stopped, closes(3000)), { fault: "stop" }),
    control: usual(),
  });
  assert.notEqual(longerControl(seen, [late]), undefined);
});

test("it did nothing, or there was no fault", () => {
  assert.equal(neededMs([stopped]), undefined);
  assert.equal(neededMs([closes(3000)]), undefined);
});
