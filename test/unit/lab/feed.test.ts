// What a page gets of a run: everything of a short one, and of a flood what changes a state.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createAudience } from "../../../src/lab/host/audience.ts";
import { createFeed } from "../../../src/lab/host/feed.ts";
import type { LabState } from "../../../src/lab/messages.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { observations, segment } from "../made-up.ts";

const many = (count: number, fact: Fact): Fact[] => Array.from({ length: count }, () => fact);

test("of a flood of segments the page gets the first, and then SYN, FIN and RST alone; how many are missing is known", () => {
  const feed = createFeed();
  const facts = [...many(20_000, segment("> P. 1:14(13) ack 1")), segment("< F. 14:14(0) ack 14")];
  const seen = observations(...facts.map((fact, i) => [i, fact] as const));
  const went = seen.filter((each) => feed.offer(each));
  assert.deepEqual(went, feed.given);
  assert.equal(went.length + feed.leftOut, seen.length);
  assert.ok(went.length < 5000);
  assert.equal(went.at(-1), seen.at(-1));
});

test("however much there is, what was done and how processes ended goes to the page", () => {
  const feed = createFeed();
  const facts: Fact[] = [
    ...many(30_000, { kind: "sockets", rows: [] }),
    { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" },
    { kind: "typed", text: "hello" },
    { kind: "recovered", text: "SIGCONT" },
    { kind: "program-exited", role: "client", pid: 3, exitCode: 1 },
  ];
  const went = observations(...facts.map((fact, i) => [i, fact] as const)).filter((each) => feed.offer(each));
  assert.deepEqual(
    went.slice(-4).map(({ kind }) => kind),
    ["fault", "typed", "recovered", "program-exited"],
  );
  assert.ok(went.length < 15_000);
});

test("how much processor time was spent is no news for a page", () => {
  const feed = createFeed();
  const [spent] = observations([1, { kind: "spent", role: "client", ms: 3 }]);
  assert.equal(spent && feed.offer(spent), false);
  assert.deepEqual([feed.given.length, feed.leftOut], [0, 0]);
});

test("how things are is not looked at where no page is open", () => {
  let looks = 0;
  const audience = createAudience(() => {
    looks += 1;
    return { phase: "open" } as LabState;
  });
  audience.now();
  assert.equal(looks, 0);
  const told: LabState[] = [];
  const stop = audience.listen({
    began: () => undefined,
    observed: () => undefined,
    changed: (state) => void told.push(state),
  });
  audience.now();
  assert.deepEqual([looks, told.length], [1, 1]);
  stop();
  audience.now();
  assert.equal(looks, 1);
  audience.close();
});
