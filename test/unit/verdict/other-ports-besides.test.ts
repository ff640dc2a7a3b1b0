// Of a client that has connected to another port, what else is unknown: what the count of its server shows, whether it
// noticed, and whether it bore a server that lives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { OtherPortFact } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, controlBy, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import {
  CRASH,
  START,
  type Timed,
  counted,
  died,
  exits,
  goes,
  judgeOf,
  prints,
  sends,
  types,
  usual,
} from "../one-run.ts";

const answered: readonly Timed[] = [NO_FAULT, [15, segment("< P. 1:7(6) ack 7", "hello\n")]];

const COUNTED: ControlRecord = { ...usual(), countedMore: 0 };

/** The server has one of two in the end, or as many as that. */
function byCount(count: number, facts: readonly Timed[]): Verdict {
  const first = [START, counted(1, "before", 0), ...died, types(1500, "again"), sends(1510)];
  return judgeOf([...first, ...facts, counted(2500, "after", count)], COUNTED);
}

test("the server's count says what is lost and done twice, unless another one was asked, that was not counted", () => {
  const known = ({ lost, duplicated, belief }: Verdict): unknown[] => [lost, duplicated, belief];
  const there = goes(1600, 7001, "client");
  assert.deepEqual(known(byCount(1, [])).slice(0, 2), [1, 0]);
  assert.deepEqual(known(byCount(1, [there])), [undefined, undefined, "unknown"]);
  assert.equal(byCount(1, [there]).undecided?.["belief"], "other-port");
  assert.equal(byCount(1, [there]).undecided?.["duplicated"], "other-port");
  assert.deepEqual(known(byCount(2, [there])), [0, undefined, "unknown"], "it may be there once more");
  assert.deepEqual(known(byCount(3, [there])), [0, 1, "duplicate"]);
  const asked = [goes(0.5, 7001, "own"), there];
  assert.deepEqual(known(byCount(1, asked)).slice(0, 2), [1, 0], "the command that counts asks there, too");
  const also: Timed = [1595, { kind: "also-done", command: "x", text: "", exitCode: 0 }];
  assert.equal(byCount(1, [goes(1590, 7001, "own"), also, there]).lost, undefined, "another command did");
});

test("what is printed by servers that are all seen is counted, whichever port they serve", () => {
  const meaning = { doneWhen: { text: "done" } } as const;
  const done: Timed = [5, { kind: "printed", role: "server", text: "done\n" }];
  const facts = (other: Partial<OtherPortFact>): readonly Timed[] => [
    START,
    done,
    ...died,
    types(1500, "again"),
    sends(1510),
    goes(1600, 7001, "client", other),
  ];
  const lostBy = (other: Partial<OtherPortFact>): unknown => judgeOf(facts(other), COUNTED, { meaning }).lost;
  assert.equal(lostBy({ isServers: true }), 1);
  assert.equal(lostBy({}), undefined);
});

test("who has connected to another port may have noticed by then", () => {
  const never = judgeOf([CRASH]);
  assert.equal(never.noticed, "never");
  const elsewhere = judgeOf([CRASH, goes(1200, 7001, "client")]);
  assert.deepEqual([elsewhere.noticed, elsewhere.undecided?.["noticed"]], ["unknown", "other-port"]);
  assert.match(
    elsewhere.summary[0] ?? "",
    /whether it noticed is unknown: it has talked to another port since \(7001\)/,
  );
  const ended = judgeOf([CRASH, goes(1300, 7001, "client"), exits(1250, { exitCode: 1 })]);
  assert.equal(ended.noticed, "at-once", "its end comes first");
});

test("a server that lives: whether it was borne is unknown, unless the client gave it up", () => {
  const facts = (...more: readonly Timed[]): Verdict => {
    const all = observations(
      ...asksAlone,
      [10, { kind: "fault", fault: "pause", amount: 500, pid: 7, text: "stopped" }],
      ...more,
    );
    return judgeClient(
      layOut(evidenceOf(all, { control: controlBy([...answered, ends(90, 0)], asksAlone) })),
      {
        endings: ["silence"],
        lives: true,
      },
    );
  };
  assert.equal(facts(goes(20, 7001, "client")).undecided?.["patience"], "other-port");
  assert.notEqual(facts().undecided?.["patience"], "other-port");
  assert.equal(facts(goes(20, 7001, "client"), prints(30, "x"), ends(40, 1)).patience, "false-alarm");
});
