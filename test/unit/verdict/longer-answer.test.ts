// Whether a control was over while the answer still came that the fault has cut. docs/verdict.md, "A habit is not a sign".

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { isAnswerLonger } from "../../../src/verdict/notice/longer-answer.ts";
import { asks, begun } from "../http-runs.ts";
import { connection, evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  type Timed,
  closes,
  connects,
  died,
  exits,
  fault,
  fin,
  lostOnTheWay,
  prints,
  serves,
  sends,
  types,
  usual,
} from "../one-run.ts";

/** Nothing is typed: it asks by itself. */
const asked: readonly Timed[] = opened.filter(([, { kind }]) => kind !== "typed");
const comes = serves(900);

function isLonger(
  facts: readonly Timed[],
  {
    before = asked,
    more = [serves(1400)],
    isLossAsked,
  }: { before?: readonly Timed[]; more?: readonly Timed[]; isLossAsked?: boolean } = {},
): boolean {
  const seen = layOut({ ...evidenceOf(observations(...before, ...facts)), control: usual() });
  const none = fault("none");
  const other = layOut(
    evidenceOf(observations(...asked, comes, none, ...more, prints(2000, "x")), { fault: "none" }),
  );
  return isAnswerLonger(seen, [other], isLossAsked);
}

test("the fault has cut what still came in the control when that was over, and nobody was told", () => {
  assert.equal(isLonger([comes, ...died, closes(1003), exits(1010, { exitCode: 0 })]), true);
  assert.equal(isLonger([comes, ...died, closes(1003)]), true, "it runs on");
});

test("it told: by its exit code, or in words", () => {
  assert.equal(isLonger([comes, ...died, exits(1010, { exitCode: 18 })]), false);
  assert.equal(isLonger([comes, ...died, exits(1010, { signal: "SIGPIPE" })]), false);
  assert.equal(isLonger([comes, ...died, prints(1005, "connection closed\n"), closes(1006)]), false);
  assert.equal(isLonger([comes, ...died, prints(1005, "so far\n"), closes(1006)]), true);
});

test("it told, and its user asks whether anything was lost", () => {
  const isLossAsked = true;
  assert.equal(isLonger([comes, ...died, exits(1010, { exitCode: 18 })], { isLossAsked }), true);
  assert.equal(isLonger([comes, ...died, connects(1100)], { isLossAsked }), false);
});

test("it may get it on a new connection", () => {
  assert.equal(isLonger([comes, ...died, connects(1100)]), false);
});

test("nothing was coming: in the run, in the control, or the control's client had ended", () => {
  assert.equal(isLonger(died), true, "15 ms before the fault is not long ago");
  assert.equal(isLonger([fault("kill", 7, 3000), fin(3001)]), false);
  assert.equal(isLonger([comes, ...died], { more: [] }), false);
  assert.equal(isLonger([comes, ...died], { more: [[1400, segment("< . 20:20(0) ack 14")]] }), false);
  assert.equal(isLonger([comes, ...died], { more: [sends(1400)] }), false);
  const ended = [serves(1400), exits(1500, { exitCode: 0 })];
  assert.equal(isLonger([comes, ...died], { more: ended }), false);
});

test("it has ended by that, as if it had done, and in the control it was still at work: the answer may come elsewhere (FTP)", () => {
  const ended = [comes, ...died, exits(1010, { exitCode: 0 })];
  assert.equal(isLonger(ended, { more: [] }), true);
  assert.equal(isLonger(ended, { more: [exits(1500, { exitCode: 0 })] }), false);
  assert.equal(isLonger([comes, ...died, exits(1010, { exitCode: 1 })], { more: [] }), false);
  assert.equal(isLonger([fault("kill", 7, 3000), fin(3001), exits(3010, { exitCode: 0 })]), false);
});

test("who is typed to waits for what is expected; who has asked for nothing is not answered", () => {
  assert.equal(isLonger([comes, ...died], { before: opened }), false);
  assert.equal(isLonger([comes, ...died, types(1500)]), false);
  const silent = asked.filter(([ms]) => ms !== 3);
  assert.equal(isLonger([comes, ...died], { before: silent }), false);
});

test("a server that is stopped, or whose host is gone, has cut it without a word", () => {
  assert.equal(isLonger([comes, fault("stop")]), true);
  assert.equal(isLonger([comes, fault("host-crash"), exits(1010, { exitCode: 0 })]), true);
  assert.equal(isLonger([comes, fault("stop"), exits(1010, { exitCode: 28 })]), false, "it told");
  assert.equal(
    isLonger([comes, fault("stop"), [1500, { kind: "recovered", isUndone: true, text: "SIGCONT" }]]),
    false,
  );
});

test("a server that lives on, and no control", () => {
  assert.equal(
    isLonger([comes, [1000, { kind: "fault", fault: "pause", amount: 300, pid: 7, text: "SIGSTOP" }]]),
    false,
  );
  const seen = layOut(evidenceOf(observations(...asked, comes, ...died)));
  assert.equal(isAnswerLonger(seen, []), false);
});

test("an answer in chunks is still coming until its last one came, however long it rests between two", () => {
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const begins = asked.filter(([, fact]) => fact.kind !== "segment" || fact.length === 0);
  const ofChunks = (text: string): boolean => {
    const comesAt4: Timed = [4, segment(`< P. 1:${1 + text.length}(${text.length}) ack 14`, text)];
    const rests = [...begins, sends(3), comesAt4];
    const seen = layOut({
      ...evidenceOf(observations(...rests, fault("kill", 7, 3000), fin(3001))),
      control: usual(),
    });
    const other = layOut(
      evidenceOf(observations(...rests, fault("none"), prints(5000, "x")), { fault: "none" }),
    );
    return isAnswerLonger(seen, [other]);
  };
  assert.equal(ofChunks(`${head}5\r\nhello\r\n`), true);
  assert.equal(ofChunks(`${head}5\r\nhello\r\n0\r\n\r\n`), false);
  assert.equal(ofChunks(`HTTP/1.1 200 OK\r\n\r\nhello`), false, "nothing says where it ends");
});

test("the last chunk was lost on its way; of what was asked with HEAD none comes", () => {
  const get = "GET / HTTP/1.1\r\n\r\n";
  const ask = get.replace("GET", "HEAD");
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const [hello, end] = ["5\r\nhello\r\n", "0\r\n\r\n"];
  const says = (ms: number, from: number, text: string, ack: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${ack}`, text),
  ];
  const cut = (...facts: readonly Timed[]): boolean => {
    const before = [...begun, ...facts];
    const gone = [...before, fault("kill", 7, 3000), fin(3001)];
    const seen = layOut({ ...evidenceOf(observations(...gone)), control: usual() });
    const others = observations(...before, fault("none"), prints(5000, "x"));
    return isAnswerLonger(seen, [layOut(evidenceOf(others, { fault: "none" }))]);
  };
  const all = head + hello;
  const first = [asks(9, get), says(10, 1, all, 1 + get.length)];
  const last = says(11, 1 + all.length, end, 1 + get.length);
  assert.equal(cut(...first, last), false);
  assert.equal(cut(...first, lostOnTheWay(last)), true);
  assert.equal(cut(asks(9, ask), says(10, 1, head, 1 + ask.length)), false);
  const from = 1 + get.length;
  const second: Timed = [12, segment(`> P. ${from}:${from + ask.length}(${ask.length}) ack 1`, ask)];
  const answer = says(13, 1 + all.length + end.length, head, from + ask.length);
  assert.equal(cut(...first, last, second, answer), false, "after another request");
});

test("the server rests, and its answer is one of HTTP whose head is longer than what is kept of a segment: more may be to come", () => {
  const head = (bytes: number): Timed => {
    const text = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`;
    return [10, segment(`< P. 1:${bytes + 1}(${bytes}) ack 19`, text)];
  };
  const rests = (answer: Timed, cut: boolean): boolean => {
    const before = [...begun, asks(9, "GET / HTTP/1.1\r\n\r\n"), answer];
    const seen = layOut({ ...evidenceOf(observations(...before, ...died)), control: usual() });
    const control = [...before, fault("none"), prints(2500, "x")];
    const other = layOut(evidenceOf(observations(...control), { fault: "none" }));
    return cut === isAnswerLonger(seen, [other]);
  };
  const notKept: Timed = [
    10,
    segment("< P. 1:4056(4055) ack 19", `HTTP/1.1 200 OK\r\nA: ${"a".repeat(490)}`),
  ];
  assert.equal(rests(notKept, true), true);
  assert.equal(rests(head(38), false), true);
  const socket: Timed = [10, segment("< P. 1:31(30) ack 19", "HTTP/1.1 101 Switching\r\n\r\n....")];
  assert.equal(rests(socket, false), true, "WebSocket");
});

test("who tried to connect in vain and has ended has asked nothing there", () => {
  const ended = exits(1200, { exitCode: 0 });
  assert.equal(isLonger([comes, ...died, connects(1100), ended]), true);
  const { client, server } = connection;
  const answer: Timed = [
    1101,
    { ...segment("< S. 0:0(0) ack 1"), from: server, to: { ...client, port: 41_100 } },
  ];
  assert.equal(isLonger([comes, ...died, connects(1100), answer, ended]), false);
});
