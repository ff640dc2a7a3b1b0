// What a client prints when an answer does not come need not say that anything went wrong: a default, or words that may mean
// anything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord, Meaning } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, NO_FAULT, controlBy, ends, last, resets, sends } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, onPort, prints, types } from "../one-run.ts";

/** The server says 250 to whatever is asked. */
const asks = (ms: number, text: string, from: number): readonly Timed[] => [
  types(ms, text),
  sends(ms + 1, `${text}\n`, from),
];
const answers = (ms: number, from: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + 4}(4) ack ${from + 4}`, "250\n"),
];
const before: readonly Timed[] = [...asks(2, "one", 14), answers(4, 14), prints(5, "balance of one: 250\n")];
const second = (line: string): readonly Timed[] => [
  ...asks(1500, "two", 18),
  answers(1503, 18),
  prints(1510, line),
];
const WHOLE = (): ControlRecord =>
  controlBy([...before, NO_FAULT, ...second("balance of two: 250\n"), ends(1520, 0)]);

interface Others {
  readonly exitCode?: number;
  readonly meaning?: Meaning;
}

function judged(line: string, control: ControlRecord, { exitCode = 0, meaning }: Others = {}): Verdict {
  const since = [...asks(1500, "two", 18), resets(1503), prints(1510, line), ends(1520, exitCode)];
  const evidence = evidenceOf(observations(...opened, ...before, FAULT, ...since), {
    control,
    ...(meaning && { meaning }),
  });
  return judgeClient(layOut(evidence), { endings: ["rst"] });
}

const NOTHING = "says-nothing-wrong";

test("where an answer did not come, a new line that does not say so tells nobody for certain", () => {
  const lines = [
    "balance of two: 0",
    "balance of two: n/a",
    "balance of two: not known yet", // more words than the answer
    "N/A", // nothing of the client's own words is left
    "no balance today",
    "two = 250 (cached)",
    "done",
  ];
  for (const control of [WHOLE(), NO_CONTROL])
    for (const line of lines) {
      const { lost, told, noticed, reaction, undecided } = judged(`${line}\n`, control);
      assert.deepEqual([lost, told, noticed, reaction], [1, line, "on-use", "exits"], line);
      assert.deepEqual(undecided, { unreported: NOTHING }, line);
    }
});

test("what says that something went wrong is told", () => {
  for (const line of ["balance of two: error", "two: connection lost", "status 503"]) {
    const { lost, told, unreported } = judged(`${line}\n`, WHOLE());
    assert.deepEqual([lost, told, unreported], [1, line, 0]);
  }
});

test("one line that says so is enough", () => {
  const { told, unreported } = judged("balance of two: 0\nconnection lost\n", WHOLE());
  assert.deepEqual([told, unreported], ["balance of two: 0\nconnection lost", 0]);
});

test("a status that its other lines have as well says nothing", () => {
  const control = controlBy([...before, NO_FAULT, ...second("status 200: 250\n"), ends(1520, 0)]);
  assert.equal(judged("status 200: 0\n", control).undecided?.["unreported"], NOTHING);
  assert.equal(judged("status 500: 0\n", control).unreported, 0);
});

test("what its other lines say as well says nothing, whatever it is", () => {
  const frames: readonly (readonly [line: string, whole: string])[] = [
    ["[fail-fast] two = 0", "[fail-fast] two = 250"],
    ['{"data":{"two":0},"errors":[]}', '{"data":{"two":250},"errors":[]}'],
    ["skipped two error=<nil>", "stored two error=<nil>"],
  ];
  for (const [line, whole] of frames) {
    const control = controlBy([...before, NO_FAULT, ...second(`${whole}\n`), ends(1520, 0)]);
    assert.equal(judged(`${line}\n`, control).undecided?.["unreported"], NOTHING, line);
  }
});

test("it is so where nothing was to be answered, and where another connection is served", () => {
  const silent = [types(1500, "two"), sends(1501, "two\n", 18), resets(1503)];
  const elsewhere: Timed = onPort(50_000, [1502, segment("< P. 1:101(100) ack 1", "x".repeat(100))]);
  const there: Timed = [1502, segment("< . 18:18(0) ack 22")];
  const quiet = controlBy([...before, NO_FAULT, silent[0] as Timed, silent[1] as Timed, there]);
  for (const [control, more] of [
    [quiet, []],
    [WHOLE(), [elsewhere]],
  ] as const) {
    const facts = [...before, FAULT, ...silent, ...more, prints(1510, "kept two\n"), ends(1520, 0)];
    const evidence = evidenceOf(observations(...opened, ...facts), { control });
    const { lost, unreported, undecided } = judgeClient(layOut(evidence), { endings: ["rst"] });
    assert.deepEqual([lost, unreported, undecided?.["unreported"]], [1, undefined, NOTHING]);
  }
});

test("an exit code tells, whatever was printed", () => {
  const { unreported, undecided } = judged("balance of two: 0\n", WHOLE(), { exitCode: 1 });
  assert.deepEqual([unreported, undecided], [0, undefined]);
});

test("where everything was answered whatever is new is told", () => {
  const facts = [...before, FAULT, ...second("balance of two: 250, bye\n"), ends(1520, 0)];
  const evidence = evidenceOf(observations(...opened, ...facts), { control: WHOLE() });
  const { lost, told, unreported } = judgeClient(layOut(evidence), { endings: ["fin", "silence"] });
  assert.deepEqual([lost, told, unreported], [0, "balance of two: 250, bye", 0]);
});

test("one that is still running is not known to have told its user, unless a line says so", () => {
  const words = (meaning?: Meaning, ...more: readonly Timed[]): unknown => {
    const since = [...asks(1500, "two", 18), resets(1503), prints(1510, "balance of two: 0\n"), ...more];
    const other = { control: WHOLE(), ...(meaning && { meaning }) };
    const evidence = evidenceOf(observations(...opened, ...before, FAULT, ...since), other);
    const { noticed, reaction, undecided } = judgeClient(layOut(evidence), { endings: ["rst"] });
    return [noticed, reaction, undecided?.["reaction"]];
  };
  assert.deepEqual(words(), ["on-use", "unknown", NOTHING]);
  assert.deepEqual(words({ failed: { text: "two: 0" } }), ["on-use", "tells-user", undefined]);
  assert.deepEqual(words({ failed: { text: "one" } }), ["on-use", "unknown", NOTHING]);
  const lost = prints(1511, "connection lost\n");
  assert.deepEqual(words(undefined, lost), ["on-use", "tells-user", undefined]);
});

test("--means-failed decides: what it names says so, and nothing else that is unclear does", () => {
  const says = (line: string, text: string): Verdict =>
    judged(line, WHOLE(), { meaning: { failed: { text } } });
  const named = says("balance of two: 0\n", "two: 0");
  assert.deepEqual([named.unreported, named.undecided?.["unreported"]], [0, undefined]);
  const other = says("balance of two: 0\n", "stale");
  assert.deepEqual([other.unreported, other.undecided?.["unreported"]], [1, undefined]);
});

test("what it believes of it is unknown then, unless one of its lines says so", () => {
  const counted = (ms: number, phase: "before" | "after"): Timed => [
    ms,
    { kind: "counted", phase, command: "wc", text: "1", count: 1 },
  ];
  const believed = (...more: readonly Timed[]): unknown => {
    const since = [...asks(1500, "two", 18), resets(1503), prints(1510, "balance of two: 0\n"), ...more];
    const facts = [...before, counted(900, "before"), FAULT, ...since, counted(1600, "after")];
    const evidence = evidenceOf(observations(...opened, ...facts), { control: WHOLE() });
    const { belief } = last(judgeClient(layOut(evidence), { endings: ["rst"] })) ?? {};
    return belief?.believed === "unknown" ? belief.why : belief?.believed;
  };
  assert.equal(believed(), NOTHING);
  assert.equal(believed(prints(1511, "connection lost\n")), "failed");
});
