// `deadpeer drain`: whether the request that is under way is finished.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE } from "../../src/drain/others.ts";
import { drainRules } from "../../src/drain/rules.ts";
import { layOut } from "../../src/timeline/case.ts";
import { connection, evidenceOf, observations, opened, segment } from "./made-up.ts";
import { HEADERS, HELLO, RST_STREAM, frame, post, talk } from "./http2-runs.ts";
import {
  type Timed,
  OTHER,
  onOther,
  caseOf,
  died,
  expects,
  fault,
  fin,
  rst,
  sends,
  serves,
  types,
} from "./one-run.ts";

const ASKED: Timed = fault("command");
const request = [types(900, "again"), sends(901)] as const;

function finished(...facts: readonly Timed[]): readonly [outcome: string | undefined, note: string] {
  const rule = drainRules.find(({ id }) => id === "finished");
  const finding = rule?.judge(caseOf(facts));
  return [finding?.outcome, finding?.note ?? ""];
}

test("it is where its answer came on its connection, and what was expected was printed", () => {
  const [outcome, note] = finished(...request, ASKED, serves(1200), expects(1300, true), fin(1400));
  assert.deepEqual([outcome, note], ["holds", "it was answered 200 ms after it was asked"]);
  assert.equal(finished(...request, ASKED, serves(1200))[0], "holds", "nothing was expected");
  assert.equal(finished(...request, ASKED, serves(1200), expects(1300, false))[0], "differs");
});

test("it was answered when the last of its answer came, whenever deadpeer looked at what was printed", () => {
  const facts = [...request, ASKED, serves(1200), serves(1450), expects(2000, true), serves(2500), fin(2600)];
  assert.equal(finished(...facts)[1], "it was answered 450 ms after it was asked");
});

const elsewhere = { ...connection, client: { ...connection.client, port: OTHER } };
/** Of a connection on which nothing but this has been said. */
const judged = (
  id: string,
  ...facts: readonly Timed[]
): readonly [outcome: string | undefined, note: string] => {
  const finding = drainRules
    .find((rule) => rule.id === id)
    ?.judge(layOut(evidenceOf(observations(...opened.slice(0, 4), ...facts))));
  return [finding?.outcome, finding?.note ?? ""];
};
const says = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack 1`, text),
];
const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
const REQUEST = [types(900, "again"), sends(901, 1)] as const;

test("what was expected may be of its beginning: where HTTP says that there is more, it was not finished", () => {
  const WHOLE = `${HEAD}all of it`;
  const seen = [says(500, WHOLE), ...REQUEST, ASKED, says(1200, `${HEAD}half`, 1 + WHOLE.length)] as const;
  const printed = expects(1300, true);
  assert.deepEqual(judged("finished", ...seen, printed, fin(1500)), [
    "differs",
    "a FIN came before the end of its answer, 500 ms after it was asked",
  ]);
  assert.match(judged("finished", ...seen, printed)[1], /^its answer began, and the end of it never came/);
  assert.equal(judged("finished", ...seen, fin(1500))[0], "differs", "nothing was expected");
  const left: Timed = [1400, segment("> F. 7:7(0) ack 1")];
  assert.equal(judged("finished", ...seen, printed, left, fin(1500))[0], "holds", "it did not want the rest");
  const whole = [...REQUEST, ASKED, says(1200, WHOLE), printed, fin(1500)] as const;
  assert.equal(judged("finished", ...whole)[0], "holds");
  const unread = [...REQUEST, ASKED, says(1200, "220 half"), printed, fin(1500)] as const;
  assert.equal(judged("finished", ...unread)[0], "holds", "none that can be read");
});

const answerOf = (status: string, body = "shutting down\n"): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;

test("a server that refuses as it ends has not finished what it had answered otherwise before", () => {
  const WHOLE = answerOf("200 OK");
  const judge = (end: string, typed = "again", ...printed: readonly Timed[]): ReturnType<typeof judged> =>
    judged(
      "finished",
      types(480, typed),
      says(500, WHOLE),
      ...REQUEST,
      ASKED,
      says(1200, end, 1 + WHOLE.length),
      ...printed,
      fin(1500),
    );
  const printed = expects(1300, true);
  const [refused, missing] = [answerOf("503 No"), answerOf("404 Not Found")];
  assert.deepEqual(judge(refused), ["differs", "it was refused, with status 503"]);
  assert.equal(judge(refused, "again", printed)[0], "differs", "what is printed of any answer");
  assert.deepEqual(judge(refused, "other", printed), [
    "unknown",
    "its answer has status 503, and none before it had",
  ]);
  assert.equal(judge(missing)[0], "unknown");
  assert.equal(judge(missing, "again", printed)[0], "holds", "it was expected");
  assert.equal(judge(WHOLE)[0], "holds");
  const always = [types(480, "again"), says(500, refused), ...REQUEST, ASKED] as const;
  assert.equal(judged("finished", ...always, says(1200, refused, 1 + refused.length))[0], "holds");
  const first = [...REQUEST, ASKED, says(1200, refused), fin(1500)] as const;
  assert.equal(judged("finished", ...first)[0], "unknown", "nothing shows how it is answered otherwise");
});

test("so it is where what it says begins otherwise than the answer to the same before", () => {
  const judge = (before: string, end: string, ...printed: readonly Timed[]): string | undefined =>
    judged(
      "finished",
      types(480, "again"),
      says(500, before),
      ...REQUEST,
      ASKED,
      says(1200, end, 1 + before.length),
      ...printed,
      fin(1500),
    )[0];
  assert.equal(judge("250 queued as 17\r\n", "421 closing\r\n"), "unknown");
  assert.equal(judge("250 queued as 17\r\n", "421 closing\r\n", expects(1300, true)), "holds", "expected");
  assert.equal(judge("250 queued as 17\r\n", "250 queued as 18\r\n"), "holds");
  assert.equal(judge(":16\r\n", ":17\r\n"), "holds");
});

test("over HTTP/2 a stream that the server breaks off, or answers by another status, is not finished", () => {
  const status = (stream: number, code: string): string =>
    frame(HEADERS, 4, stream, "\u0088") + frame(HEADERS, 5, stream, `\u0040\u000bgrpc-status${code}`);
  const [OK, UNAVAILABLE] = ["\u00010", "\u000214"];
  const judge = (end: string): string | undefined => {
    const facts = [
      types(480, "again"),
      ...talk(
        connection.client.port,
        [481, ">", HELLO + post(1, "again")],
        [500, "<", status(1, OK)],
        [901, ">", post(3, "again")],
        [1200, "<", end],
      ),
    ];
    return judged(
      "finished",
      ...facts.slice(0, 3),
      types(900, "again"),
      ...facts.slice(3, 4),
      ASKED,
      ...facts.slice(4),
    )[0];
  };
  assert.equal(judge(status(3, OK)), "holds");
  assert.equal(judge(status(3, UNAVAILABLE)), "unknown");
  assert.equal(judge(frame(RST_STREAM, 0, 3)), "differs");
});

test("a connection that is still being answered when the server is asked is not idle", () => {
  const idle = (...facts: readonly Timed[]): unknown => {
    const probe: Timed = [700, { kind: "probe", connection: elsewhere, text: IDLE }];
    const others = [...opened.slice(1, 4), ...facts, fin(1500)].map(onOther);
    return judged("idle", probe, ...others, ...REQUEST, ASKED)[0];
  };
  const chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";
  assert.equal(idle(says(800, `${HEAD}all of it`)), "holds");
  assert.equal(idle(says(800, `${HEAD}half`)), "unknown");
  assert.equal(idle(says(800, chunk)), "holds", "a stream that rests");
  assert.equal(idle(says(800, chunk), says(1100, "4\r\nmore\r\n", 1 + chunk.length)), "unknown");
});

test("what its client prints in place of an answer does not make it so", () => {
  const printed = expects(1300, true);
  assert.match(finished(...request, ...died, printed)[1], /^a FIN came in place of the answer/);
  assert.match(finished(...request, ASKED, rst(1002), printed)[1], /^an RST came in place of the answer/);
  assert.match(finished(...request, ASKED, printed)[1], /^it was not answered/);
  for (const end of [fin(1002), rst(1002)])
    assert.equal(finished(...request, ASKED, end, printed)[0], "differs");
});

test("it is not known where the answer had begun before, or there was no request", () => {
  assert.equal(finished(...request, serves(950), ASKED, expects(1300, true))[0], "unknown");
  assert.equal(finished(types(900), ASKED, expects(1300, true))[0], "unknown");
});

test("of the server's processes those that still run are named", () => {
  const ends = (...others: readonly number[]): string => {
    const asked: Timed = [
      1000,
      { kind: "fault", fault: "none", pid: 7, others, text: "SIGTERM to process 7" },
    ];
    const rule = drainRules.find(({ id }) => id === "ends");
    return rule?.judge(caseOf([...request, asked, serves(1200)])).note ?? "";
  };
  assert.match(ends(), /^process 7 still ran /);
  assert.match(ends(8), /^processes 7 and 8 still ran /);
  assert.match(ends(8, 9), /^processes 7, 8 and 9 still ran /);
});
