// Of an answer of which only a part came a client may make a line that is new, and tells nobody that something is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { asksAlone, FAULT, GONE, NO_FAULT, controlBy, ends, judge, resets, sends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, prints, types } from "../one-run.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";

const serves = (ms: number, from: number, bytes: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + bytes}(${bytes}) ack 7`, "x".repeat(bytes)),
];
const fin = (ms: number, at: number): Timed => [ms, segment(`< F. ${at}:${at}(0) ack 7`)];

function usual(line: string, bytes = 500): ControlRecord {
  const whole = [serves(4, 1, 300), NO_FAULT, serves(11, 301, bytes - 300)];
  return controlBy([...whole, prints(20, `${line}\n`), ends(21, 0)], asksAlone);
}

/** It printed this when 300 bytes of 500 had come, or as many as are given. */
function judged(line: string, control: ControlRecord, exitCode = 0, bytes = 300): Verdict {
  const came = bytes > 0 ? [serves(4, 1, bytes)] : [];
  const facts = [...came, FAULT, GONE, fin(12, bytes + 1), prints(15, `${line}\n`), ends(16, exitCode)];
  const evidence = evidenceOf(observations(...asksAlone, ...facts), { control, moment: "mid-reply:300" });
  return judgeClient(layOut(evidence), { endings: ["fin"] });
}

const unreported = (line: string, whole: string): number | string | undefined => {
  const verdict = judged(line, usual(whole));
  assert.equal(verdict.lost, 1);
  return verdict.unreported ?? verdict.undecided?.["unreported"];
};

test("a smaller amount, or the beginning of what it prints of the whole, tells nobody", () => {
  const rows: readonly (readonly [line: string, whole: string])[] = [
    ["12", "20"], // wc -l
    ["     11      34     234", "     20      60     412"], // wc
    ["rows: 12", "rows: 20"],
    ['{"rows":12,"ok":true}', '{"rows":20,"ok":true}'],
    ["total 412", "total 545"],
    ["| 12 |", "| 20 |"],
    ["errors: 3", "errors: 5"], // of a log
    ["2 warnings", "4 warnings"],
    ["     12 ERROR", "     20 ERROR"], // uniq -c
    ["+-----+", "+---------+"],
    ["0", "20"],
    ["ZXMKaXRl", "ZXMKaXRlbS0x"], // base64
    ["ZXMKaXQ=", "ZXMKaXRlbS0x"],
  ];
  for (const [line, whole] of rows) assert.equal(unreported(line, whole), 1, line);
});

test("what may be made of the part that came is no message: whether anybody was told is unknown", () => {
  const rows: readonly (readonly [line: string, whole: string])[] = [
    ["mean 43.67 of 12", "mean 42.17 of 20"],
    ["absent", "found"],
    ["not found", "found"],
    ["item-19 is missing", "item-19 is there"],
    ["could not find it", "found it"],
    ["mean 46.20, 0 errors", "mean 42.17, 0 errors"],
    ["mean 46.20, failed: 0", "mean 42.17, failed: 0"],
    ["twelve rows imported", "twenty rows imported"],
    ["Tip: use the force", "Tip: drink water"],
    ["000000e0: 6170 706c       apples.ite", "000000e0: 6170 706c 6573  apples.items"],
    ["\u001f\u0003\ufffd\ufffdK", "\u001f\u0003\ufffd\ufffdL\u0001"],
    ["30", "20"],
    ["mean of all entries: 43.67", "mean of all entries: 42.17"],
    ["http://127.0.0.1:9877/ -> mean 43.67", "http://127.0.0.1:9877/ -> mean 42.17"],
    ["status 200: absent", "status 200: found"],
    ["HTTP/1.1 200 OK mean 43.67", "HTTP/1.1 200 OK mean 42.17"],
    ["mean 43.67 after 2 retries", "mean 42.17 after 2 retries"],
    ["tickets: 8 open, 12 closed", "tickets: 6 open, 20 closed"],
    ['{"status":200,"mean":43.67}', '{"status":200,"mean":42.17}'],
  ];
  for (const [line, whole] of rows) assert.equal(unreported(line, whole), "made-of-part", line);
});

test("what says that something went wrong is told, also in the usual frame", () => {
  const rows: readonly (readonly [line: string, whole: string])[] = [
    ["parse error: Unfinished JSON term at line 1, column 234", "20"],
    ["curl: (18) transfer closed with 230 bytes remaining to read", "20"],
    ["http.client.IncompleteRead: IncompleteRead(300 bytes read)", "20"],
    ["rows: 12, failed: 1", "rows: 20, failed: 0"],
    ["status 503", "status 200"],
    ["status 0", "status 200"],
    ['{"status":503,"mean":0}', '{"status":200,"mean":42.17}'],
    ["mean 43.67 after 3 retries", "mean 42.17 after 0 retries"],
    ["❌ 12 of 20", "✅ 20 of 20"],
    ["000", "200"], // curl -w %{http_code}
    ["could not read all of it", "20"],
    ["230 bytes are missing", "20"],
    ["mean 46.20, 1 error", "mean 42.17, 0 errors"],
    ["giving up", "20"],
    ["no answer", "20"],
    ["read ECONNRESET", "read it all"],
    ["Verbindung verloren", "20 Zeilen"],
  ];
  for (const [line, whole] of rows) {
    const verdict = judged(line, usual(whole));
    assert.deepEqual([verdict.told, verdict.unreported, verdict.grade], [line, 0, "pass"], line);
  }
});

test("an exit code tells, whatever it printed; and where nothing is lost there is nothing to tell", () => {
  const failed = judged("absent", usual("found"), 1);
  assert.deepEqual([failed.lost, failed.unreported, failed.told], [1, 0, undefined]);
  const whole = judged("absent", usual("found"), 0, 500);
  assert.deepEqual([whole.lost, whole.unreported, whole.told], [0, 0, "absent"]);
});

test("an exit code with which it ends in the control as well tells nobody", () => {
  const serving = [serves(4, 1, 300), NO_FAULT, serves(11, 301, 200)];
  const control = controlBy([...serving, prints(20, "20\n"), ends(21, 1)], asksAlone);
  const unreportedWith = (exitCode: number): number | undefined =>
    judged("12", { ...control, said: usual("20").said ?? [] }, exitCode).unreported;
  assert.deepEqual([unreportedWith(1), unreportedWith(2)], [1, 0]);
});

test("what is smaller, or cut, is of a part only where less came", () => {
  assert.equal(judged("12", usual("20"), 0, 500).told, "12");
  assert.equal(judged("ZXMKaXRl", usual("ZXMKaXRlbS0x"), 0, 500).told, "ZXMKaXRl");
});

test("what stood there unfinished belongs to the line", () => {
  const whole = [serves(4, 1, 300), prints(9, "rows: "), NO_FAULT, serves(11, 301, 200)];
  const control = controlBy([...whole, prints(20, "20\n"), ends(21, 0)], asksAlone);
  const behind = (line: string, bytes: number): Verdict => {
    const facts = [serves(4, 1, bytes), prints(9, "rows: "), FAULT, GONE, fin(12, bytes + 1)];
    const all = observations(...asksAlone, ...facts, prints(15, line), ends(16, 0));
    return judgeClient(layOut(evidenceOf(all, { control, moment: "mid-reply:300" })), { endings: ["fin"] });
  };
  assert.deepEqual([behind("12\n", 300).told, behind("12\n", 300).unreported], ["", 1]);
  assert.equal(behind("12\n", 500).told, "12", "all of it came");
});

test("of nothing something is made as well: grep -q … && echo found || echo absent", () => {
  const none = (line: string, whole: string): Verdict => judged(line, usual(whole), 0, 0);
  assert.equal(none("absent", "found").undecided?.["unreported"], "made-of-part");
  assert.equal(none("0 of them", "20 of them").undecided?.["unreported"], "made-of-part");
  assert.equal(none("rows: 0", "rows: 20").unreported, 1);
  assert.equal(none("000", "200").told, "000");
  assert.equal(none("no connection", "20").told, "no connection");
});

test("of what was typed, it is the answer to that of which a part came", () => {
  const answered = controlBy([NO_FAULT, types(1500, "again"), prints(1510, "20\n")]);
  const said = { text: "again", fate: "shown", answerBytes: 40 } as const;
  const control: ControlRecord = {
    ...answered,
    said: [{ text: "hello, world", fate: "shown", answerBytes: 13 }, said],
  };
  const facts = (bytes: number, line: string): Verdict => {
    const answer: Timed = [1502, segment(`< P. 14:${14 + bytes}(${bytes}) ack 20`, "x".repeat(bytes))];
    const came = bytes > 0 ? [answer] : [];
    return judge(
      [types(1500, "again"), sends(1501, "again\n"), ...came, FAULT, resets(1503), prints(1510, line)],
      control,
    );
  };
  assert.equal(facts(10, "12\n").told, "");
  const { undecided } = facts(10, "absent\n");
  assert.deepEqual([undecided?.["told"], undecided?.["noticed"]], ["made-of-part", "made-of-part"]);
  assert.equal(facts(0, "absent\n").told, "absent");
  assert.equal(facts(40, "absent\n").told, "absent");
});

test("another number in a line that comes again and again by itself may be chance, unless it says that something is wrong", () => {
  const beats = (from: number, word: string): Timed[] =>
    [0, 1, 2].map((i) => prints(from + i, `alive ${from + i} ${word}\n`));
  const told = (
    before: string,
    since: string,
    control = [NO_FAULT, ...beats(100, before)],
  ): string | undefined => {
    const facts = [...beats(6, before), FAULT, GONE, ...beats(200, since)];
    const { told: text, undecided } = judge(facts, controlBy([...beats(6, before), ...control]));
    return text ?? undecided?.["told"];
  };
  assert.equal(told("queue 0", "queue 1"), "chance");
  assert.equal(told("queue 0", "queue 0"), "");
  assert.match(told("status 200", "status 503") ?? "", /^alive 200 status 503/);
  assert.match(told("errors 0", "errors 1") ?? "", /^alive 200 errors 1/);
  assert.match(told("queue 0", "queue 1", [NO_FAULT]) ?? "", /queue 1/, "nothing came by itself there");
});
