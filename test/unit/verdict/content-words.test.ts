// A line about trouble may be made of an answer that is about trouble, such as a log.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { asksAlone, FAULT, GONE, NO_FAULT, controlBy, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, prints } from "../one-run.ts";

test("what says of trouble what the answer itself says of it may be made of the answer, and any other number may not", () => {
  const page = "12:00 ERROR timeout\n12:01 WARN slow\nGET /x 404\nSubject: nicht vergessen\nlost 0 items";
  const told = (line: string, whole: string): string | undefined => {
    const serving: Timed = [4, segment(`< P. 1:${1 + page.length}(${page.length}) ack 7`, page)];
    const end: Timed = [12, segment(`< F. ${page.length + 1}:${page.length + 1}(0) ack 7`)];
    const facts = [serving, FAULT, GONE, end, prints(15, `${line}\n`), ends(16, 0)];
    const bytes = 700;
    const all: Timed = [11, segment(`< P. 1:${1 + bytes}(${bytes}) ack 7`, "x".repeat(bytes))];
    const control = controlBy([NO_FAULT, all, prints(20, `${whole}\n`), ends(21, 0)], asksAlone);
    const evidence = evidenceOf(observations(...asksAlone, ...facts), { control, moment: "mid-reply:300" });
    const verdict = judgeClient(layOut(evidence), { endings: ["fin"] });
    return verdict.told ?? verdict.undecided?.["told"];
  };
  const ofPart: readonly (readonly [line: string, whole: string])[] = [
    ["4 WARN slow", "5 ERROR timeout"], // uniq -c
    ["ERROR 9 INFO 9", "ERROR 20 INFO 20"],
    ["closed after 341", "closed after 424"],
    ["last status 404", "last status 200"],
    ["Letzte: nicht ve", "Letzte: hallo"],
  ];
  for (const [line, whole] of ofPart) assert.equal(told(line, whole), "made-of-part", line);
  const others: readonly (readonly [line: string, whole: string])[] = [
    ["last status 503", "last status 200"],
    ["000", "404"],
    ["ERROR: connection reset", "5 ERROR timeout"],
    ["lost 3", "lost 0"],
    ["nicht ve gelesen: timeout", "20"],
    ["✗ 20", "✓ 20"],
    ["❌ page", "✅ page"],
    ["接続が切れました", "完了しました"],
    ["you are offline", "20"],
    ["socket hang up", "20"],
  ];
  for (const [line, whole] of others) assert.equal(told(line, whole), line);
});
