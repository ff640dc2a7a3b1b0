// What a client was started for may be done on a new connection, where nobody can read that it asked for the same: TLS.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { SaidEntry } from "../../src/timeline/verdict-record.ts";
import type { Fate } from "../../src/timeline/words.ts";
import { OWN, judgeLoss } from "../../src/verdict/loss.ts";
import { bytesBetween, flowsOf } from "../../src/verdict/flows.ts";
import { segment } from "./made-up.ts";
import {
  GONE,
  KILL,
  START,
  type Timed,
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
} from "./one-run.ts";

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

const GET = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";
const asked = (text: string, ms = 900): Timed => asks(ms, text);
/** Another connection asks that, and so many bytes come. */
const gets = (text: string, bytes: number, ms = 1100, port = 50_000): Timed[] => [
  onPort(port, [ms, segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text)]),
  onPort(port, answers(ms + 10, "y".repeat(bytes), 1 + text.length, 1)),
];
/** A part of its answer had come: so many bytes. What had come before it asked: the 13 bytes of a greeting. */
const part = (bytes: number): Timed => answers(950, "y".repeat(bytes), 14 + GET.length);
const ended = (bytes: number): Timed => [1002, segment(`< F. ${14 + bytes}:${14 + bytes}(0) ack 14`)];

function came(bytes: number, since: readonly Timed[], moment = "mid-reply:5", usualBytes = 413): string {
  const facts = [START, asked(GET), part(bytes), KILL, GONE, ended(bytes), ...since, ENDS];
  const seen = caseOf(facts, { control: control(usualBytes), moment });
  const entry: SaidEntry = { text: OWN, isOwn: true, atNs: 0, fate: "read", because: [] };
  const answerBytes = bytesBetween(flowsOf(seen), 0, Number.POSITIVE_INFINITY);
  const { fate = "kept", isLost } = judgeLoss({ ...entry, answerBytes }, [], seen, 0);
  return `${fate} ${isLost}`;
}

test("what was cut came on another connection where the same was asked for, word for word, and as much came", () => {
  assert.equal(came(300, gets(GET, 400)), "kept false");
  assert.equal(came(300, gets(GET, 416)), "kept false");
  assert.equal(came(300, gets(GET, 417)), "unknown undefined", "another answer");
  assert.equal(
    came(300, gets(GET, 200)),
    "unknown undefined",
    "the part that came before is not the rest of it",
  );
  const twice = [...gets(GET, 200), ...gets(GET, 400, 1200, 51_000)];
  assert.equal(came(300, twice), "kept false", "it had to ask once more");
  assert.equal(came(300, [...gets(GET, 200), ...gets(GET, 300, 1200, 51_000)]), "unknown undefined");
});

test("what was cut is lost where something else was asked for, whatever came of that", () => {
  for (const bytes of [5, 300]) assert.equal(came(bytes, gets(GET.replace("page", "home"), 400)), "cut true");
});

test("who asks for the same in other words may ask for the rest", () => {
  const rest = GET.replace("Host", "Range: bytes=300-\r\nHost");
  assert.equal(came(300, gets(rest, 150)), "kept false");
  assert.equal(came(300, gets(rest, 50)), "unknown undefined", "less");
});

test("between two things that are asked it may connect anew", () => {
  const next = gets(GET.replace("page", "next"), 400);
  assert.equal(came(300, next, "idle", 713), "kept false");
  assert.equal(came(300, next, "idle", 600), "cut true", "that was not the next thing");
});

test("what the client prints as expected is its answer, however much came", () => {
  const seen = caseOf(
    [START, asked(GET), part(300), KILL, GONE, ended(300), ...gets("HELO me\n", 400), ENDS],
    {
      control: control(413),
    },
  );
  const entry: SaidEntry = { text: OWN, isOwn: true, atNs: 0, fate: "shown", found: true, because: [] };
  assert.deepEqual(judgeLoss({ ...entry, answerBytes: 713 }, [], seen, 0), { isLost: false });
});
