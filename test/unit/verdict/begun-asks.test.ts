// A client to which nothing is said, and that says something else first on its connection, such as who it is: what it begins
// by itself behind that may be an ask.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { NO_FAULT } from "../ledger-runs.ts";
import { queue } from "../fates.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";
import {
  FAULT,
  GONE,
  STOPPED,
  type Saying,
  begun,
  judge,
  known,
  talk,
  usual,
  watched,
  withoutMore,
} from "../talks.ts";

const HELLO: Saying = [3, "HELLO 3 AUTH\r\n", "+OK\r\n"];
const set = (ms: number, n: number, answer = "+OK\r\n"): Saying => [ms, `SET key${n} ${n}\r\n`, answer];
const answered = usual(HELLO, set(50, 1), set(150, 2), set(250, 3), set(350, 4));

test("what is answered each time in the control, and lies unread at a server that was stopped, is lost", () => {
  assert.equal(answered.begunAnswered, true);
  const all = talk([HELLO, set(50, 1), set(150, 2), set(450, 3, "")]).facts;
  const before = all.slice(0, -1);
  const taken: Timed = [451, segment("< . 16:16(0) ack 52")];
  const verdict = judge(
    answered,
    ...before,
    STOPPED,
    ...all.slice(-1),
    taken,
    queue(800, set(450, 3)[1].length),
  );
  assert.deepEqual(known(verdict), [1, 0, "unread"]);
});

test("where the server had taken it and died, it may have needed no answer", () => {
  const { facts, sent, came } = talk([HELLO, set(50, 1), set(150, 2), set(395, 3, "")]);
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  const verdict = judge(answered, ...facts, FAULT, GONE, fin);
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
  const done = talk([HELLO, set(50, 1), set(150, 2)]);
  const idle: Timed = [402, segment(`< F. ${done.came}:${done.came}(0) ack ${done.sent}`)];
  assert.equal(
    judge(withoutMore(answered), ...done.facts, FAULT, GONE, idle).lost,
    0,
    "all that it had begun was answered",
  );
});

test("what has no answer in the control, what follows the server's words at once, and a heartbeat are no asks", () => {
  const shipped = usual(HELLO, set(50, 1), set(150, 2, ""), set(250, 3, ""));
  assert.equal(shipped.begunAnswered, undefined);
  const acknowledged = usual(
    HELLO,
    [50, "GO now and on\r\n", "job 1\r\n"],
    [52, "ACK 1\r\n", "job 2\r\n"],
    [54, "ACK 2\r\n", "job 3\r\n"],
  );
  assert.equal(acknowledged.begunAnswered, undefined);
  const beats = usual(
    HELLO,
    [50, "PING\r\n", "PONG\r\n"],
    [150, "PING\r\n", "PONG\r\n"],
    [250, "PING\r\n", "PONG\r\n"],
  );
  assert.equal(beats.begunAnswered, undefined);
  const polls = usual(
    HELLO,
    [50, "GET a-long-enough-key\r\n", "1\r\n"],
    [150, "GET a-long-enough-key\r\n", "2\r\n"],
  );
  assert.equal(polls.begunAnswered, true, "what is longer is no heartbeat");
  const greeted = controlOf(
    layOut(
      evidenceOf(
        observations(
          ...begun,
          [2, segment("< P. 1:4(3) ack 1", "hi\n")],
          ...talk([set(50, 1), set(150, 2)], 4).facts,
          NO_FAULT,
          watched,
        ),
        { fault: "none" },
      ),
    ),
  );
  assert.equal(
    greeted.begunAnswered,
    undefined,
    "of a server that speaks first each thing may be one anyway",
  );
});

test("a ping of WebSocket, masked with other bytes each time, is a heartbeat; what is said in a text frame is not", () => {
  const UPGRADE: Saying = [
    3,
    "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
    "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
  ];
  const frames = (opcode: string): ControlRecord =>
    usual(UPGRADE, ...[1, 2, 3].map((n): Saying => [100 * n, `${opcode}2${n}${n}${n}${n}xy`, "pong"]));
  assert.equal(frames("\u0009").begunAnswered, undefined);
  assert.equal(frames("\u0001").begunAnswered, true);
});
