// What is written down as known, and what still counts then.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { describeFailure, formatKnown, readKnown } from "../../../src/suite/known.ts";
import { judgeCase } from "../../../src/suite/outcome.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { chooseKnown, outcomesBesideKnown } from "../../../src/cli/test/known-failures.ts";
import { temporaryDirectory } from "../programs.ts";
import { runOf } from "../runs.ts";
import { result } from "../suite-runs.ts";

const partly = result("psql/story", "failed", { unobserved: "death 2 of 2: no FIN" });

for (const option of ["updateKnown", "baseline"] as const)
  test(`${option}: a story of which one death was not observed is not known, and is 3 and no pass`, async (t) => {
    const folder = temporaryDirectory(t);
    const file = join(folder, "known.json");
    const place = option === "baseline" ? { baseline: file } : { known: file };
    const known = chooseKnown({ updateKnown: option === "updateKnown", ...place }, { clients: {} }, folder);
    const made = [partly, result("psql/kill@idle", "failed"), result("psql/reset@idle")];
    const ids = made.map(({ id }) => id);
    await known.write(made, ids);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(file, "utf8"))), ["psql/kill@idle"]);
    assert.deepEqual(outcomesBesideKnown(made), ["inconclusive", "passed"]);
  });

type Seen = { readonly [Field in keyof Verdict]?: Verdict[Field] | undefined };

/** Records a run that fails, reads the file again, and judges another run by it. */
function recorded(t: TestContext, terms: string, first: Seen): (next: Seen) => string {
  const file = join(temporaryDirectory(t), "known.json");
  const failing = (other: Seen) => {
    const verdict = { ...runOf([]).verdict, grade: "fail", ...other } as Verdict;
    return { verdict, expectations: checkExpectations(terms, verdict) };
  };
  const verdict = describeFailure(failing(first).expectations);
  writeFileSync(file, formatKnown(new Map([["a", { verdict, because: "so it is" }]])));
  const known = readKnown(file).get("a");
  return (next) => judgeCase([failing(next)], known).outcome;
}

const late = (ms: number): Seen => ({ noticed: "late", afterUseNs: ms * 1e6 });

test("a time that was too long is known by its limit, up to ten times as long, and never is not that", (t) => {
  const judge = recorded(t, "after<1000", late(1234.567));
  assert.deepEqual(
    [1234.567, 1251.3, 1000, 12_000, 900, 13_000].map((ms) => judge(late(ms))),
    ["known", "known", "known", "known", "stale", "failed"],
  );
  assert.equal(judge({ noticed: "never" }), "failed");
});

test("who was known never to notice, and notices late, fails otherwise", (t) => {
  const judge = recorded(t, "after<1000", { noticed: "never" });
  assert.equal(judge({ noticed: "never" }), "known");
  assert.equal(judge(late(1500)), "failed");
  assert.equal(judge(late(10)), "stale");
});

test("of attempts it is known on which side of the limit they are", (t) => {
  const judge = recorded(t, "attempts<100", { attempts: 5017 });
  assert.deepEqual(
    [5017, 4809, 50_170, 50_171, 99].map((attempts) => judge({ attempts })),
    ["known", "known", "known", "failed", "stale"],
  );
  const other = recorded(t, "attempts=1|2", { attempts: 7 });
  assert.deepEqual(
    [8, 71, 2].map((attempts) => other({ attempts })),
    ["known", "failed", "stale"],
  );
  const few = recorded(t, "attempts>5", { attempts: 2 });
  assert.deepEqual(
    [2, 5, 6].map((attempts) => few({ attempts })),
    ["known", "known", "stale"],
  );
  const exact = recorded(t, "attempts!=0", { attempts: 0 });
  assert.deepEqual(
    [0, 1].map((attempts) => exact({ attempts })),
    ["known", "stale"],
  );
});

test("a count stays what it was, and the least that is known of it is known as that", (t) => {
  const counted = recorded(t, "lost<1", { lost: 2 });
  assert.deepEqual(
    [2, 3, 0].map((lost) => counted({ lost })),
    ["known", "failed", "stale"],
  );
  const row: SaidEntry = { text: "a", atNs: 1, fate: "refused", because: [], isLost: true };
  const least = (count: number): Seen => {
    const { isLost: _, ...unknown } = row;
    return {
      lost: undefined,
      ledger: { said: [...Array.from({ length: count }, () => row), unknown], bytes: [] },
    };
  };
  const judge = recorded(t, "lost=0", least(2));
  assert.deepEqual([judge(least(2)), judge({ lost: 3 }), judge({ lost: 1 })], ["known", "known", "failed"]);
});
