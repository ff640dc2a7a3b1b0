// A subscriber to whom something was said, and that hears something every 50 ms: that is no answer that goes on, it comes by
// itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { hearsNoMore } from "../../../src/verdict/notice/hears-no-more.ts";
import { exchanges } from "../exchanges.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { START, type Timed, answers, connects, died, fault, onOther, prints, types } from "../one-run.ts";

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const inTime = (facts: readonly Timed[]): Timed[] => [...facts].sort(([one], [other]) => one - other);
const over = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
/** Said, and sent on, and from then on news every so often. */
const hears = (everyMs: number, untilMs: number): Timed[] => {
  const count = Math.floor((untilMs - 520) / everyMs);
  const news = Array.from({ length: count }, (_, i): Timed[] => [
    answers(520 + i * everyMs, "news is\n", 1, 6 + 8 * i),
    prints(521 + i * everyMs, "news is\n"),
  ]);
  return [
    ...OPENS,
    START,
    types(499, "SUBSCRIBE"),
    ...exchanges(500, ["SUBSCRIBE\r\n", "+OK\r\n"]),
    ...news.flat(),
  ];
};

for (const everyMs of [200, 50])
  test(`who hears something every ${everyMs} ms, and does not ask for it again, hears nothing any more`, () => {
    const usually = inTime([...hears(everyMs, 3000), fault("none", 0), over(3000)]);
    const control = controlOf(layOut(evidenceOf(observations(...usually), { fault: "none" })));
    const anew = [
      connects(1100, 50_000),
      onOther([1100.1, segment("< S. 0:0(0) ack 1")]),
      ...exchanges(1101, ["HELLO\r\n", "+OK\r\n"]).map(onOther),
    ];
    const facts = inTime([...hears(everyMs, 1000), ...died, ...anew, over(3000)]);
    const seen = layOut(evidenceOf(observations(...facts), { control }));
    assert.equal(hearsNoMore(seen, 1002e6), "yes", JSON.stringify(control.byItself));
  });
