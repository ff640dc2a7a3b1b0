// What was cut on one connection, and what came on others that were made since: the same, the rest, or something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { cameElsewhere } from "../../../src/verdict/asks/done-elsewhere.ts";
import { bytesBetween, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { segment } from "../made-up.ts";
import {
  GONE,
  KILL,
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  exits,
  habit,
  onPort,
  usual,
} from "../one-run.ts";

const control = (answerBytes: number): ControlRecord => ({
  ...usual(habit("exit", "its end (exit code 0)", 100)),
  said: [{ text: OWN, fate: "taken", answerBytes, connections: 1 }],
});
const ENDS = exits(1200, { exitCode: 0 });

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
  const { fate = "kept", isLost, why } = judgeLoss({ ...entry, answerBytes }, [], seen, 0);
  if (fate === "unknown") assert.match(why ?? "", /^the client was served again on a new connection, and /);
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

test("as much as in the control is all that was to come, give or take a little, whatever it asked for next", () => {
  const next = gets(GET.replace("page", "next"), 400);
  const seen = caseOf([START, asked(GET), part(300), KILL, GONE, ended(300), ...next, ENDS]);
  const of713 = (answerBytes: number): string | undefined =>
    cameElsewhere(seen, { answerBytes, connections: 1 }, 16, true);
  assert.deepEqual([730, 729, 713, 697, 696].map(of713), ["other", "whole", "whole", "whole", "other"]);
});

/** The connection that ended was asked that, and refused it; another one, and as much came as in the control. */
function cameTo(first: string, then: string, beside = control(400)): string {
  const end: Timed = [1002, segment("< F. 14:14(0) ack 14")];
  const seen = caseOf([START, asked(first), KILL, GONE, end, ...gets(then, 400), ENDS], { control: beside });
  const entry: SaidEntry = { text: OWN, isOwn: true, atNs: 0, fate: "refused", because: [] };
  const { isLost, why = "" } = judgeLoss(entry, [entry], seen, 0);
  return `${isLost} ${why}`.trim();
}

test("what cannot be read, or is too short to be sure, may be the same: what came of it decides", () => {
  assert.equal(cameTo("\u0016\u0003 hello, random 1", "\u0016\u0003 hello, random 2"), "false");
  assert.equal(cameTo("get 1\n", "get 2\n"), "false");
  assert.equal(cameTo("get one\n", "get two\n"), "true", "eight bytes that can be read, and are others");
  assert.equal(
    cameTo("get 1\n", "get 2\n", control(300)),
    "undefined the client was served again on a new connection, and what came there may be something else: it is not as much, or was asked otherwise",
  );
});

test("a control of before, which does not say how far anything got, shows nothing of it", () => {
  const { said: _, ...older } = control(400);
  assert.equal(cameTo("get 1\n", "get 2\n", older), "true");
});
