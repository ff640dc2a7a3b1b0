// The verdict as a whole: which of its fields are there, and what it takes for what was printed and slept in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import {
  CRASH,
  KILL,
  NO_CONTROL,
  type Timed,
  acks,
  caseOf,
  closes,
  died,
  exits,
  fault,
  fin,
  judgeOf,
  ofServer,
  pipe,
  prints,
  rst,
  sends,
  sleeps,
  socket,
  terminal,
  types,
  usual,
  without,
} from "../one-run.ts";

const has = (verdict: Verdict, ...fields: readonly (keyof Verdict)[]): boolean =>
  fields.every((field) => field in verdict);

test("a field that is not known, or does not apply, is left out", () => {
  const verdict = judgeOf([...died, closes(1003)]);
  for (const field of [
    "missing",
    "afterUseNs",
    "waitingOnceUsed",
    "undecided",
    "byItself",
    "lingers",
    "spins",
  ] as const)
    assert.ok(field === "lingers" ? has(verdict, field) : !has(verdict, field), field);
  assert.ok(has(judgeOf([KILL]), "afterNs") === false);
  assert.equal(judgeOf([...died, closes(1003)], usual(), without("sockets")).lingers, undefined);
  const unread = judgeOf([
    ...died,
    [900, sockets("ESTABLISHED")],
    [1100, sockets("CLOSE_WAIT", undefined, 1)],
  ]);
  assert.equal(unread.lingers, true);
  const silent = judgeOf([CRASH, types(1100), sleeps(1200, "recvfrom", socket), prints(1300, "gone\n")]);
  assert.equal(silent.waitingOnceUsed, "asleep in recvfrom(3) on the connection");
  assert.ok(!has(judgeOf([CRASH, types(1100), prints(1300, "gone\n")]), "waitingOnceUsed"));
  const section = judgeClient(layOut(evidenceOf(observations(...opened, ...died))), { endings: ["fin"] });
  assert.ok(!has(section, "attempts") && !has(section, "unreported") && has(section, "lost"));
});

test("one that noticed on use, by the RST that answered its use: what it slept in until then is the last look before the use", () => {
  const used = [types(1100), sends(1101), rst(1102)] as const;
  const slept = (...facts: readonly Timed[]): Verdict => judgeOf([...facts, ...used, prints(1103, "gone\n")]);
  const asleep = slept(sleeps(900, "read", terminal), fault("host-reboot"));
  assert.deepEqual([asleep.noticed, asleep.waiting], ["on-use", "asleep in read(0) on its terminal"]);
  assert.match(asleep.summary[0] ?? "", /; until then asleep in read\(0\) on its terminal$/);
  const busy = slept(sleeps(900, "read", terminal), fault("host-reboot"), sleeps(1101, "running"));
  assert.equal(busy.waiting, "asleep in read(0) on its terminal", "not as it was once used");
  assert.equal(slept(fault("host-reboot")).waiting, "unknown");
});

test("what it slept in when the end came: the last look that met it asleep since the last word, unless it was given something to do", () => {
  const [reads, polls] = [sleeps(900, "read", terminal), (ms: number): Timed => sleeps(ms, "poll", pipe)];
  const slept = (...facts: readonly Timed[]): string =>
    judgeOf([...facts, ...died]).waiting.replace(/^asleep in (\w+).*/, "$1");
  assert.equal(slept(reads), "read");
  assert.equal(slept(reads, polls(1002)), "poll", "up to the end");
  assert.equal(slept(reads, polls(1003)), "read");
  assert.equal(slept(reads, ofServer(polls(950))), "read");
  assert.equal(slept(reads, sleeps(950, "running")), "read");
  assert.equal(
    slept(reads, acks(940), sleeps(950, "running")),
    "running",
    "since the last segment it has not slept",
  );
  assert.equal(
    slept(reads, ofServer(prints(940, "x\n")), sleeps(950, "running")),
    "read",
    "its server's words are none of its own",
  );
  assert.equal(slept(reads, prints(940, "x\n"), sleeps(950, "running")), "running");
  assert.equal(slept(reads, types(950)), "unknown");
  assert.equal(slept(reads, types(950), prints(960, "x\n")), "read", "it has done it");
  assert.equal(slept(reads, types(950), prints(950, "x\n")), "read");
  assert.equal(slept(reads, prints(940, "x\n"), types(950)), "unknown");
  assert.equal(slept(types(500), types(900), reads), "read", "it was looked at since");
  assert.equal(slept(types(500), reads, types(950)), "unknown");
  assert.equal(
    slept(reads, [950, { kind: "waiting", role: "client", pid: 9, threads: [] }]),
    "unknown",
    "its main thread was not there",
  );
  assert.equal(slept(), "unknown");
});

test("what it told: its new lines, each as far as it came; unknown where all of them may be chance", () => {
  const lost = { ...usual(), lines: ["connection lost"], times: [1] };
  const told = (facts: readonly Timed[], control = usual()): string | undefined =>
    judgeOf(facts, control).told;
  assert.equal(told([...died, prints(1100, "one\ntwo\n")]), "one\ntwo");
  assert.equal(told([...died, prints(1100, "g\rgo\rgone\n")]), "gone", "as a line editor draws it");
  assert.equal(told([...died, prints(1100, "gone\ngone for good\nand\n")]), "gone for good\nand");
  assert.equal(told([...died, prints(1100, "lost connection\ngone\n")], lost), "gone");
  const unsure = judgeOf([...died, prints(1100, "lost connection\n")], lost);
  assert.equal(unsure.told, undefined);
  assert.deepEqual([unsure.undecided?.["told"], unsure.unreported], ["chance", 0], "nothing was lost");
  assert.equal(told(died), "");
  const section = judgeClient(
    layOut(
      evidenceOf(
        observations(
          ...opened,
          prints(900, "before\n"),
          ...died,
          prints(1100, "go"),
          prints(1101, "ne\r\n\r\ngo"),
        ),
      ),
    ),
    { endings: ["fin"] },
  );
  assert.equal(section.told, "gone\n\ngo");
});

test("with nothing done to its server, everything that an ended client printed counts; else what it printed since", () => {
  const NO_FAULT = fault("none", 0);
  const told = (facts: readonly Timed[]): string | undefined =>
    judgeClient(caseOf(facts, { control: NO_CONTROL }), { endings: ["none", "fin", "silence"] }).told;
  const ends = exits(950, { exitCode: 0 });
  const early = prints(900, "done\n");
  assert.equal(told([early, ends, NO_FAULT]), "done");
  assert.equal(told([early, NO_FAULT, exits(1000, { exitCode: 0 })]), "", "it ended with it");
  assert.equal(told([early, NO_FAULT, exits(1100, { exitCode: 0 })]), "");
  assert.equal(told([early, NO_FAULT]), "", "it runs on");
  assert.equal(told([early, ofServer(ends), NO_FAULT]), "", "its server has ended");
  assert.equal(told([early, ends, KILL]), "", "something was done");
});

test("unreported is known only where lost is, or something was told", () => {
  const unknown: Timed = [1100, segment("> P. 14:20(6) ack 14", "again\n")];
  const seen = judgeOf([
    ...died,
    closes(1050),
    types(1060, "again"),
    unknown,
    [1200, segment("< . 15:15(0) ack 20")],
  ]);
  assert.deepEqual([has(seen, "lost"), has(seen, "unreported")], [false, false]);
  assert.equal(judgeOf([KILL, fin(1002)]).lost, 0);
});
