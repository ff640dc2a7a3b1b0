// A client that fetches its page from a mirror, under another path, once its server has died: it may have it all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy, ends } from "./ledger-runs.ts";
import { evidenceOf, observations, segment } from "./made-up.ts";
import { type Timed, onOther, prints } from "./one-run.ts";

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
const usual = controlBy([asks(3, PAGE), NO_FAULT, answers(15, page(40), PAGE), ...DONE], begun);

/** Its request is refused, and it asks for another path elsewhere, which is answered so. */
function fetched(answer: string, control: ControlRecord = usual, done: readonly Timed[] = DONE): Verdict {
  const facts: readonly Timed[] = [
    asks(3, PAGE),
    FAULT,
    GONE,
    [12, segment(`< R. 1:1(0) ack ${1 + PAGE.length}`)],
    onOther([40, segment("> S 0:0(0)")]),
    onOther([40.1, segment("< S. 0:0(0) ack 1")]),
    onOther(asks(41, MIRROR)),
    onOther(answers(50, answer, MIRROR)),
    ...done,
  ];
  return judgeClient(layOut(evidenceOf(observations(...begun, ...facts), { control })), {
    endings: ["rst"],
  });
}

const known = ({ lost, ledger }: Verdict): unknown[] => [lost, ledger?.said[0]?.fate];
const UNKNOWN = [undefined, "unknown"];

test("the control has how long the one page is that came, whole and well", () => {
  assert.equal(usual.onlyBody, 40);
  const by = (answer: string): number | undefined =>
    controlBy([asks(3, PAGE), NO_FAULT, answers(15, answer, PAGE), ...DONE], begun).onlyBody;
  assert.equal(by(page(40).slice(0, -1)), undefined, "not whole");
  assert.equal(by(page(40) + page(40)), undefined, "two");
  assert.equal(by(page(40, "404 Not Found")), undefined);
  assert.equal(by("ok\n"), undefined);
});

test("as much came whole from elsewhere: it may be the same page", () => {
  const verdict = fetched(page(40));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /as much came whole as in the control/);
  const other = page(40).replace("\r\n\r\n", "\r\nServer: another one, with a longer head\r\n\r\n");
  assert.deepEqual(known(fetched(other)), UNKNOWN, "under another head");
});

test("another page, half of it, an error, a client that prints less or ends otherwise: lost", () => {
  const lostOf = (...of: Parameters<typeof fetched>): unknown => fetched(...of).lost;
  assert.equal(lostOf(page(41)), 1);
  assert.equal(lostOf(page(40).slice(0, -1)), 1);
  assert.equal(lostOf(page(40, "404 Not Found")), 1);
  assert.equal(lostOf(page(40), usual, [ends(90, 0)]), 1);
  assert.equal(lostOf(page(40), usual, [prints(80, "an md5 sum\n"), ends(90, 1)]), 1);
  const { onlyBody: _, ...older } = usual;
  assert.equal(lostOf(page(40), older), 1);
  assert.equal(lostOf(page(40), { ...usual, more: [older] }), 1);
});
