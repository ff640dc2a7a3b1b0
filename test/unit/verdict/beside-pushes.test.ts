// A client to which nothing is said, on a connection on which its server says something by itself as well: a ticker, a
// subscription. And one that only begins its session again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { queue } from "../fates.ts";
import { connection, segment } from "../made-up.ts";
import { type Timed, onOther, onPort } from "../one-run.ts";
import { FAULT, GONE, STOPPED, type Saying, judge, known, talk, usual } from "../talks.ts";

const CONNECT: Saying = [3, "CONNECT as somebody\n", "OK\n"];
const SUBSCRIBE: Saying = [5, "SUBSCRIBE ticks\n", "OK\n"];
const tick = (ms: number): Saying => [ms, "", "tick of a clock\n"];
const publish = (ms: number, answer = ""): Saying => [ms, `PUBLISH what it has seen at ${ms} ms\n`, answer];
const PING = "PING\n";

/** Ticks at 110, 220 and 330 ms, and what else is said meanwhile. */
const talks = (...others: readonly Saying[]): Saying[] =>
  [CONNECT, SUBSCRIBE, tick(110), tick(220), tick(330), ...others].sort(([one], [other]) => one - other);
const control = (...others: readonly Saying[]): ReturnType<typeof usual> =>
  usual(...talks(tick(440), tick(550), tick(660), tick(770), tick(880), ...others));

/** The server is stopped, and this lies unread from then on. */
function stopped(
  said: readonly Saying[],
  unread: readonly Saying[],
  of: Parameters<typeof judge>[0],
): Verdict {
  const before = talk([...said, ...unread]).facts;
  const since = before.splice(before.length - unread.length);
  const bytes = unread.reduce((sum, [, text]) => sum + text.length, 0);
  return judge(of, ...before, STOPPED, ...since, queue(800, bytes));
}
const whyOf = ({ ledger }: Verdict): string | undefined => ledger?.said[0]?.why;

test("what it sends there, and a server that was stopped never reads, may be an ask or an acknowledgment", () => {
  const verdict = stopped(talks(), [publish(500)], control(publish(60, "OK\n"), publish(500, "OK\n")));
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
  assert.match(whyOf(verdict) ?? "", /sends by itself as well, and never got/);
});

test("a heartbeat is neither, and one who only listens has lost nothing", () => {
  assert.equal(stopped(talks(), [[500, PING]], control([500, PING, "PONG\n"])).lost, 0);
  assert.equal(judge(control(), ...talk(talks()).facts, STOPPED).lost, 0);
});

test("what the server had taken before it died is as before: not held against anybody", () => {
  const { facts, sent, came } = talk(talks(publish(60, "OK\n")));
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  assert.equal(judge(control(publish(60, "OK\n")), ...facts, FAULT, GONE, fin).lost, 0);
});

/** At 600 ms it connects again, says this, and is acknowledged by the kernel of the server that was stopped. */
function connectsAgain(text: string): Timed[] {
  const { client, server } = connection;
  const syn = { ...segment("> S 0:0(0)"), from: client, to: server, flags: "S" };
  return [
    onOther([600, syn]),
    onOther([600, segment("< S. 0:0(0) ack 1")]),
    onOther([601, segment(`> P. 1:${text.length + 1}(${text.length}) ack 1`, text)]),
    onOther([601, segment(`< . 1:1(0) ack ${text.length + 1}`)]),
  ];
}

test("who only listens, connects again and says who it is, has asked nothing as far as anybody knows", () => {
  const again = connectsAgain(CONNECT[1]);
  const listens = talk([CONNECT, SUBSCRIBE]).facts;
  const verdict = judge(usual(CONNECT, SUBSCRIBE), ...listens, STOPPED, ...again);
  assert.deepEqual(known(verdict), [undefined, verdict.unreported, "unknown"]);
  assert.match(whyOf(verdict) ?? "", /has begun its session again, and was not answered/);
});

test("who says something else on its new connection has asked", () => {
  const listens = talk([CONNECT, SUBSCRIBE]).facts;
  const usually = usual(CONNECT, SUBSCRIBE);
  assert.equal(judge(usually, ...listens, STOPPED, ...connectsAgain("WHO is there, and where\n")).lost, 1);
});

test("who asks something each time, or by itself on its session, is left without an answer", () => {
  const polls = connectsAgain("GET /state HTTP/1.1\r\n\r\n");
  const GET: Saying = [3, "GET /state HTTP/1.1\r\n\r\n", "HTTP/1.1 204 None\r\n\r\n"];
  assert.equal(judge(usual(GET), ...talk([GET]).facts, STOPPED, ...polls).lost, 1, "one ask a connection");
  const next: Saying = [200, "GET /other HTTP/1.1\r\n\r\n", "HTTP/1.1 204 None\r\n\r\n"];
  const several = judge(usual(GET, next), ...talk([GET, next]).facts, STOPPED, ...polls);
  assert.equal(several.lost, 1, "several asks a connection");
  const says = [CONNECT, SUBSCRIBE, publish(200, "OK\n")] as const;
  const verdict = judge(usual(...says), ...talk(says).facts, STOPPED, ...connectsAgain(CONNECT[1]));
  assert.equal(verdict.lost, 1, "what it would say next, it cannot");
});

test("a ticker over WebSocket that is kept alive by pings lacks no answer", () => {
  const UPGRADE: Saying = [
    3,
    "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
    "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
  ];
  const frame = (ms: number): Saying => [ms, "", `\u0001\u0040${"tick of a clock ".repeat(4)}`];
  const ping = (ms: number): Saying => [ms, `\u00092${ms}4`, "\u000a\u0002xy"];
  const ticks = [110, 310, 510, 710].map(frame);
  const pings = [60, 200, 390, 600, 800].map(ping);
  const all = [UPGRADE, ...ticks, ...pings].sort(([one], [other]) => one - other);
  const { facts, sent, came } = talk(all.filter(([ms]) => ms < 400));
  const fin: Timed = [402, segment(`< F. ${came}:${came}(0) ack ${sent}`)];
  assert.deepEqual(known(judge(usual(...all), ...facts, FAULT, GONE, fin)), [0, 0, undefined]);
});

test("what is said over a connection that was upgraded to something else has no such frames", () => {
  const UPGRADE: Saying = [
    3,
    "POST /attach HTTP/1.1\r\nUpgrade: tcp\r\n\r\n",
    "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n",
  ];
  const says = [100, 200, 300, 500].map((ms): Saying => [ms, `hello, this is line ${ms}\n`, "hi\n"]);
  assert.equal(
    stopped([UPGRADE, ...says.slice(0, 3)], [[500, "hello, this is line 500\n"]], usual(UPGRADE, ...says))
      .lost,
    1,
  );
});

test("what it asked on another connection, and was answered elsewhere, hides nothing of it", () => {
  const GET = "GET /state HTTP/1.1\r\n\r\n";
  const polls = (port: number, ms: number, answer = ""): Timed[] =>
    [
      [ms, { ...segment("> S 0:0(0)"), flags: "S" }] as Timed,
      [ms, segment("< S. 0:0(0) ack 1")] as Timed,
      ...talk([[ms + 1, GET, answer]]).facts,
    ].map((each) => onPort(port, each));
  const RST = (sent: number, came: number): Timed => [402, segment(`< R. ${came}:${came}(0) ack ${sent}`)];
  function verdict(published: readonly Saying[], bytes: number): Verdict {
    const { facts, sent, came } = talk(talks(publish(60, "OK\n"), ...published));
    const polled = polls(41_000, 390);
    const again = polls(42_000, 600, "HTTP/1.1 204 None\r\n\r\n");
    const before = [...facts, ...polled, queue(399, bytes)].sort(([one], [other]) => one - other);
    const all = [...before, FAULT, GONE, RST(sent, came), onPort(41_000, RST(1 + GET.length, 1)), ...again];
    return judge(control(publish(60, "OK\n")), ...all);
  }
  assert.deepEqual(known(verdict([], 0)), [0, 0, "answered"]);
  const hidden = verdict([[395, "PUBLISH what it has seen at last\n"]], 33);
  assert.deepEqual(known(hidden), [undefined, undefined, "unknown"]);
  assert.match(whyOf(hidden) ?? "", /sends by itself as well, and never got/);
});
