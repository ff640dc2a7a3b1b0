// An answer of HTTP says how long it is: of one that is cut that is known without a control that saw the whole of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Evidence } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, ends } from "../ledger-runs.ts";
import { answers, asks, begun } from "../http-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, onOther, prints } from "../one-run.ts";

const GET = asks(3, "GET / HTTP/1.1\r\n\r\n");
const head = (...lines: readonly string[]): string => ["HTTP/1.1 200 OK", ...lines, "", ""].join("\r\n");
const HALF = `${head("Content-Length: 20")}0123456789`;
const fin = (text: string): Timed => [12, segment(`< F. ${text.length + 1}:${text.length + 1}(0) ack 19`)];
const dies = (text: string): readonly Timed[] => [FAULT, GONE, fin(text)];

/** The control comes no further: the rest takes longer than it was watched. */
const slow = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(
    layOut(
      evidenceOf(observations(...begun, ...facts, NO_FAULT, [1500, { kind: "sockets", rows: [] }]), {
        fault: "none",
      }),
    ),
  );

function judged(facts: readonly Timed[], control: ControlRecord, other: Partial<Evidence> = {}): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts), { control, ...other });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

const words = ({ lost, unreported, ledger }: Verdict): readonly unknown[] => [
  ledger?.said.map(({ text, fate }) => `${text}: ${fate}`)[0],
  lost,
  unreported,
];
const CUT = "what it had asked last: cut";
const EARLIER = [GET, answers(4, HALF)] as const;
const after = (answer: string, ...more: readonly Timed[]): unknown =>
  words(judged([GET, answers(4, answer), ...dies(answer), ...more], slow(GET, answers(4, answer))));

test("an answer of which less came than it had said is cut, whatever came of it in the control", () => {
  assert.deepEqual(after(HALF, ends(20, 0)), [CUT, 1, 1]);
  assert.deepEqual(after(HALF, ends(20, 18)), [CUT, 1, 0], "its exit code tells");
  assert.deepEqual(after(HALF, prints(15, "error: it was cut\n"), ends(20, 0)), [CUT, 1, 0]);
  const inTwo = [answers(4, HALF.slice(0, 25)), answers(5, HALF.slice(25), 26)];
  assert.deepEqual(words(judged([GET, ...inTwo, ...dies(HALF), ends(20, 0)], slow(...EARLIER))), [CUT, 1, 1]);
  const second = `${head("Content-Length: 2")}ok${HALF}`;
  assert.deepEqual(after(second, ends(20, 0)), [CUT, 1, 1], "the second of two");
});

test("one that is whole, or does not say how long it is, is not cut", () => {
  const whole = [
    `${HALF}0123456789`,
    `${head("Content-Length: 2")}ok${head("content-length: 3")}yes`,
    `${head()}as long as it comes`,
    `${head("Transfer-Encoding: chunked", "Content-Length: 20")}5\r\nevent\r\n`,
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n",
    "220 mail Content-Length: 20\r\n\r\n",
  ];
  for (const answer of whole) assert.deepEqual(after(answer, ends(20, 0)), [undefined, 0, 0], answer);
  const asksHead = asks(3, "HEAD / HTTP/1.1\r\n\r\n");
  const only = head("Content-Length: 20");
  const run = judged(
    [asksHead, answers(4, only), ...dies(only), ends(20, 0)],
    slow(asksHead, answers(4, only)),
  );
  assert.deepEqual(words(run), [undefined, 0, 0], "the answer to HEAD has no content");
});

test("who has left, has asked again, or has printed what was expected, has lost nothing", () => {
  const leaves: Timed = [9, segment("> F. 19:19(0) ack 1")];
  const control = slow(...EARLIER);
  assert.deepEqual(words(judged([...EARLIER, leaves, ...dies(HALF), ends(20, 0)], control)), [
    undefined,
    0,
    0,
  ]);
  const again = onOther(asks(20, "GET / HTTP/1.1\r\nRange: bytes=10-\r\n\r\n"));
  const rest = onOther(answers(21, "0123456789"));
  assert.deepEqual(words(judged([...EARLIER, ...dies(HALF), again, rest], control)), [undefined, 0, 0]);
  const [entry] = judged([...EARLIER, ...dies(HALF), again], control).ledger?.said ?? [];
  assert.deepEqual([entry?.fate, entry?.isLost], ["unknown", undefined], "nothing had come for that");
  assert.match(entry?.why ?? "", /asked the same .* nothing had come/);
  const found: Timed = [13, { kind: "expected", phase: "after", pattern: "0123", found: true, text: "0123" }];
  assert.deepEqual(words(judged([...EARLIER, ...dies(HALF), found], control)), [undefined, 0, 0]);
});

test("who has closed a half alone waits for the rest", () => {
  const half: Timed = [3.5, segment("> F. 19:19(0) ack 1")];
  const control = slow(GET, half, answers(4, HALF));
  const run = (...more: readonly Timed[]): unknown =>
    words(judged([GET, half, answers(4, HALF), ...dies(HALF), ...more, ends(20, 0)], control));
  assert.deepEqual(run(), [CUT, 1, 1]);
  assert.deepEqual(run([9, segment("> R. 20:20(0) ack 1")]), [undefined, 0, 0], "it gave up");
});

test("so is one whose server is stopped in the middle of it, or whose host is gone", () => {
  const [stop, crash]: Timed[] = ["stop", "host-crash"].map((fault): Timed => [
    10,
    { ...FAULT[1], fault } as Timed[1],
  ]);
  const later: Timed = [2500, { kind: "sockets", rows: [] }];
  const control = slow(...EARLIER);
  assert.deepEqual(words(judged([...EARLIER, stop!, later], control)), [CUT, 1, 0], "it may yet tell");
  assert.deepEqual(words(judged([...EARLIER, crash!, ends(900, 0)], control)), [CUT, 1, 1]);
  assert.deepEqual(words(judged([...EARLIER, crash!, ends(900, 28)], control)), [CUT, 1, 0]);
  const whole = [GET, answers(4, `${HALF}0123456789`)];
  assert.deepEqual(words(judged([...whole, stop!, later], slow(...whole))), [undefined, 0, 0]);
});

test("what the kernel of a stopped server still delivers is on its way; one that goes on has cut nothing", () => {
  const stop: Timed = [10, { ...FAULT[1], fault: "stop" } as Timed[1]];
  const more = (ms: number): Timed => answers(ms, "01234", HALF.length + 1);
  const later: Timed = [2500, { kind: "sockets", rows: [] }];
  const of = (...facts: readonly Timed[]): unknown =>
    words(judged([...EARLIER, stop, ...facts], slow(...EARLIER)));
  assert.deepEqual(of(more(2000), later), ["what it had asked last: unknown", undefined, 0]);
  assert.deepEqual(of(more(1000), later), [CUT, 1, 0], "it was, a second and a half ago");
  assert.deepEqual(of(more(40), [900, { kind: "sockets", rows: [] }]), [CUT, 1, 0], "it was on the wire");
  const goesOn: Timed = [1000, { kind: "recovered", isUndone: true, text: "SIGCONT" } as Timed[1]];
  assert.deepEqual(of(goesOn, later), [undefined, 0, 0]);
  const pause: Timed = [10, { ...FAULT[1], fault: "pause", amount: 300 } as Timed[1]];
  assert.deepEqual(words(judged([...EARLIER, pause, later], slow(...EARLIER))), [undefined, 0, 0]);
});

const typed = (text: string): Timed => [2, { kind: "typed", role: "client", text } as Timed[1]];

test("what was typed, and is answered in chunks or up to the end of the connection, may have been whole", () => {
  const of = (answer: string, ask = "GET / HTTP/1.1", ...more: readonly Timed[]): unknown => {
    const exchange = [typed(ask), asks(3, `${ask}\r\n\r\n`), answers(4, answer)];
    return words(judged([...exchange, ...dies(answer), ...more, ends(20, 0)], slow(...exchange)));
  };
  const unknown = ["GET / HTTP/1.1: unknown", undefined, undefined];
  const answered = ["GET / HTTP/1.1: answered", 0, 0];
  const chunked = head("Transfer-Encoding: chunked");
  assert.deepEqual(of(`${chunked}5\r\nbegun\r\n`), unknown);
  assert.deepEqual(of(`${chunked}5\r\nbegun\r\n0\r\n\r\n`), answered);
  assert.deepEqual(of(`${head("Server: x")}as long as it comes`), unknown);
  assert.deepEqual(of("HTTP/1.1 200 OK\r\nContent-Le"), ["GET / HTTP/1.1: cut", 1, 1], "its head was cut");
  assert.deepEqual(of(`${head("Content-Type: text/event-stream")}data: 1\n\n`), answered, "it has no end");
  const tunnel = of(`${head("Via: x")}220 mail`, "CONNECT abc:25");
  assert.deepEqual(tunnel, ["CONNECT abc:25: answered", 0, 0], "a tunnel is not HTTP");
  const found = { kind: "expected", phase: "after", pattern: "begun", found: true, text: "begun" } as const;
  const shown = of(`${chunked}5\r\nbegun\r\n`, undefined, [13, found]);
  assert.deepEqual(shown, ["GET / HTTP/1.1: shown", 0, 0]);
});

test("without a control, and of what was typed, it is cut as well", () => {
  const alone = judged([...EARLIER, ...dies(HALF), ends(20, 0)], NO_CONTROL);
  assert.deepEqual(words(alone), ["what it was started for: cut", 1, 1]);
  const ask = typed("GET / HTTP/1.1");
  const run = judged([ask, ...EARLIER, ...dies(HALF), ends(20, 0)], slow(ask, ...EARLIER));
  assert.deepEqual(words(run), ["GET / HTTP/1.1: cut", 1, 1]);
});

test("so is one that was cut in its head, and one of which only an interim answer came", () => {
  const interim = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
  for (const answer of [
    "HTTP/1.1 200 OK\r\nContent-Le",
    interim,
    `${head("Content-Length: 2")}okHTTP/1.1 2`,
    "HT",
  ])
    assert.deepEqual(after(answer, ends(20, 0)), [CUT, 1, 1], answer);
});

test("in whatever pieces it came, and whatever else its client asks on another connection", () => {
  const pieces = Array.from(HALF, (byte, i) => answers(4, byte, 1 + i));
  const run = judged([GET, ...pieces, ...dies(HALF), ends(20, 0)], slow(GET, ...pieces));
  assert.deepEqual(words(run), [CUT, 1, 1]);
  const poll = (ms: number, n: number, from = 1): Timed =>
    onOther(asks(ms, `GET /poll?n=${n} HTTP/1.1\r\n\r\n`, from));
  const control = slow(...EARLIER, poll(8, 1));
  const polls = judged([...EARLIER, poll(8, 1), ...dies(HALF), poll(14, 2, 30), ends(20, 0)], control);
  assert.deepEqual(words(polls), [CUT, 1, 1], "as before");
  const [first, again] = [poll(8, 1), onOther(asks(14, "GET / HTTP/1.1\r\n\r\n", 30))];
  const whole = onOther(answers(15, HALF));
  const more = judged([...EARLIER, first, ...dies(HALF), again, whole, ends(20, 0)], control);
  assert.equal(more.lost, 0);
});

test("an answer in chunks is cut where it came to its end in the control", () => {
  const piece = `${head("Transfer-Encoding: chunked")}5\r\nevent\r\n`;
  const run = [GET, answers(4, piece), ...dies(piece), ends(20, 0)];
  const whole = slow(GET, answers(4, `${piece}0\r\n\r\n`));
  assert.deepEqual(words(judged(run, whole)), [CUT, 1, 1]);
  const stream = slow(GET, answers(4, piece));
  assert.deepEqual(words(judged(run, stream)), [undefined, 0, 0], "a stream has no end");
  assert.deepEqual(words(judged(run, { ...whole, more: [stream] })), [undefined, 0, 0], "not in each");
});

test("another page on a new connection is not the rest of this one; the same under another number may be", () => {
  const GET_1 = asks(3, "GET /1 HTTP/1.1\r\n\r\n");
  const [cut, control] = [[GET_1, answers(4, HALF), ...dies(HALF)], slow(GET_1, answers(4, HALF))];
  const since = (line: string): unknown =>
    words(
      judged([...cut, onOther(asks(20, `${line} HTTP/1.1\r\n\r\n`)), onOther(answers(21, HALF))], control),
    ).slice(0, 2);
  assert.deepEqual(since("GET /status"), [CUT, 1]);
  for (const line of ["GET /2", "GET /1?again=yes"])
    assert.deepEqual(since(line), ["what it had asked last: unknown", undefined], line);
  assert.deepEqual(since("GET /1"), [undefined, 0]);
});
