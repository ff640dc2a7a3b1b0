// What a client that gets no input asks, and when it asks for the same again on another connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { ownConnections, ownPuts, timesAsked } from "../../../src/verdict/bytes/sent-again.ts";
import { HELLO, answer, post as stream, talk } from "../http2-runs.ts";
import { START, type Timed, aborts, answers, answersRst, asks, caseOf, onPort } from "../one-run.ts";

/** What a client that gets no input asks, told of the end at 1500 ms: `port from-to`. */
function ownAsked(...facts: readonly Timed[]): string[] {
  const flows = flowsOf(caseOf([START, ...facts])).slice(1); // without the one that `opened` asks on
  return ownPuts(flows, 1500e6).map(
    ({ flow, first, end }) => `${flow.connection.client.port} ${first.atNs / 1e6}-${end}`,
  );
}
const PAGE = "GET /page HTTP/1.1\r\n";
const on = (port: number, ms: number, text: string, from = 1): Timed => onPort(port, asks(ms, text, from));

test("what it sends before it is told of the end is asked, and all that it sends where it had not come to ask", () => {
  assert.deepEqual(ownAsked(on(41_000, 1100, PAGE), on(42_000, 1200, "hello\n")), [
    "41000 1100-21",
    "42000 1200-7",
  ]);
  assert.deepEqual(ownAsked(on(41_000, 1500, PAGE), on(42_000, 1600, "hello\n")), [
    "41000 1500-21",
    "42000 1600-7",
  ]);
});

test("what it sends later is asked where it is the last thing asked before, on another connection, as far as that", () => {
  const asked = [on(41_000, 1100, "hello\n"), on(42_000, 1200, PAGE)];
  const both = ["41000 1100-7", "42000 1200-21"];
  assert.deepEqual(ownAsked(...asked, on(43_000, 1600, `HI\n${PAGE}QUIT\n`)), [...both, "43000 1600-24"]);
  assert.deepEqual(ownAsked(...asked, on(43_000, 1600, "hello\n")), both, "not the last");
  assert.deepEqual(ownAsked(...asked, on(42_000, 1600, PAGE, 21)), both, "on the same connection");
  const farewell = [on(42_000, 1600, "QUIT, and goodbye\n", 21), on(43_000, 1700, PAGE)];
  assert.deepEqual(ownAsked(...asked, ...farewell), [...both, "43000 1700-21"], "a farewell is not asked");
  const reset = onPort(43_000, aborts(1550));
  assert.deepEqual(ownAsked(...asked, reset, on(43_000, 1600, PAGE)), [...both, "43000 1600-21"]);
});

test("so little as seven bytes may stand anywhere", () => {
  const asked = (text: string): string[] => ownAsked(on(41_000, 1100, text), on(42_000, 1600, text));
  assert.deepEqual(asked("PING 7\n"), ["41000 1100-8"]);
  assert.deepEqual(asked("PING 77\n"), ["41000 1100-9", "42000 1600-9"]);
});

test("the same may have other lines between the first and the last; one of these alone may be something else", () => {
  const asked = (first: string, again: string): number =>
    ownAsked(on(41_000, 1100, first), on(42_000, 1600, again)).length;
  const post = (path: string, header: string, body: string): string =>
    `POST ${path} HTTP/1.1\r\n${header}\r\n\r\n${body}`;
  const first = post("/pay", "Try: 1", "amount=100");
  assert.equal(asked(first, post("/pay", "Try: 2", "amount=100")), 2);
  assert.equal(asked(first, post("/pay", "Try: 1", "amount=200")), 1);
  assert.equal(asked(first, post("/spool", "Try: 1", "amount=100")), 1);
  assert.equal(asked("command one\nx\nEND 1\n", "command one\ny\nEND 1\n"), 2);
  assert.equal(asked("command one\nx\nEND 1\n", "command one\ny\nEND 2\n"), 1, "it ends otherwise");
  assert.equal(asked("command one\nx\nEND 1\n", "command once\ny\nEND 1\n"), 1, "it begins otherwise");
  assert.equal(asked("GET a\nx\nEND\n", "GET a\ny\nEND\n"), 1, "the first line may stand anywhere");
});

test("a request and its body are one thing, in however many pieces they were sent; what was answered is not", () => {
  const [head, body] = ["POST /pay HTTP/1.1\r\n\r\n", "amount=100"];
  const pieces = (port: number, ms: number, path = "/pay"): Timed[] => {
    const mine = head.replace("/pay", path);
    return [on(port, ms, mine), on(port, ms + 1, body, 1 + mine.length)];
  };
  assert.equal(ownAsked(...pieces(41_000, 1100), ...pieces(42_000, 1600)).length, 2);
  assert.equal(ownAsked(...pieces(41_000, 1100), ...pieces(42_000, 1600, "/spool")).length, 1);
  const ready = onPort(41_000, answers(1105, "ready\n", 7, 1));
  const greeted = [on(41_000, 1100, "HELO me\n"), ready, on(41_000, 1110, PAGE, 9)];
  assert.equal(ownAsked(...greeted, on(42_000, 1600, `HELO you\n${PAGE}`)).length, 2);
});

test("a farewell is not what was asked last, on whatever connection", () => {
  const facts = [on(41_000, 1100, PAGE), on(41_000, 1500, "QUIT, and goodbye\n", 21), on(42_000, 1600, PAGE)];
  const flows = flowsOf(caseOf([START, ...facts])).slice(1);
  assert.equal(ownConnections(flows, 1, 1500e6), 2);
  const connectionsWhere = (times: number): number | undefined =>
    ownConnections(flows, 1, 1500e6, { timesOf: () => times });
  assert.deepEqual(
    [connectionsWhere(1), connectionsWhere(2)],
    [2, undefined],
    "as often as without the fault",
  );
  const third = flowsOf(caseOf([START, ...facts, on(43_000, 1700, "NOOP, as ever\n")])).slice(1);
  assert.equal(ownConnections(third, 1, 1500e6, { timesOf: () => 2 }), undefined, "whatever else is asked");
});

test("how often it is asked without the fault is known by its first segment, and where it is the same to the letter", () => {
  const [head, body] = ["POST /pay HTTP/1.1\r\n\r\n", "amount=100"];
  const both = [41_000, 42_000].flatMap((port, i) => [
    on(port, 1100 + 500 * i, head),
    on(port, 1101 + 500 * i, body, 1 + head.length),
  ]);
  const connectionsOf = (facts: readonly Timed[], timesOf: (text: string) => number): number | undefined =>
    ownConnections(flowsOf(caseOf([START, ...facts])).slice(1), 1, 1500e6, { timesOf });
  assert.equal(
    connectionsOf(both, (text) => (text === head ? 2 : 0)),
    undefined,
  );
  const tries = [1, 2].map((i) =>
    on(40_000 + 1000 * i, 600 + 500 * i, head.replace("\r\n", `\r\nTry: ${i}\r\n`)),
  );
  assert.equal(
    connectionsOf(tries, () => 5),
    2,
    "its tries are numbered",
  );
});

test("over HTTP/2 what was open at the end is asked again where it is asked once on another connection", () => {
  const connectionsOf = (
    first: Parameters<typeof talk>[1][],
    ...others: readonly string[]
  ): number | undefined => {
    const since = others.flatMap((text, i) => talk(42_000 + i, [1600, ">", HELLO + text]));
    const flows = flowsOf(caseOf([START, ...talk(41_000, ...first), ...since])).slice(1);
    return ownConnections(flows, 1, 1500e6, { faultNs: 1400e6 });
  };
  const asked = [[1100, ">", HELLO + stream(1, "one")] as const];
  assert.equal(connectionsOf([...asked], stream(1, "one")), 2);
  assert.equal(connectionsOf([...asked], stream(1, "two")), undefined, "another thing");
  assert.equal(connectionsOf([...asked], stream(1, "two"), stream(1, "one")), 3, "on one of them");
  assert.equal(
    connectionsOf([...asked, [1110, "<", answer(1)]], stream(1, "one")),
    undefined,
    "it was answered",
  );
  assert.equal(
    connectionsOf([...asked, [1110, ">", stream(3, "one")]], stream(1, "one")),
    undefined,
    "asked twice",
  );
  assert.equal(connectionsOf([...asked], stream(1, "one") + stream(3, "one")), undefined, "or twice there");
});

test("only the lines of its head may differ, but for the first: another body is another thing", () => {
  const json = (amount: number): string => `{\n  "amount": ${amount}\n}`;
  const post = (tried: string, body: string): string => `POST /orders HTTP/1.1\r\n${tried}\r\n${body}`;
  const isSame = (first: string, again: string): boolean => {
    const [, found] = ownAsked(on(41_000, 1100, first), on(42_000, 1600, `${again}QUIT\n`));
    if (found !== undefined) assert.equal(found, `42000 1600-${1 + again.length}`);
    return found !== undefined;
  };
  const [one, two] = ["Try: 1\r\n", "Try: 12\r\n"];
  assert.equal(isSame(post(one, json(100)), post(two, json(100))), true);
  assert.equal(isSame(post(one, json(100)), post(two, json(200))), false);
  assert.equal(isSame(post("", json(100)), post(one, json(100))), true, "a header more");
  assert.equal(isSame(post(one, json(100)), post("", json(100))), true, "a header less");
  const other = post(two, json(100)).replace("orders", "drafts");
  assert.equal(isSame(post(one, json(100)), post(two, json(200)) + other), false, "its body went elsewhere");
  assert.equal(isSame(post(one, json(100)), other + post(two, json(200))), false, "and before it");
});

test("what was asked last is what was sent since the last data of the server, in time if anything was", () => {
  const said = (ms: number, text: string, from: number): Timed => onPort(41_000, answers(ms, text, 7, from));
  const third = [on(41_000, 1100, "HELO me\n"), said(1105, "hi\n", 1), on(41_000, 1110, "USER me\n", 9)];
  const asked = [...third, said(1115, "ok\n", 4), on(41_000, 1120, PAGE, 17)];
  assert.equal(ownAsked(...asked, on(42_000, 1600, PAGE)).length, 2);
  const [head, body] = [on(41_000, 1100, "POST /pay\n"), on(41_000, 1110, "amount=100", 11)];
  const notBelieved = onPort(41_000, answersRst(1105));
  assert.equal(ownAsked(head, notBelieved, body, on(42_000, 1600, "amount=100")).length, 1, "an RST is none");
  const late = flowsOf(caseOf([START, on(41_000, 1500, PAGE), on(42_000, 1600, PAGE)])).slice(1);
  assert.equal(ownConnections(late, 1, 1400e6), 2, "it came to ask only then");
});

test("when it asked again is when its first byte was sent, however often, and in whatever pieces", () => {
  const pieces = [
    on(41_000, 1600, "HELO me\n"),
    on(41_000, 1650, PAGE, 9),
    on(41_000, 1700, PAGE + PAGE, 29),
  ];
  const cut = [on(41_000, 1750, PAGE.slice(0, 5), 69), on(41_000, 1760, PAGE.slice(5), 74)];
  const [, flow] = flowsOf(caseOf([START, ...pieces, ...cut]));
  assert.ok(flow);
  const times = timesAsked(flow, PAGE).map((atNs) => atNs / 1e6);
  assert.deepEqual(times, [1650, 1700, 1700, 1750]);
});
