// A habit is not a sign: what the client does by itself, before the fault or in a control, and when it is chance.
// docs/verdict.md, "Signs".

import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { segment } from "../made-up.ts";
import {
  CRASH,
  KILL,
  TWICE,
  type Timed,
  acks,
  checkSigns,
  closes,
  connects,
  died,
  exits,
  fin,
  habit,
  holds,
  ofServer,
  pipe,
  terminal,
  prints,
  serves,
  sleepTogether,
  sleeps,
  socket,
  types,
  usual,
  wasReset,
} from "../one-run.ts";

const FIN = "its own FIN";
const connectsAt = (...ms: readonly number[]): ControlRecord =>
  usual(...ms.map((each) => habit("connect", "a new connection", each)));
const closesAt = (...ms: readonly number[]): ControlRecord =>
  usual(...ms.map((each) => habit("segment", FIN, each)));
const both = (one: ControlRecord, other: ControlRecord): ControlRecord => ({ ...one, more: [other] });

test("what the control shows as well, no earlier, is a habit; a quarter and 100 ms later may be as early", () => {
  // Counted from the last segment before the fault, which came at 4 ms.
  checkSigns([
    ["the same time", [CRASH, closes(1204)], "", closesAt(1200)],
    ["the end of its slack", [CRASH, closes(1204)], "", closesAt(1600)],
    ["within its 100 ms", [CRASH, closes(1204)], "", closesAt(1550)],
    ["sooner than that", [CRASH, closes(1204)], "1204 segment?", closesAt(1605)],
    ["sooner in one of two", [CRASH, closes(1204)], "", closesAt(5000, 1000)],
    [
      "another sign is no such habit",
      [CRASH, closes(1204)],
      "1204 segment",
      usual(habit("segment", "its own RST", 1200)),
    ],
    ["of another kind", [CRASH, closes(1204)], "1204 segment", usual(habit("exit", FIN, 1200))],
    [
      "one of two signs",
      [CRASH, closes(1204), connects(1300)],
      "1204 segment, 1300 connect?",
      connectsAt(5000),
    ],
    ["when it was asked, too", [CRASH, types(1100), closes(1204)], "", closesAt(1000)],
  ]);
});

test("what it did before the fault is a habit, whatever else it did then", () => {
  checkSigns([
    ["once", [connects(300), CRASH, connects(1200)], ""],
    ["just as the fault came", [connects(1000), CRASH, connects(1200)], ""],
    ["once, and later in the control", [connects(300), CRASH, connects(1200)], "", connectsAt(5000)],
    ["counted from what came last before it", [serves(800), connects(950), CRASH, connects(1300)], ""],
    ["something else", [connects(300), CRASH, closes(1200)], "1200 segment"],
    ["as it began", [connects(50), CRASH, connects(1200)], "1200 connect"],
    ["as it was asked", [types(300), connects(350), CRASH, connects(1200)], "1200 connect"],
    ["now it is asked", [connects(300), CRASH, types(1100), connects(1200)], "1200 connect!"],
    ["again and again", [connects(500), connects(800), connects(900), CRASH, connects(1050)], ""],
    [
      "no sooner than it recurs, a quarter less",
      [connects(350), connects(600), connects(850), CRASH, connects(1050)],
      "",
    ],
    [
      "sooner than it recurs",
      [connects(340), connects(600), connects(860), CRASH, connects(1050)],
      "1050 connect?",
    ],
    ["it recurs in the control", [CRASH, connects(1200)], "", connectsAt(500, 800, 1100)],
  ]);
});

test("right after what would have caused it, it is a reaction: within 20 ms, 1 % of its time, 0.2 % of its interval", () => {
  const late = closesAt(5000);
  const serverAcks: Timed = [1190, segment("< . 15:15(0) ack 14")];
  checkSigns([
    ["20 ms after the FIN", [...died, closes(1022)], "1022 segment", late],
    ["later", [...died, closes(1022.1)], "1022.1 segment?", late],
    ["with the FIN", [...died, closes(1002)], "1002 segment", late],
    ["before it", [KILL, closes(1001.5), fin(1002)], "1001.5 segment?", late],
    ["after an RST", [...wasReset, closes(1003)], "1003 segment", late],
    ["after the server's data", [...died, serves(1190), closes(1195)], "1195 segment", late],
    ["its acknowledgment causes nothing", [...died, serverAcks, closes(1195)], "1195 segment?", late],
    ["what the client sends causes nothing", [...died, acks(1190), closes(1195)], "1195 segment?", late],
    ["in a silence, the fault", [CRASH, closes(1010)], "1010 segment", late],
    ["1 % of 1000 ms", [...died, closes(1012)], "1012 segment", closesAt(1000)],
    ["more than that", [...died, closes(1015)], "", closesAt(1000)],
    [
      "what came before the fault there has no such time",
      [...died, closes(1003)],
      "1003 segment",
      closesAt(-200, 5000),
    ],
    ["what came at once there", [...died, closes(1003)], "", closesAt(0)],
    ["twice is no interval", [...died, connects(1005)], "1005 connect", connectsAt(500, 600)],
    ["0.2 % of 300 ms", [...died, connects(1002.5)], "1002.5 connect", connectsAt(1100, 500, 800)],
    [
      "more than that, and sooner than it recurs",
      [connects(200), connects(500), connects(800), ...died, connects(1003.5)],
      "1003.5 connect?",
    ],
  ]);
});

test("what the control does when it is asked explains what is asked; by itself it may be chance", () => {
  const whenAsked = (ms: number): ControlRecord => usual(habit("segment", FIN, ms, true));
  checkSigns([
    ["asked here, too", [...died, types(1200), closes(1300)], "", whenAsked(2500)],
    ["by itself", [...died, closes(1200)], "1200 segment?", whenAsked(2500)],
    ["by itself, right after the FIN", [...died, closes(1003)], "1003 segment", whenAsked(2500)],
    ["1 % of 50 ms", [...died, closes(1002.4)], "1002.4 segment", whenAsked(50)],
    ["more than that", [...died, closes(1003)], "1003 segment?", whenAsked(50)],
    ["never by itself there", [...died, types(1200), closes(1300)], "1300 segment!"],
  ]);
});

test("several controls that agree on when it comes show a timer: sooner than that it is a sign", () => {
  checkSigns([
    ["at 3000 and 3850", [...died, closes(1200)], "1200 segment", both(closesAt(3000), closesAt(3850))],
    ["they do not agree", [...died, closes(1200)], "1200 segment?", both(closesAt(3000), closesAt(3851))],
    ["one control", [...died, closes(1200)], "1200 segment?", closesAt(3000)],
    [
      "in one it comes twice",
      [...died, connects(1200)],
      "1200 connect?",
      both(connectsAt(3000, 3100), connectsAt(3100)),
    ],
    ["in one it does not come", [...died, closes(1200)], "1200 segment?", both(closesAt(3000), usual())],
    [
      "here it came before the fault",
      [connects(300), acks(900), ...died, connects(1200)],
      "1200 connect?",
      both(connectsAt(3000), connectsAt(3100)),
    ],
  ]);
});

// A loop that looks at its connection every 300 ms (strace: clock_nanosleep, recvfrom = 0, close): the control was watched
// for long enough to show a close of its own at that time, counted from its first segment and from its last.
test("who does not sleep on its connection may close it by its own time, but not where the control would have shown it", () => {
  const asleep = sleeps(900, "clock_nanosleep");
  const watched = (sinceFirstMs: number, sinceQuietMs = sinceFirstMs): ControlRecord => ({
    ...usual(),
    watched: { sinceFirstNs: sinceFirstMs * 1e6, sinceQuietNs: sinceQuietMs * 1e6 },
  });
  const rows = (control: ControlRecord, expected: string): void =>
    checkSigns([["closes", [asleep, ...died, closes(1201)], expected, control]]);
  rows(watched(1601), "1201 segment"); // a quarter and 100 ms more than 1200
  rows(watched(1600), "1201 segment?");
  rows(watched(1601, 1590), "1201 segment?");
  rows(watched(1590, 1601), "1201 segment?");
});

test("so may be what it prints by the clock, and names no trouble: one control does not tell", () => {
  const asleep = sleeps(900, "read", terminal);
  const stats = prints(1200, "two answered so far\n");
  checkSigns([
    ["by the clock", [asleep, ...died, stats], "1200 printed?"],
    ["a trouble", [asleep, ...died, prints(1200, "the server is gone\n")], "1200 printed"],
    ["with two controls", [asleep, ...died, stats], "1200 printed", TWICE],
    ["when it is used", [asleep, ...died, types(1100), stats], "1200 printed!"],
    ["just then", [asleep, ...died, prints(1003, "two answered so far\n")], "1003 printed?"],
    ["it sleeps on it", [sleeps(900, "poll", terminal, socket), ...died, stats], "1200 printed"],
  ]);
});

test("who does not sleep on its connection may close it, or end, by its own time: one control does not tell", () => {
  const asleep = sleeps(900, "wait4");
  checkSigns([
    ["closes", [asleep, ...died, closes(1200)], "1200 segment?"],
    ["ends", [asleep, ...died, exits(1200, { exitCode: 0 })], "1200 exit?"],
    ["drops its socket", [asleep, ...died, holds(1200, [])], "1200 closed?"],
    ["connects anew", [asleep, ...died, connects(1200)], "1200 connect"],
    ["with two controls", [asleep, ...died, closes(1200)], "1200 segment", TWICE],
    ["when it is used", [asleep, ...died, types(1100), closes(1200)], "1200 segment!"],
    ["nothing came to be read", [asleep, CRASH, closes(1200)], "1200 segment"],
    ["it was never looked at", [...died, closes(1200)], "1200 segment"],
    ["its server sleeps elsewhere", [ofServer(asleep), ...died, closes(1200)], "1200 segment"],
    [
      "another thread sleeps on it",
      [sleepTogether(900, [pipe], [socket]), ...died, closes(1200)],
      "1200 segment",
    ],
    [
      "met running",
      [sleeps(800, "poll", socket), sleeps(900, "running"), ...died, closes(1200)],
      "1200 segment",
    ],
    [
      "met without its main thread",
      [
        sleeps(800, "poll", socket),
        [900, { kind: "waiting", role: "client", pid: 9, threads: [] }],
        ...died,
        closes(1200),
      ],
      "1200 segment",
    ],
    ["seen just then", [sleeps(1002, "wait4"), ...died, closes(1200)], "1200 segment?"],
    [
      "seen elsewhere only afterwards",
      [sleeps(900, "poll", socket), ...died, closes(1003), sleeps(1100, "wait4")],
      "1003 segment, 1100 woken",
    ],
  ]);
});

test("who sleeps on its connection again later was not woken by the end, whichever of its threads does", () => {
  const woken = [sleeps(900, "poll", socket), ...died, sleeps(1003, "wait4")];
  const again = sleeps(1100, "poll", socket);
  checkSigns([
    ["it does not", woken, "1003 woken"],
    ["it does", [...woken, again], ""],
    ["another thread does", [...woken, sleepTogether(1100, [pipe], [socket])], ""],
    ["its server does", [...woken, ofServer(again)], "1003 woken"],
  ]);
  const turns = [sleeps(900, "poll", socket), CRASH, sleeps(1100, "wait4"), sleeps(1300, "poll", socket)];
  checkSigns([
    ["in a silence it has turned back once, and will again", [...turns, sleeps(1500, "wait4")], ""],
    ["it has not", turns.slice(0, 3), "1100 woken"],
  ]);
});

test("who prints what is left of an answer waits for it no longer", () => {
  const answered = { ...usual(), lines: ["got two"], times: [1], answers: [0] };
  const printed = (text: string): Timed => [1510, { kind: "printed", role: "client", text }];
  checkSigns([
    ["without the answer's text", [...died, types(1500), printed("got\n")], "1510 woken!", answered],
    ["another line", [...died, types(1500), printed("lost it\n")], "1510 printed!", answered],
  ]);
});
