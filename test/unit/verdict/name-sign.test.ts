// Which of several signs is named: docs/verdict.md, "Signs".

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameSign } from "../../../src/verdict/signs/name-sign.ts";
import type { Sign } from "../../../src/verdict/signs/signs.ts";
import { type Timed, caseOf, ofServer, sleeps, types } from "../one-run.ts";

test("of a burst the surest sign is named; a burst lasts 50 ms, or until it is seen asleep, and never past the next line typed", () => {
  const sign = (kind: Sign["kind"], ms: number): Sign => ({
    kind,
    atNs: ms * 1e6,
    what: kind,
    isAsked: false,
  });
  const named = (found: readonly Sign[], ...facts: readonly Timed[]): string | undefined =>
    nameSign(found, caseOf(facts))?.kind;
  const ranks = [
    "segment",
    "connect",
    "again",
    "printed",
    "exit",
    "closed",
    "read",
    "farewell",
    "woken",
    "elsewhere",
  ] as const;
  for (const [i, kind] of ranks.entries())
    assert.equal(
      named(
        ranks
          .slice(i)
          .toReversed()
          .map((each) => sign(each, 1100)),
      ),
      kind,
    );
  assert.equal(named([]), undefined);
  const read = sign("read", 1100);
  assert.equal(named([read, sign("segment", 1150)]), "segment");
  assert.equal(named([read, sign("segment", 1151)]), "read");
  const late = sign("segment", 1300);
  assert.equal(named([read, late], sleeps(1200, "running"), sleeps(1400, "poll")), "segment");
  assert.equal(named([read, late], sleeps(1200, "running")), "segment", "it has not slept since");
  assert.equal(named([read, late], sleeps(1200, "running"), sleeps(1250, "poll")), "read");
  assert.equal(named([read, late], sleeps(1050, "running")), "read", "that was before");
  assert.equal(named([read, late], ofServer(sleeps(1200, "running"))), "read");
  assert.equal(named([read, late], sleeps(1150, "running"), ofServer(sleeps(1200, "poll"))), "segment");
  assert.equal(named([read, late], [1200, { kind: "waiting", role: "client", pid: 9, threads: [] }]), "read");
  const woken = sign("woken", 1100);
  assert.equal(
    named([woken, late], sleeps(1100, "read"), sleeps(1290, "running")),
    "woken",
    "that it sleeps on something else shows that it is asleep again",
  );
  assert.equal(named([read, sign("segment", 1130)], types(1120)), "read");
  assert.equal(named([read, sign("segment", 1120)], types(1120)), "segment");
});
