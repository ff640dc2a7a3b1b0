// The sentences of a verdict about what was said: whether it was used, may have been told, and how what was lost was lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../../../src/timeline/case.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { summarise } from "../../../src/verdict/sentences/summary.ts";
import { connection, segment, sockets } from "../made-up.ts";
import {
  KILL,
  type Timed,
  acks,
  answersRst,
  asks,
  caseOf,
  connects,
  died,
  fin,
  prints,
  sends,
  serves,
  types,
  usual,
  without,
} from "../one-run.ts";

const facts: Omit<Verdict, "summary"> = {
  grade: "pass",
  ending: { by: "fin", atNs: 1002e6 },
  noticed: "never",
  reaction: "none",
  waiting: "running",
  told: "",
  exit: undefined,
};
const say = (other: Partial<Verdict>, seen: Case = caseOf([KILL])): string[] =>
  summarise({ ...facts, ...other }, seen);
const ledger = (...entries: readonly Partial<SaidEntry>[]): NonNullable<Verdict["ledger"]> => ({
  said: entries.map((entry) => ({ text: "x", atNs: 1, fate: "taken", because: [], ...entry })),
  bytes: [],
});

test("nothing was said to a client that never noticed, and does not ask by itself", () => {
  const first = (other: Partial<Verdict>, ...since: readonly Timed[]): string | undefined =>
    say(other, caseOf([KILL, ...since]))[0];
  const alone = "never noticed, with nothing said to it: running";
  assert.equal(first({}), alone);
  assert.equal(first({ ledger: ledger({}) }), alone, "it was said before");
  assert.equal(first({ ledger: ledger({}, { isOwn: true }) }), "never noticed: running");
  assert.equal(first({}, types(1500)), "never noticed: running");
});

test("once it was used, and its socket is in no table any more, it may have been told: nothing shows it", () => {
  const SENTENCE =
    "Whether it was told when it was used (an end of file, an error) cannot be seen; nothing that it did shows it.";
  const gone: Timed = [1600, sockets()];
  const stays: Timed = [1600, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)];
  const told = (since: readonly Timed[], other: Partial<Verdict> = {}, observed = {}): boolean => {
    const sentences = say(other, caseOf([...died, ...since], observed));
    assert.ok(sentences.length <= 4, sentences.join("\n"));
    return sentences.includes(SENTENCE);
  };
  const beat = sends(1500);
  assert.equal(told([beat, answersRst(1501), gone]), true, "by a heartbeat of its own");
  assert.equal(told([types(1500), gone]), true, "what was said may wait behind something");
  assert.equal(told([gone]), false, "it was not used");
  assert.equal(told([acks(1500), gone]), false, "an acknowledgment is no use");
  assert.equal(told([serves(1500), gone]), false, "nor is what comes from its server");
  assert.equal(told([beat, stays]), false);
  assert.equal(told([beat, gone], { exit: { exitCode: 0 } }), false, "its end would have told");
  assert.equal(told([beat, gone], { noticed: "late" }), false);
  assert.equal(told([beat, gone], {}, without("sockets")), false);
  const before = caseOf([asks(900, "beat\n"), ...died, gone]);
  assert.ok(!say({}, before).includes(SENTENCE), "it was used before");
  assert.equal(say({}, before).length, 3);
  assert.ok(!say({}, caseOf([KILL, beat, gone])).includes(SENTENCE), "in a silence nothing was to be told");
});

test("what is lost was not answered, or answered and not read, or is missing by the server's own count", () => {
  const rest = (lost: number, ...entries: readonly Partial<SaidEntry>[]): string | undefined =>
    /; (.*)\.$/.exec(say({ lost, ledger: ledger(...entries) })[2] ?? "")?.[1];
  const early = { isLost: true, isEarly: true } as const;
  assert.equal(rest(1, early), "1 exchange was answered and not read");
  assert.equal(rest(2, early, early), "2 exchanges were answered and not read");
  assert.equal(
    rest(1, early, { isLost: false }),
    "1 exchange was answered and not read",
    "the other is not lost",
  );
  assert.equal(rest(2, early, { isLost: true }), "2 exchanges were not answered", "one of them");
  assert.equal(rest(1, {}), "1 exchange was not answered", "of none it is known");
  assert.equal(rest(1), "1 exchange was not answered", "nothing was said");
  assert.equal(rest(1, { isLost: false }), "1 exchange is missing by the server's own count");
});

test("what it did with connections is told of who connected again alone, and of those since the fault", () => {
  const answered = (ms: number, port: number): Timed => [
    ms,
    { ...segment("< S. 0:0(0) ack 1"), from: connection.server, to: { ...connection.client, port } },
  ];
  const ended = ([ms]: Timed, port: number): Timed => [
    ms + 2,
    { ...segment("< F. 1:1(0) ack 1"), from: connection.server, to: { ...connection.client, port } },
  ];
  const did = (other: Partial<Verdict>, since: readonly Timed[]): string | undefined =>
    /still running(?: \((.*)\))?/.exec(say(other, caseOf(since))[2] ?? "")?.[1];
  const again = [connects(1100), answered(1101, 41_100)];
  const over = [KILL, fin(1002), ...again, ended(answered(1101, 41_100), 41_100)];
  const tries = { attempts: 1, syns: 1, ns: 0, isConnected: true };
  const another = "and that connection has ended, too";
  assert.equal(did({ reaction: "reconnects", lost: 1 }, over), `connected again, ${another}`);
  const pool = [connects(900), answered(901, 40_900)];
  assert.equal(did({ reaction: "reconnects", lost: 1 }, [...pool, ...over]), `connected again, ${another}`);
  assert.equal(did({ reaction: "closes", lost: 1 }, over), "closed its socket");
  assert.match(say({ reaction: "closes", tries }, caseOf(over)).at(-1) ?? "", /\(closed its socket\)/);
});

test("an incomplete answer is told of an experiment, from the fault or what came of it on", () => {
  const words = (since: readonly Timed[], seen = caseOf([...answered, ...since])): string =>
    say({}, seen)
      .find((sentence) => sentence.startsWith("The client printed"))
      ?.split(". ")[0] ?? "";
  const answered = [types(800, "two"), prints(810, "got two\n")];
  const part = "The client printed `got`, an incomplete answer";
  assert.equal(words([...died, types(1500, "two"), prints(1510, "got\n")]), part);
  assert.equal(words([KILL, types(1500, "two"), prints(1510, "got\n")]), part);
  const before = [types(850, "two"), prints(860, "got\n")];
  const oldLine = [...before, ...died, types(1500, "two"), prints(1510, "got\n")];
  assert.equal(words(oldLine), "The client printed nothing new", "it had printed the same before");
  assert.equal(words([...before, ...died]), "The client printed nothing");
  const { control: _, ...evidence } = caseOf([]).evidence;
  const section = caseOf([...answered, ...died, types(1500, "two"), prints(1510, "got\n")], {
    control: usual(),
  });
  assert.equal(
    words([], { ...section, evidence }),
    "The client printed nothing new",
    "with nothing to compare with",
  );
});
