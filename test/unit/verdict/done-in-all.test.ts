// What a client was started for may be done on new connections, where what it asks there can be read: all of it, perhaps
// all of it, or something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { cameElsewhere } from "../../../src/verdict/asks/done-elsewhere.ts";
import { type Exchange, controlOf, exchanges, runOf, seenIn } from "../exchanges.ts";
import { segment } from "../made-up.ts";
import { type Timed, exits, onPort, usual } from "../one-run.ts";

const store = (thing: string): Exchange => [`STORE ${thing}\r\n`, "+OK\r\n"];
const [A, B, C] = [store("alpha"), store("bravo under 17-c2"), store("charly")] as const;
/** Under another id. */
const ANEW = store("bravo under 4f-0a");
const PING: Exchange = ["PING it\r\n", "+PONG\r\n"];
const GREETING: Exchange = ["", "220 this is the server\r\n"];
const EXIT = exits(1500, { exitCode: 0 });

interface Run {
  /** Answered before the end, and on a new connection since; and on one more. */
  readonly before?: readonly Exchange[];
  readonly since: readonly Exchange[];
  readonly beside?: readonly Exchange[];
  readonly more?: readonly Timed[];
  /** What it asks without the fault, over how many connections, and of how many bytes the answers are. */
  readonly control?: ControlRecord;
  readonly connections?: number;
  readonly bytes?: number;
  readonly slack?: number;
  /** Whether it was answered on the connection that ended. */
  readonly isAnswered?: boolean;
  readonly moment?: string;
}

function came({
  before = [A],
  since,
  beside = [],
  more = [],
  control = controlOf(A, B, C),
  connections = 1,
  bytes = 15,
  slack = 2,
  isAnswered = true,
  moment = "idle",
}: Run): string {
  const later = exchanges(1300, ...beside).map((each) => onPort(51_000, each));
  const seen = seenIn([...runOf(before, since), ...later, ...more]);
  const run = { ...seen, evidence: { ...seen.evidence, control, moment } };
  return cameElsewhere(run, { answerBytes: bytes, connections }, slack, isAnswered) ?? "nothing";
}

test("as many bytes are all of it where nothing is lacking that a control asks", () => {
  assert.equal(came({ since: [B, C] }), "whole");
  assert.equal(came({ since: [C], slack: 8 }), "other", "a short answer is less than the slack");
  assert.equal(came({ since: [B] }), "other", "less");
  assert.equal(came({ since: [ANEW, C] }), "whole", "in other words");
  assert.equal(came({ since: [PING, C] }), "unsure", "something else instead");
});

test("more of them are all of it, and something else; or perhaps all, where it may be there in other words", () => {
  assert.equal(came({ since: [B, PING, C] }), "whole");
  assert.equal(came({ since: [ANEW, PING, C] }), "unsure");
  assert.equal(came({ since: [PING, PING, C] }), "other");
});

test("of a control that asks more than is kept, the bytes alone speak, and no fewer than the middle of what may be", () => {
  const unkept: ControlRecord = { ...usual(), asked: [] };
  const sealed: Exchange = ["\u0016\u0003\u0001 tls", "+OK\r\n"];
  assert.equal(came({ since: [B, C], bytes: 16, control: unkept }), "unsure");
  assert.equal(came({ since: [B, C], bytes: 15, control: unkept }), "whole");
  assert.equal(
    came({ since: [B, C], bytes: 16, control: { ...controlOf(A, B, C), more: [unkept] } }),
    "unsure",
  );
  assert.equal(came({ since: [sealed, C], bytes: 16, control: unkept }), "whole", "it says nothing of TLS");
  assert.equal(came({ since: [B, C], bytes: 16, control: usual() }), "whole", "nor where none was kept");
});

test("on as many connections as without the fault, what it lacks is on none", () => {
  const own = { connections: 2, more: [EXIT] };
  assert.equal(came({ ...own, since: [B, C] }), "nothing");
  assert.equal(came({ ...own, since: [C] }), "other");
  assert.equal(came({ ...own, since: [ANEW, PING] }), "unsure");
  assert.equal(came({ ...own, since: [C], more: [] }), "nothing", "it may yet ask for it");
  assert.equal(came({ ...own, since: [C], isAnswered: false }), "nothing");
});

/** B was sent on the old connection, and answered with an RST. */
const REFUSED: readonly Timed[] = [
  [1050, segment(`> P. ${1 + A[0].length}:${1 + A[0].length + B[0].length}(${B[0].length}) ack 6`, B[0])],
  [1051, segment("< R 6:6(0)")],
  EXIT,
];

test("what was refused, and is asked again, is answered by as much in all", () => {
  const refused = { isAnswered: false, more: REFUSED };
  assert.equal(came({ ...refused, since: [B, C] }), "whole");
  assert.equal(came({ ...refused, since: [B, C], bytes: 17 }), "whole", "within the slack");
  assert.equal(came({ ...refused, since: [B, C], bytes: 18 }), "unsure", "less came");
  assert.equal(came({ ...refused, since: [B], bytes: 18 }), "unsure", "C is not asked any more");
  assert.equal(came({ ...refused, since: [B, ANEW], bytes: 18 }), "unsure", "less");
  assert.equal(came({ ...refused, since: [C, PING] }), "other", "it asks for something else");
  assert.equal(came({ isAnswered: false, since: [B, C] }), "other", "nothing was refused");
  const more = [...REFUSED, ...exchanges(520, PING).map((each) => onPort(51_500, each))];
  const two = { isAnswered: false, more, control: controlOf(A, PING, B, C), connections: 2, bytes: 21 };
  assert.equal(came({ ...two, since: [B, C] }), "whole", "on one of two connections");
});

test("what came beside may be a login where the server speaks first, and more than without the fault", () => {
  const since = [GREETING, PING, PING, PING];
  assert.equal(came({ isAnswered: false, since }), "unsure");
  assert.equal(came({ isAnswered: false, since: [GREETING, PING], bytes: 20 }), "other", "less");
  assert.equal(
    came({ isAnswered: false, since: [GREETING, PING, PING], bytes: 17 }),
    "other",
    "within the slack",
  );
  assert.equal(came({ isAnswered: false, since: since.slice(1) }), "other", "it does not");
  assert.equal(came({ isAnswered: false, since, beside: [PING] }), "unsure", "on one of its connections");
});

test("the greeting of a connection that it makes only here is no answer", () => {
  const greeted = { before: [GREETING, A], bytes: 15 + GREETING[1].length };
  assert.equal(came({ ...greeted, since: [GREETING, B, C] }), "whole");
  assert.equal(
    came({ ...greeted, since: [GREETING, ANEW, C] }),
    "whole",
    "as much without it, in other words",
  );
  assert.equal(came({ ...greeted, since: [GREETING, B] }), "unsure", "less");
  const batch = (attempt: number): Exchange => [`BEGIN it all\r\ntry ${attempt}\r\nEND of it\r\n`, "+OK\r\n"];
  const again = { before: [GREETING, batch(1)], since: [GREETING, batch(2)], isAnswered: false };
  assert.equal(came({ ...again, bytes: 10 + GREETING[1].length }), "whole");
  assert.equal(came({ ...again, bytes: 30 + GREETING[1].length }), "unsure", "less came for it");
});

test("that one worker asks again makes up for nothing that another one lost, however long the answers are", () => {
  const sets = (thing: string): Exchange => [`STORE ${thing}\r\n`, "+OK\r\n"];
  const pushes = (thing: string): Exchange => [`APPEND ${thing}\r\n`, "+DONE\r\n"];
  const [a1, a2, a3] = [sets("alpha 1"), sets("alpha 2"), pushes("alpha 3")] as const;
  const [b1, b2, b3] = [sets("bravo 1"), pushes("bravo 2"), sets("bravo 3")] as const;
  const workers = {
    before: [a1, [a2[0], ""]] as const,
    more: exchanges(520, b1, [b2[0], ""]).map((each) => onPort(51_500, each)),
    control: controlOf(a1, b1, a2, b2, a3, b3),
    connections: 2,
    bytes: 34,
    slack: 6.8,
  };
  assert.equal(came({ ...workers, since: [b2, b3], beside: [a2, a3] }), "whole");
  assert.notEqual(came({ ...workers, since: [b2, b3], beside: [a3] }), "whole", "the first one went on");
});

test("an answer that was cut off is none, though another worker's thing is asked again", () => {
  const [a1, a2, a3] = [store("alpha 1"), store("alpha 2"), store("alpha 3")] as const;
  const [b1, b2, b3] = [store("bravo 1"), store("bravo 2"), store("bravo 3")] as const;
  const back = store("alpha is back");
  const cut = {
    before: [a1, [a2[0], "+OK\r"]] as const,
    more: exchanges(520, b1, [b2[0], "+OK\r"]).map((each) => onPort(51_500, each)),
    control: controlOf(a1, b1, a2, b2, a3, b3),
    connections: 2,
    bytes: 30,
    slack: 6,
    moment: "mid-reply:9",
  };
  assert.equal(came({ ...cut, since: [b2, b3], beside: [a2, a3] }), "whole");
  assert.notEqual(came({ ...cut, since: [b2, b3], beside: [back, a3] }), "whole", "the first one went on");
  assert.notEqual(came({ ...cut, since: [b2, b3], beside: [a3] }), "whole", "and says nothing before");
});

test("who works for as long as it was told had time for fewer things: what it did not come to is not lost", () => {
  const things = Array.from({ length: 8 }, (_, i) => store(`thing ${i}`));
  const [first = A, second = A, ...later] = things;
  const begun = { isAnswered: false, before: [first], control: controlOf(...things), bytes: 40, slack: 8 };
  const refusal: Timed[] = [
    [
      1050,
      segment(
        `> P. ${first[0].length + 1}:${first[0].length + 1 + second[0].length}(${second[0].length}) ack 6`,
        second[0],
      ),
    ],
    [1051, segment("< R 6:6(0)")],
    EXIT,
  ];
  assert.equal(came({ ...begun, more: refusal, since: [second, ...later] }), "whole");
  assert.notEqual(
    came({ ...begun, more: refusal, since: [second, ...later.slice(0, -1)] }),
    "other",
    "refused",
  );
  const answered = { ...begun, isAnswered: true };
  assert.notEqual(
    came({ ...answered, since: [second, ...later.slice(0, -1)] }),
    "other",
    "it saw the end first",
  );
  assert.equal(
    came({ ...answered, since: later }),
    "other",
    "one was left out, and all that follow were not",
  );
  const less = { ...answered, slack: 2 };
  assert.equal(came({ ...less, since: [second, ...later.slice(0, -1)] }), "unsure", "a tenth less");
  assert.equal(came({ ...less, since: later }), "other", "one of them is missing");
});

test("of several under way at once one may have got no answer, though all of them were sent before one came", () => {
  const atOnce = (...answers: readonly string[]): Exchange[] => [
    [A[0], ""],
    [B[0], ""],
    ["", answers.join("")],
  ];
  const slack = { slack: 8 }; // more than a short answer
  assert.equal(came({ ...slack, before: atOnce("+OK\r\n"), since: [C] }), "unsure");
  assert.equal(
    came({ ...slack, before: atOnce("+OK\r\n", "+OK\r\n"), since: [C] }),
    "whole",
    "all the bytes",
  );
  assert.equal(came({ ...slack, before: [A], since: [B, [C[0], "+O\r\n"]] }), "whole", "one after the other");
  const pinged = { ...slack, before: [PING], control: controlOf(PING, A, B, C), bytes: 22 };
  assert.equal(came({ ...pinged, since: [...atOnce("+OK\r\n"), C] }), "unsure", "on the new connection");
  assert.equal(came({ ...pinged, since: [A, B, C] }), "whole");
  const again = { ...slack, isAnswered: false, before: [...atOnce("+OK\r\n"), [C[0], ""]] as const };
  assert.equal(came({ ...again, since: [C] }), "unsure", "the last one is asked again");
  assert.equal(came({ ...again, since: [C, ["", "+OK\r\n"]] }), "whole", "as much came");
});
