// A control of which more was asked than is kept: its first things, and what a run has asked of those.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { asksNoMoreEntry } from "../../../src/verdict/asks/asks-no-more.ts";
import { askedTimes, askedWords, firstWords } from "../../../src/verdict/asks/asked-words.ts";
import { firstAsked } from "../../../src/verdict/asks/first-asked.ts";
import { SKIPS } from "../../../src/verdict/asks/why-unsure.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, exchanges, seenIn } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { BEATS, anew, control, run, stores } from "../works-on.ts";

const items = (...all: readonly number[]): Exchange[] => all.map((i) => stores(`item ${i}`));
const upTo = (count: number): Exchange[] => items(...Array.from({ length: count }, (_, i) => i + 1));

test("of more than 1,024 things the first are kept, and when they were asked", () => {
  const of = (count: number): readonly unknown[] => {
    const flows = flowsOf(seenIn(run(exchanges(500, ...upTo(count)), [], 9000)));
    return [
      askedWords(flows)?.length,
      firstWords(flows)?.length,
      askedTimes(flows).length,
      askedTimes(flows)[1],
    ];
  };
  assert.deepEqual(of(1024), [1024, undefined, 1024, 2e6]);
  assert.deepEqual(of(1025), [0, 1024, 1024, 2e6]);
  assert.deepEqual(of(0), [undefined, undefined, 0, undefined]);
});

/** It has asked more, and the first five are kept. */
const whole = control(items(1, 2, 3, 4, 5), BEATS, 5000);
const cut: ControlRecord = {
  ...whole,
  asked: [],
  askedFirst: whole.asked ?? [],
  askedNs: [0, 2, 4, 6, 8].map((ms) => ms * 1e6),
};

test("one of the first was passed over: as if the control had been watched for less long", () => {
  const why = (...since: readonly number[]): string | undefined =>
    asksNoMoreEntry(...judged(run(exchanges(500, ...items(1, 2)), anew(1101, ...items(...since))), [cut]))
      ?.why;
  assert.equal(why(4, 5, 6, 7), SKIPS);
  assert.equal(why(3, 4, 5, 7), undefined, "what comes behind them is not known");
});

test("this run counts up to the last of them, on connections made by then", () => {
  const facts = run(exchanges(500, ...items(1, 2)), anew(1101, ...items(3, 7, 8)));
  const [seen, flows] = judged(facts, [cut]);
  const [first, used] = firstAsked(seen, flows);
  assert.deepEqual(first.evidence.control?.asked, whole.asked);
  assert.equal(first.evidence.control?.watched?.sinceFirstNs, 8e6);
  assert.deepEqual(
    used.map(({ toServer }) => toServer.segments.length),
    [2, 1],
  );
  const [, before] = firstAsked(
    ...judged(run(exchanges(500, ...items(1, 2)), anew(1101, ...items(7))), [cut]),
  );
  assert.deepEqual(
    before.map(({ toServer }) => toServer.segments.length),
    [2],
  );
});

test("where all is kept, or there is no control, nothing is left out", () => {
  for (const controls of [[whole], []]) {
    const [seen, flows] = judged(run(exchanges(500, ...items(1, 2)), []), controls);
    assert.deepEqual(firstAsked(seen, flows), [seen, flows]);
  }
  const both = judged(run(exchanges(500, ...items(1, 2)), []), [whole, cut]);
  assert.deepEqual(firstAsked(...both)[0].evidence.control?.more?.[0]?.asked, whole.asked, "of each control");
});
