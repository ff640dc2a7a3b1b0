// A client that sends by itself, and is answered only after it has sent the next thing, as one that publishes over MQTT with
// QoS 1 to a slow server: it ships nothing, and sends again what was not answered, with a flag that says so.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { connection, segment } from "../made-up.ts";
import { type Timed, onOther } from "../one-run.ts";
import { FAULT, GONE, type Saying, judge, known, talk, usual, withoutMore } from "../talks.ts";

const CONNECT: Saying = [
  3,
  "\u0010\u000e\u0000\u0004MQTT\u0004\u0002\u0000<\u0000\u0002p1",
  " \u0002\u0000\u0000",
];
const packet = (n: number, first = "2"): string =>
  `${first}\u0015\u0000\u0005out/x\u0000${String.fromCharCode(n)}message no ${n}`;
/** One message each 150 ms, and its PUBACK 170 ms after it. */
const publish = (n: number): Saying => [20 + 150 * n, packet(n)];
const acknowledge = (n: number): Saying => [190 + 150 * n, "", `@\u0002\u0000${String.fromCharCode(n)}`];
const control = usual(
  CONNECT,
  publish(0),
  publish(1),
  acknowledge(0),
  publish(2),
  acknowledge(1),
  publish(3),
  acknowledge(2),
);

/** Two messages are not acknowledged when the server dies. */
function dies(...since: readonly Timed[]): Verdict {
  const { facts, sent, came } = talk([
    CONNECT,
    publish(0),
    publish(1),
    acknowledge(0),
    publish(2),
    acknowledge(1),
  ]);
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  return judge(withoutMore(control), ...facts, FAULT, GONE, fin, ...since);
}

/** It connects again at 500 ms, and says this there; the server answers each. */
function again(text: string, isAcknowledged = true): Timed[] {
  const { client, server } = connection;
  const [hello, welcome] = [CONNECT[1], CONNECT[2] ?? ""];
  const [sent, came] = [1 + hello.length, 1 + welcome.length];
  return [
    onOther([500, { ...segment("> S 0:0(0)"), from: client, to: server, flags: "S" }]),
    onOther([500, segment("< S. 0:0(0) ack 1")]),
    onOther([501, segment(`> P. 1:${sent}(${hello.length}) ack 1`, hello)]),
    onOther([502, segment(`< P. 1:${came}(${welcome.length}) ack ${sent}`, welcome)]),
    onOther([503, segment(`> P. ${sent}:${sent + text.length}(${text.length}) ack ${came}`, text)]),
    ...(isAcknowledged
      ? [
          onOther([
            504,
            segment(`< P. ${came}:${came + 4}(4) ack ${sent + text.length}`, "@\u0002\u0000\u0002"),
          ]),
        ]
      : []),
  ];
}

test("who is answered late ships nothing: what was taken and not answered may be lost", () => {
  assert.equal(control.begunAnswered, true);
  const verdict = dies();
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
});

test("what it sends again with DUP on a new connection, and is acknowledged there, is answered", () => {
  const verdict = dies(...again(packet(2, ":")));
  assert.equal(verdict.lost, 0);
  assert.deepEqual([verdict.ledger?.said[0]?.fate, verdict.ledger?.said[0]?.sent], ["answered", 2]);
  const both = dies(...again(packet(1, ":") + packet(2, ":")));
  assert.equal(both.lost, 0, "behind another one");
});

test("another message on a new connection is not the same again", () => {
  const verdict = dies(...again(packet(3)));
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
});

test("what it sends again there, and nobody acknowledges, may not have been answered", () => {
  const verdict = dies(...again(packet(2, ":"), false));
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
});

test("who is answered late has lost nothing where as much has come as it had sent", () => {
  const said = [CONNECT, publish(0), publish(1), acknowledge(0), acknowledge(1)];
  const { facts, sent, came } = talk(said);
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  assert.equal(judge(withoutMore(control), ...facts, FAULT, GONE, fin).lost, 0);
});

test("nor has one that is answered in time, in fewer pieces than it sends", () => {
  const inTwo = (ms: number): Saying[] => [
    [ms, `PUT /state/of/${ms} HTTP/1.1\n`],
    [ms + 1, `the state at ${ms} ms\n`, "stored\n"],
  ];
  const HELLO: Saying = [3, "HELLO from somebody\n", "welcome\n"];
  const all = [HELLO, ...[50, 200, 350, 500, 650].flatMap(inTwo)];
  const { facts, sent, came } = talk(all.filter(([ms]) => ms < 400));
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  assert.deepEqual(known(judge(withoutMore(usual(...all)), ...facts, FAULT, GONE, fin)), [0, 0, undefined]);
});
