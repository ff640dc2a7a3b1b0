// What a client was started for may be done on a new connection, where nobody can read that it asked for the same: TLS.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { cameElsewhere } from "../../../src/verdict/asks/done-elsewhere.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { laidOut, observations, opened, segment } from "../made-up.ts";
import {
  CRASH,
  GONE,
  KILL,
  START,
  type Timed,
  aborts,
  answers,
  asks,
  caseOf,
  exits,
  fin,
  habit,
  onOther,
  onPort,
  prints,
  usual,
} from "../one-run.ts";

const PAGE = "x".repeat(400);
const control = (answerBytes = 400, connections = 1, printed = 0): ControlRecord => ({
  ...usual(habit("exit", "its end (exit code 0)", 100)),
  said: [{ text: OWN, fate: "taken", answerBytes, connections }],
  printed,
});
const hello = (ms: number): Timed => [ms, segment("> P. 1:8(7) ack 1", "\u0016random")];
/** Its request was refused; then another connection, made since, asks and is answered, and it ends. */
const again = (page = PAGE, ms = 1100): Timed[] => [
  onOther(hello(ms)),
  onOther(answers(ms + 10, page, 8, 1)),
];
const SECRET = asks(900, "\u0016secret");
const DIED = [START, SECRET, KILL, GONE, fin(1002)];
const ENDS = exits(1200, { exitCode: 0 });

function lost(facts: readonly Timed[], beside = control(), entry: Partial<SaidEntry> = {}): string {
  const asked: SaidEntry = { text: OWN, isOwn: true, atNs: 0, fate: "refused", because: [], ...entry };
  const { fate = asked.fate, isLost } = judgeLoss(asked, [asked], caseOf(facts, { control: beside }), 0);
  return `${fate} ${isLost}`;
}

test("who asks on a new connection, gets as much as in the control, and ends as there, has lost nothing", () => {
  const fates: readonly Fate[] = ["refused", "unacknowledged", "unread", "acknowledged", "taken"];
  for (const fate of fates)
    assert.equal(lost([...DIED, ...again(), ENDS], control(), { fate }), "answered false");
  assert.equal(lost([...DIED, ...again("x".repeat(384)), ENDS]), "answered false", "a shorter signature");
});

test("where less came, or more, it is unknown: a session that is resumed needs less, and it may be something else", () => {
  assert.equal(lost([...DIED, ...again("x".repeat(383)), ENDS]), "unknown undefined");
  assert.equal(lost([...DIED, ...again("x".repeat(416)), ENDS]), "answered false");
  assert.equal(lost([...DIED, ...again("x".repeat(417)), ENDS]), "unknown undefined");
});

test("tries that each bring a part make no answer together; the last of them may be answered", () => {
  const third = (page: string): Timed[] => [
    onPort(51_000, hello(1150)),
    onPort(51_000, answers(1160, page, 8, 1)),
  ];
  const half = "x".repeat(200);
  assert.equal(lost([...DIED, ...again(half), ...third(PAGE), ENDS]), "answered false");
  assert.equal(lost([...DIED, ...again(half), ...third("x".repeat(300)), ENDS]), "unknown undefined");
});

test("it is lost where it ends otherwise, or not, or prints less, or nothing came, or it has as many connections anyway", () => {
  const is = "refused true";
  assert.equal(lost([...DIED, ...again(), exits(1200, { exitCode: 35 })]), is);
  assert.equal(lost([...DIED, ...again()]), is, "it runs on");
  assert.equal(lost([...DIED, ...again(), ENDS], control(400, 2)), is, "that is its second request");
  assert.equal(lost([...DIED, ...again(), ENDS], control(400, 1, 2)), is, "it printed a line");
  assert.equal(
    lost([...DIED, ...again(), prints(1150, "saved\n"), ENDS], control(400, 1, 2)),
    "answered false",
  );
  assert.equal(lost([...DIED, onOther(hello(1100)), ENDS]), is, "no answer");
  assert.equal(lost([...DIED, ENDS]), is);
  assert.equal(lost([START, SECRET, ...again(PAGE, 910), KILL, GONE, fin(1002), ENDS]), is, "open before");
  const readable = [START, asks(900, "GET /a HTTP/1.1\r\n"), KILL, GONE, fin(1002)];
  assert.equal(lost([...readable, ...again(), ENDS]), is, "its words could be read, and are not there");
});

test("what was typed is told from what is asked elsewhere by its words", () => {
  const typed = {
    ...control(),
    said: [{ text: "a", fate: "taken", answerBytes: 400, connections: 1 }],
  } as const;
  assert.equal(
    lost([...DIED, ...again(), ENDS], typed, { text: "a", isOwn: undefined as never }),
    "refused true",
  );
});

test("what was answered where it was asked first stays as it is, whatever comes on another connection", () => {
  const shown = { fate: "shown", found: true, answerBytes: 400 } as const;
  assert.equal(lost([...DIED, ...again(), ENDS], control(), shown), "shown false");
});

test("only what asks there counts, and an RST asks nothing", () => {
  const is = "refused true";
  const greeted = onOther(answers(1110, PAGE, 1, 1));
  assert.equal(lost([...DIED, greeted, ENDS]), is, "its server greets, and it says nothing");
  assert.equal(lost([...DIED, greeted, onOther(aborts(1120)), ENDS]), is, "it gives that connection up");
  assert.equal(
    lost([...DIED, ...again(), onOther(aborts(1150)), ENDS]),
    "answered false",
    "once it is answered",
  );
});

test("a connection from before the end is not one made since, whatever it is used for afterwards", () => {
  const is = "refused true";
  const pool = onOther(asks(910, "\u0016pool", 1));
  const later = [onOther(asks(1100, "\u0016secret", 6)), onOther(answers(1110, PAGE, 13, 1))];
  assert.equal(lost([START, SECRET, pool, KILL, GONE, fin(1002), ...later, ENDS]), is);
  const between = again(PAGE, 1050);
  assert.equal(lost([START, SECRET, KILL, GONE, ...between, fin(1102), ENDS]), is, "the end is when it came");
  assert.equal(
    lost([START, SECRET, CRASH, ...again(), ENDS]),
    "answered false",
    "in a silence it is the fault",
  );
});

test("a control in which nothing came, or that does not say over how many connections, shows nothing", () => {
  const is = "refused true";
  assert.equal(lost([...DIED, ...again(), ENDS], control(0)), is);
  const [said] = control().said ?? [];
  const { connections: _, ...older } = said ?? { text: OWN, fate: "taken" as const };
  assert.equal(lost([...DIED, ...again(), ENDS], { ...control(), said: [older] }), is);
});

test("its end is as in the control, whatever else it does there", () => {
  const closes = { ...control(), ...usual(habit("closed", "closing its socket", 50)), printed: 0 };
  const both = { ...closes, signs: [...closes.signs, ...control().signs], said: control().said };
  assert.equal(lost([...DIED, ...again(), ENDS], both as ControlRecord), "answered false");
});

test("where it had asked for nothing before, nothing is done elsewhere", () => {
  const silent = opened.filter(([, fact]) => fact.kind === "connection");
  const facts = [...silent, START, KILL, GONE, ...again(), onOther(hello(1150)), ENDS];
  const there = { answerBytes: 400, connections: 0 };
  const seen = laidOut(observations(...facts));
  assert.equal(
    cameElsewhere({ ...seen, evidence: { ...seen.evidence, control: control() } }, there, 16, false),
    undefined,
  );
  const asked = caseOf([...DIED, ...again("x"), ENDS], { control: control() });
  assert.equal(cameElsewhere(asked, { ...there, connections: 1 }, 16, false), "unsure");
});
