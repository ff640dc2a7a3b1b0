// How far one typed line got: the furthest of its transmissions that was observed. The fates are in docs/json.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { ack, check, data, elsewhere, fate, queue } from "../fates.ts";
import { connection, segment } from "../made-up.ts";
import {
  START,
  type Timed,
  answersRst,
  exits,
  lostOnTheWay,
  ofServer,
  prints,
  sends,
  serves,
} from "../one-run.ts";

test("never sent: swallowed, unless the client ended just then, or not each segment was recorded", () => {
  const ends = (ms: number, exitCode = 0): Timed => exits(ms, { exitCode });
  const unread = "unknown: the client ended just then, and may not have read it (9)";
  check([
    ["it goes on", [], "swallowed ()"],
    ["it ends soon, silently, and well", [ends(1199)], unread],
    ["later", [ends(1200)], "swallowed (9)"],
    ["in failure", [ends(1100, 1)], "swallowed (9)"],
    ["it had printed something", [ends(1100), prints(1050, "bye\n")], "swallowed (9)"],
    ["it had printed something before", [ends(1100), prints(1000, "bye\n")], unread],
    ["its server printed something", [ends(1100), ofServer(prints(1050, "bye\n"))], unread],
    ["after the next thing was said", [ends(1100)], "swallowed (9)", { untilMs: 1100 }],
    ["before the next thing was said", [ends(1100)], unread, { untilMs: 1101 }],
    [
      "in a flood",
      [[1100, { kind: "narrowed" } as Fact]],
      "unknown: in the flood not each segment was recorded ()",
    ],
    ["the flood was before", [[900, { kind: "narrowed" } as Fact]], "swallowed ()"],
  ]);
});

test("sent, and not answered: refused, unacknowledged, acknowledged, unread, taken", () => {
  check([
    ["nothing came back", [data(1100)], "unacknowledged (9)"],
    ["an RST came back", [data(1100), answersRst(1200)], "refused (9, 10)"],
    ["an RST, of which no more is known", [data(1100), ack(1150, 20), answersRst(1200)], "acknowledged (9)"],
    ["acknowledged", [data(1100), ack(1150, 20)], "acknowledged (9)"],
    ["in part", [data(1100), ack(1150, 19)], "unacknowledged (9)"],
    ["in the queue", [data(1100), ack(1150, 20), queue(1200, 6)], "unread (9)"],
    ["a part of it is", [data(1100), ack(1150, 20), queue(1200, 1)], "unread (9)"],
    [
      "what came after it is",
      [data(1100), ack(1150, 20), sends(1199.5, 20), queue(1200, 6)],
      "acknowledged (9)",
    ],
    ["read", [data(1100), ack(1150, 20), queue(1200, 0)], "taken (9)"],
  ]);
});

const UNSURE =
  "read by the server's process; what came since may be its answer, or what the server sends by itself";

test("answered: by data of the server that came after it, acknowledges all of it, and arrived", () => {
  const answer = serves(1200, 14, 20);
  check([
    ["answered", [data(1100), answer], "answered (9, 10)"],
    ["at once", [data(1100), serves(1100, 14, 20)], "answered (9, 10)"],
    [
      "and read",
      [
        data(1100),
        answer,
        [
          1300,
          {
            kind: "sockets",
            rows: [
              {
                local: connection.client,
                remote: connection.server,
                state: "ESTABLISHED",
                recvQ: 0,
                sendQ: 0,
                inode: 1,
              },
            ],
          },
        ],
      ],
      "read (9, 10)",
    ],
    ["and printed", [data(1100), answer], "shown (9, 10)", { isPrinted: true }],
    ["before it was sent", [serves(1050, 14, 20), data(1100)], "acknowledged (10)"],
    [
      "it answers what was sent before, and not this",
      [sends(1050), lostOnTheWay(serves(1060, 14, 20)), data(1100, 20)],
      "unacknowledged (11)",
    ],
    ["to a part of it", [data(1100), serves(1200, 14, 19)], "unacknowledged (9)"],
    ["it was lost", [data(1100), lostOnTheWay(answer)], "taken (9, 10)"],
    [
      "an RST that acknowledges it is no answer",
      [data(1100), [1200, segment("< R. 14:14(0) ack 20")]],
      "acknowledged (9)",
    ],
    ["the server sends by itself", [data(1100), answer], "acknowledged (9)", { isPushed: true }],
    [
      "it does, and had read this",
      [data(1100), queue(1150, 0), answer],
      `taken: ${UNSURE} (9)`,
      { isPushed: true },
    ],
    [
      "it had read this, and sent nothing",
      [data(1100), ack(1120, 20), queue(1150, 0)],
      "taken (9)",
      { isPushed: true },
    ],
    [
      "the server sends by itself, and it was printed",
      [data(1100), answer],
      "shown (9, 10)",
      { isPushed: true, isPrinted: true },
    ],
  ]);
});

test("what was told apart by when it left may be something else: an answer counts where it was printed", () => {
  const facts = [[1005, segment("> P. 14:20(6) ack 14", "\u0001xyz\u0002")], serves(1200, 14, 20)] as const;
  check([
    ["not printed", facts, "acknowledged (9)", { unaskedMs: 10 }],
    ["printed", facts, "shown (9, 10)", { unaskedMs: 10, isPrinted: true }],
  ]);
});

test("one answer answers one thing", () => {
  const [sent, first, second] = [data(1100), serves(1200, 14, 20), serves(1300, 20, 20)];
  const why = "two things were said close together, and one answer came";
  const used = (): Set<number> => new Set([10]);
  check([
    ["it is another's", [sent, first], `unknown: ${why} (9)`, { answers: used() }],
    [
      "it is another's, and this was printed",
      [sent, first],
      "shown (9, 10)",
      { answers: used(), isPrinted: true },
    ],
    ["there are two", [sent, first, second], "answered (9, 11)", { answers: used() }],
  ]);
  const answers = new Set<number>();
  fate([sent, first], { answers });
  assert.deepEqual([...answers], [10]);
});

test("of several transmissions the one that got furthest counts, whichever it is", () => {
  const syns = [
    START,
    elsewhere([1010, segment("> S 0:0(0)")]),
    elsewhere([1010, segment("< S. 0:0(0) ack 1")]),
  ];
  const other = elsewhere(data(1300, 1));
  assert.equal(fate([data(1100), ack(1150, 20), data(1200, 20)]), "acknowledged (9)");
  assert.equal(
    fate([...syns, data(1100), answersRst(1200), other, elsewhere(serves(1400, 1, 7))]),
    "answered (14, 15)",
  );
  assert.equal(fate([...syns, data(1100), answersRst(1200), other]), "unacknowledged (14)");
});

test("where it is unclear what was sent, only what was printed after data had come is known", () => {
  const unclear = "it cannot be read";
  check([
    ["printed", [serves(1000)], "shown ()", { unclear, isPrinted: true }],
    ["not printed", [serves(1000)], "unknown: it cannot be read ()", { unclear }],
    ["nothing came", [], "unknown: it cannot be read ()", { unclear, isPrinted: true }],
    ["it came before", [serves(900)], "unknown: it cannot be read ()", { unclear, isPrinted: true }],
    [
      "on one of its connections",
      [START, elsewhere([1010, segment("> S 0:0(0)")]), serves(1100)],
      "shown ()",
      { unclear, isPrinted: true },
    ],
  ]);
});

// A kernel acknowledges what nobody reads, and refuses what it does not know; only a program answers.
test("what the server answered it had read, though the answer never got to the client: taken", () => {
  const lost = lostOnTheWay(serves(1200, 14, 20));
  const refused = (ms: number): Timed => [ms, segment("> R 20:20(0)")];
  check([
    [
      "a router that forgot the connection refuses it when it is sent again",
      [data(1100), lost, answersRst(1300)],
      "taken (9, 10)",
    ],
    [
      "its client has closed its socket",
      [data(1100), ack(1150, 20), serves(1200, 14, 20), refused(1201)],
      "taken (9, 11)",
    ],
    ["it came when it was sent again", [data(1100), lost, serves(1400, 14, 20)], "answered (9, 11)"],
    ["the server sends by itself", [data(1100), lost], "unacknowledged (9)", { isPushed: true }],
    [
      "it was sent before, and again since",
      [lostOnTheWay(serves(1050, 14, 14)), data(1100), lost],
      "unacknowledged (10)",
    ],
    [
      "it is the answer to what was said before",
      [data(1100), lost],
      "unacknowledged (9)",
      { answers: new Set([10]) },
    ],
    [
      "it answers what was sent before, and not this",
      [sends(1050), lostOnTheWay(serves(1060, 14, 20)), data(1100, 20)],
      "unacknowledged (11)",
    ],
    ["to a part of it", [data(1100), lostOnTheWay(serves(1200, 14, 19))], "unacknowledged (9)"],
    ["this lay unread when that was sent", [data(1100), ack(1150, 20), lost, queue(1300, 6)], "unread (9)"],
  ]);
});
