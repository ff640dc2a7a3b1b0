// A client that fetches its page from a mirror, under another path, once its server has died: it may have it all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy, ends, expects } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther, onPort, prints } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const PAGE = "GET /page HTTP/1.1\r\n\r\n";
const MIRROR = "GET /mirror/page HTTP/1.1\r\n\r\n";
const page = (length: number, status = "200 OK"): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`;
const asks = (ms: number, text: string): Timed => [
  ms,
  segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text),
];
const answers = (ms: number, text: string, of: string): Timed => [
  ms,
  segment(`< P. 1:${1 + text.length}(${text.length}) ack ${1 + of.length}`, text),
];
const DONE = [prints(80, "an md5 sum\n"), ends(90, 0)] as const;
const by = (answer: string, ...others: readonly Timed[]): ControlRecord =>
  controlBy([asks(3, PAGE), NO_FAULT, answers(15, answer, PAGE), ...others, ...DONE], begun);
const usual = (): ControlRecord => by(page(40));

/** Its request is refused, and it asks for another path elsewhere, which is answered so. */
function fetched(
  answer: string,
  control: ControlRecord = usual(),
  done: readonly Timed[] = DONE,
  { asked = MIRROR, first = [asks(3, PAGE)] }: { asked?: string; first?: readonly Timed[] } = {},
): Verdict {
  const facts: readonly Timed[] = [
    ...first,
    FAULT,
    GONE,
    [12, segment(`< R. 1:1(0) ack ${1 + PAGE.length}`)],
    onOther([40, segment("> S 0:0(0)")]),
    onOther([40.1, segment("< S. 0:0(0) ack 1")]),
    onOther(asks(41, asked)),
    onOther(answers(50, answer, asked)),
    ...done,
  ];
  return judgeClient(layOut(evidenceOf(observations(...begun, ...facts), { control })), {
    endings: ["rst"],
  });
}

const known = ({ lost, ledger }: Verdict): unknown[] => [lost, ledger?.said[0]?.fate];
const UNKNOWN = [undefined, "unknown"];

test("the control has how long the one page is that came, whole and well", () => {
  const onlyBody = (...of: Parameters<typeof by>): number | undefined => by(...of).onlyBody;
  assert.equal(onlyBody(page(40)), 40);
  assert.equal(onlyBody(page(40).replace(": ", ":")), 40, "no blank is needed there");
  assert.equal(onlyBody(page(40).replaceAll("\r", "")), 40, "nor a carriage return");
  assert.equal(onlyBody(page(40).slice(0, -1)), undefined, "not whole");
  assert.equal(onlyBody(page(40) + page(40)), undefined, "two");
  assert.equal(onlyBody(page(40, "404 Not Found")), undefined);
  assert.equal(onlyBody(page(40, "404 Not Found\r\nVia: HTTP/1.1 2nd")), undefined);
  assert.equal(onlyBody(page(40).replace("Content-", "X-Content-")), undefined, "not its own length");
  assert.equal(onlyBody(page(0)), undefined, "an empty page is as long as any other empty one");
  assert.equal(onlyBody("ok\n"), undefined);
});

const inChunks = (...lengths: readonly number[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${[...lengths, 0]
    .map((each) => `${each.toString(16)}\r\n${"x".repeat(each)}${each > 0 ? "\r\n" : ""}`)
    .join("")}\r\n`;

test("a page in chunks is as long as these are", () => {
  assert.equal(by(inChunks(30, 10)).onlyBody, 40);
  assert.equal(by(inChunks(30, 10).slice(0, -2)).onlyBody, undefined, "its end has not come");
  assert.equal(by(inChunks(30, 10).replace("\na\r", "\ng\r")).onlyBody, undefined, "no length");
  assert.equal(by(inChunks()).onlyBody, undefined, "empty");
  assert.equal(by(inChunks(40) + page(40)).onlyBody, undefined, "two");
  assert.deepEqual(known(fetched(inChunks(30, 10))), UNKNOWN);
  assert.deepEqual(known(fetched(inChunks(30, 11))), [1, "acknowledged"]);
});

test("one page is all that came on one connection, whatever else was asked in vain", () => {
  const beside = [onOther([4, segment("> S 0:0(0)")]), onOther(asks(5, MIRROR))];
  assert.equal(by(page(40), ...beside).onlyBody, 40);
  assert.equal(by(page(40), ...beside, onOther(answers(6, page(7), MIRROR))).onlyBody, undefined);
});

test("a head may come in pieces, of which all must be known", () => {
  const [head, end] = ["HTTP/1.1 200 OK\r\nContent-Length: 40\r\n", `\r\n${"x".repeat(40)}`];
  const next = (from: number, text: string): Timed => [
    16,
    segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${1 + PAGE.length}`, text),
  ];
  assert.equal(by(head, next(1 + head.length, end)).onlyBody, 40);
  const longer: Timed = [
    15,
    segment(`< P. 1:${1 + head.length + 5}(${head.length + 5}) ack ${1 + PAGE.length}`, head),
  ];
  const facts = [asks(3, PAGE), NO_FAULT, longer, next(6 + head.length, end.slice(0, -5)), ...DONE];
  assert.equal(controlBy(facts, begun).onlyBody, undefined, "five bytes were not kept, and five lack");
});

test("as much came whole from elsewhere: it may be the same page", () => {
  const verdict = fetched(page(40));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /as much came whole as in the control/);
  const other = page(40).replace("\r\n\r\n", "\r\nServer: another one, with a longer head\r\n\r\n");
  assert.deepEqual(known(fetched(other)), UNKNOWN, "under another head");
  const third = [[55, segment("> S 0:0(0)")] as Timed, asks(56, MIRROR), answers(57, page(40), MIRROR)];
  const later = third.map((each) => onPort(50_001, each));
  assert.deepEqual(
    known(fetched(page(9, "503 Busy"), usual(), [...later, ...DONE])),
    UNKNOWN,
    "at the second try",
  );
});

test("another page, half of it, an error, a client that prints less or ends otherwise: lost", () => {
  const lostOf = (...of: Parameters<typeof fetched>): unknown => fetched(...of).lost;
  assert.equal(lostOf(page(41)), 1);
  assert.equal(lostOf(page(40).slice(0, -1)), 1);
  assert.equal(lostOf(page(40, "404 Not Found")), 1);
  assert.equal(lostOf(page(40), usual(), [ends(90, 0)]), 1);
  assert.equal(lostOf(page(40), usual(), [prints(80, "an md5 sum\n"), ends(90, 1)]), 1);
  const { onlyBody: _, ...older } = usual();
  assert.equal(lostOf(page(40), older), 1);
  assert.equal(lostOf(page(40), { ...usual(), more: [older] }), 1);
  assert.equal(lostOf(page(40), { ...usual(), more: [{ ...usual(), printed: 0 }] }, [ends(90, 0)]), 1);
  assert.equal(
    lostOf(page(40), usual(), [...DONE, expects(95, "the page", false)]),
    1,
    "not what was expected",
  );
});

test("a page that had come before its server died is not the one that was lost", () => {
  const first = "GET /first HTTP/1.1\r\n\r\n";
  const before = [[4, segment("> S 0:0(0)")] as Timed, asks(5, first), answers(6, page(40), first)];
  const earlier = before.map((each) => onPort(50_001, each));
  assert.equal(fetched(page(9, "503 Busy"), usual(), [...earlier, ...DONE]).lost, 1);
});

test("who asks for the very same page, and gets it, has it", () => {
  assert.equal(fetched(page(40), usual(), DONE, { asked: PAGE }).lost, 0);
});
