// What a client has said of its old connection tells of nothing that it loses on the next one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { mayTellNoMore } from "../../../src/verdict/notice/told-before.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { saidEntry } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  KILL,
  START,
  type Timed,
  closes,
  died,
  expects,
  fin,
  onOther,
  prints,
  types,
  usual,
} from "../one-run.ts";

/** Nobody reads what is said there. */
const connected: readonly Timed[] = [
  onOther([1100, segment("> S 0:0(0)")]),
  onOther([1100.1, segment("< S. 0:0(0) ack 1")]),
  onOther([1100.2, segment("> . 1:1(0) ack 1")]),
];
const unread: readonly Timed[] = [
  types(1200),
  onOther([1202, segment("> P. 1:9(8) ack 1", "another\n")]),
  onOther([1203, segment("< . 1:1(0) ack 9")]),
  expects(2500, false),
];

const judged = (...facts: readonly Timed[]): Verdict => judgedBy({}, ...facts);

function judgedBy(other: Partial<Evidence>, ...facts: readonly Timed[]): Verdict {
  const all = observations(START, ...opened, ...died, closes(1004), ...facts);
  return judgeClient(layOut(evidenceOf(all, { control: usual(), ...other })), { endings: ["fin"] });
}

test("it says that it is connected again, and nothing of what it loses there: nobody was told of that", () => {
  assert.equal(judged(...connected, ...unread).unreported, 1, "it says nothing at all");
  const { lost, unreported } = judged(
    prints(1005, "connection lost\n"),
    ...connected,
    prints(1101, "connected again\n"),
    ...unread,
  );
  assert.equal(lost, 1);
  assert.notEqual(unreported, 0);
});

test("what names a trouble tells, and so does what it says later", () => {
  const up = prints(1101, "connected again\n");
  const unreported = (...facts: readonly Timed[]): unknown => judged(...facts).unreported;
  const down = prints(1005, "connection lost\n");
  assert.equal(judged(down, ...connected, up, ...unread).undecided?.["unreported"], "says-nothing-wrong");
  assert.equal(unreported(down, ...connected, prints(1101, "reconnected\n"), ...unread), undefined);
  const failed = { meaning: { failed: { text: "lost" } } };
  const means = (...facts: readonly Timed[]): unknown =>
    judgedBy(failed, ...facts, ...connected, up, ...unread).unreported;
  assert.equal(means(down), 1, "what --means-failed names is over, too");
  assert.equal(unreported(down, ...connected, up, ...unread, prints(2600, "no answer\n")), 0);
  assert.equal(unreported(down, ...connected, ...unread), 0, "it has not said that it is connected");
  assert.equal(unreported(down, prints(1050, "connected again\n"), ...connected, ...unread), 0);
});

test("what it said once it was accepted, before the thing was said that is lost, tells of nothing, whatever it was", () => {
  const down = prints(1005, "connection lost\n");
  for (const line of [
    "reconnecting... done",
    "retrying worked",
    "not connected",
    "connection ok (had been trying)",
  ])
    assert.equal(
      judged(down, ...connected, prints(1101, `${line}\n`), ...unread).unreported,
      undefined,
      line,
    );
});

test("what it prints of the thing that is lost, and that says nothing of that, hides nothing of what it said before", () => {
  const up = [prints(1005, "connection lost\n"), ...connected, prints(1101, "connected again\n")];
  assert.notEqual(judged(...up, ...unread).unreported, 0);
  const sent = prints(1201, "another goes out on connection 2\n");
  assert.notEqual(judged(...up, ...unread, sent).unreported, 0, "it says no more than that it was sent");
});

test("of what it said was done, a later line tells that has its name, and names a trouble", () => {
  const claims: readonly Timed[] = [
    types(1100, "send two"),
    expects(1110, true),
    types(1200, "three"),
    expects(2500, false),
  ];
  const unreported = (...texts: readonly string[]): unknown => {
    const lines = texts.map((text, i) => prints(1300 + i, `${text}\n`));
    const { lost, unreported: untold } = judged(prints(1005, "connection lost\n"), ...claims, ...lines);
    assert.equal(lost, 2);
    return untold;
  };
  assert.equal(unreported(), 1);
  assert.equal(unreported("delivery failed"), 1, "of the last one");
  assert.equal(unreported("delivery of 'send two' failed: timed out"), 0);
  assert.equal(unreported("delivery of resend twofold failed"), 1);
  assert.equal(unreported("delivery of send: two failed"), 0, "its words, however they are set apart");
  assert.equal(unreported("send two is in the queue", "delivery of send two failed"), 0);
  assert.equal(unreported("send two is in the queue"), undefined, "that names no trouble");
});

test("what it prints of a thing as without the fault, and nothing new, may say that it is done", () => {
  const lines = ["stored three", "three", "shop> three", "stored thirteen", "Sure: three", "(three) saved"];
  const toldOf = (said: string, since: readonly Timed[], before: readonly Timed[] = [], all = 2): unknown => {
    const { lost, unreported, undecided } = judgedBy(
      { control: { ...usual(), lines } },
      types(1100, "two"),
      ...before,
      prints(1110, "error: connection closed\n"),
      types(1200, said),
      ...since,
    );
    assert.equal(lost, all);
    return unreported ?? undecided?.["unreported"];
  };
  const told = (said: string, ...texts: readonly string[]): unknown =>
    toldOf(
      said,
      texts.map((text, i) => prints(1300 + i, `${text}\n`)),
    );
  assert.equal(told("three"), 0, "it told of the one before");
  assert.equal(told("three", "stored three"), "says-nothing-wrong");
  assert.equal(told("three", "three"), 0, "drawn as it was typed");
  assert.equal(told("three", "shop> three"), 0, "behind its prompt");
  assert.equal(told("three", "stored thirteen"), 0, "another one");
  assert.equal(told("three", "stored three", "error: three is lost"), 0);
  assert.equal(told("three  ", "shop> three"), 0, "with blanks behind it");
  assert.equal(told("three!", "stored three"), "says-nothing-wrong", "its word");
  assert.equal(told("...", "stored three"), 0, "it has no word");
  assert.equal(told("three", "(three) saved"), "says-nothing-wrong", "what stands behind it was not typed");
  assert.equal(told("three", "Sure: three"), 0, "that ends as a prompt does");
  const shows = prints(1105, "stored three\n");
  assert.equal(toldOf("three", [], [shows]), 0, "it was printed before that was said");
  assert.equal(
    toldOf("three", [prints(1300, "stored three\n"), expects(1400, false)]),
    0,
    "it was to print it",
  );
});

test("who prints nothing new at all has told nobody, whatever it prints as without the fault", () => {
  const control = { ...usual(), lines: ["stored three"] };
  const facts = [types(1100, "two"), types(1200, "three"), prints(1300, "stored three\n")];
  const { lost, unreported } = judgedBy({ control }, ...facts);
  assert.deepEqual([lost, unreported], [2, 2]);
});

test("what it says before the next thing is said tells of what it said was done", () => {
  const claims = [types(1100, "send two"), expects(1110, true), types(1200, "three"), expects(2500, false)];
  const down = prints(1005, "connection lost\n");
  const { lost, unreported } = judged(
    down,
    ...claims.slice(0, 2),
    prints(1150, "delivery failed\n"),
    ...claims.slice(2),
  );
  assert.deepEqual([lost, unreported], [2, 0]);
});

const news = (ms: number, text: string): Timed => prints(ms, `${text}\n`);
/** It has lost what was said at 1200 ms. */
function mayTell(...facts: readonly Timed[]): boolean {
  const all = [START, ...opened, ...facts].sort(([one], [other]) => one - other);
  const seen = layOut(evidenceOf(observations(...all), { control: usual() }));
  const lost = { text: "another", atNs: 1200e6, fate: "taken", isLost: true, because: [] } as const;
  const kept = { text: "hello, world", atNs: 2e6, fate: "answered", isLost: false, because: [] } as const;
  return !mayTellNoMore(seen, 1000e6, { said: [kept, lost], bytes: [] });
}

test("all is well where it said something on its new connection, whatever that was, and names no trouble since", () => {
  const [up, said] = [news(1101, "connected again"), types(1200)];
  assert.equal(mayTell(...died, ...connected, up, said), false);
  assert.equal(mayTell(...died, ...connected, up, said, news(1300, "going on")), false);
  assert.equal(
    mayTell(...died, ...connected, news(1101, "connection lost 1 s ago"), said),
    false,
    "whatever it is",
  );
  assert.equal(mayTell(...died, ...connected, news(1101, "not reconnected"), said), false);
  assert.equal(mayTell(...died, ...connected, said, news(1300, "going on")), true, "nothing before");
  assert.equal(mayTell(died[0] as Timed, ...connected, up, said), false, "in a silence");
});

test("a connection that was made before the end is the old one still", () => {
  const early = connected.map(([ms, fact]): Timed => [ms - 99.5, fact]);
  const late = fin(1050);
  assert.equal(mayTell(KILL, ...early, late, news(1101, "connected again"), types(1200)), true);
});

test("by its name, as without the fault, only until the next thing was said, and only of what is lost", () => {
  const control = { ...usual(), lines: ["stored another"] };
  const facts = [START, ...opened, ...died, types(1200), news(1300, "stored another")];
  const seen = layOut(evidenceOf(observations(...facts), { control }));
  const of = (...said: readonly SaidEntry[]): boolean => mayTellNoMore(seen, 1000e6, { said, bytes: [] });
  const lost = saidEntry("taken", { text: "another", atNs: 1200e6, isLost: true });
  assert.equal(of(lost), true);
  assert.equal(of(lost, saidEntry("shown", { atNs: 1350e6, isLost: false })), true);
  assert.equal(of(lost, saidEntry("shown", { atNs: 1250e6, isLost: false })), false);
  assert.equal(of({ ...lost, isLost: false }), false);
});
