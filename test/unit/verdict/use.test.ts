// Whether a client was used before it noticed, what it sent by itself, and what it then slept in.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sign } from "../../../src/verdict/signs/signs.ts";
import { sockets } from "../made-up.ts";
import { firstUse, hasHeartbeat, isProvoked, waitingOnceUsed } from "../../../src/verdict/signs/use.ts";
import {
  CRASH,
  KILL,
  type Timed,
  aborts,
  acks,
  answersRst,
  caseOf,
  closes,
  died,
  fin,
  lostOnTheWay,
  madeOnTheWire,
  ofServer,
  sends,
  serves,
  sleeps,
  socket,
  terminal,
  types,
  wasReset,
} from "../one-run.ts";

test("an RST is the answer to what the client sent to a dead host if that arrived there between fault and RST", () => {
  const provoked = (...facts: readonly Timed[]): boolean => isProvoked(caseOf(facts));
  const reset = answersRst(1500);
  assert.equal(provoked(CRASH, sends(1400), reset), true);
  assert.equal(provoked(CRASH, sends(1500), reset), true);
  for (const [why, ...facts] of [
    ["a FIN answers nothing", CRASH, sends(1400), fin(1500)],
    ["there is no ending", CRASH, sends(1400)],
    ["nothing was sent since", CRASH, reset],
    ["it was sent before", sends(900), CRASH, reset],
    ["it was sent just then", sends(1000), CRASH, reset],
    ["it was sent after", CRASH, reset, sends(1600)],
    ["an acknowledgment is no data", CRASH, acks(1400), reset],
    ["the server sent it", CRASH, serves(1400), reset],
    ["it never arrived", CRASH, lostOnTheWay(sends(1400)), reset],
  ] as const)
    assert.equal(provoked(...facts), false, why);
});

test("an RST that was made on the wire is the answer to what the client sent, and which arrived nowhere", () => {
  const reset = madeOnTheWire(answersRst(1500));
  const provoked = (...facts: readonly Timed[]): boolean => isProvoked(caseOf(facts));
  assert.equal(provoked(CRASH, lostOnTheWay(sends(1500)), reset), true);
  assert.equal(provoked(lostOnTheWay(sends(900)), CRASH, reset), false);
  assert.equal(provoked(CRASH, reset, lostOnTheWay(sends(1600))), false);
  const typed = caseOf([CRASH, types(1450), lostOnTheWay(sends(1499)), reset]);
  const sign: Sign = { kind: "printed", atNs: 1600e6, what: "", isAsked: true };
  assert.equal(firstUse(typed, 1500e6, sign), 1450e6);
});

test("something said after the ending, and before the sign, is a use", () => {
  const sign = (ms: number): Sign => ({ kind: "printed", atNs: ms * 1e6, what: "", isAsked: false });
  const used = (...facts: readonly Timed[]): number | undefined => {
    const at = firstUse(caseOf(facts), 1002e6, sign(1600));
    return at && at / 1e6;
  };
  const provoked = caseOf([CRASH, sends(1400), types(1450), answersRst(1500)]);
  assert.equal(
    firstUse(provoked, 1500e6, sign(1600)),
    1450e6,
    "the RST answered what it had sent since the fault",
  );
  assert.equal(used(...died, types(1200), types(1300)), 1200);
  assert.equal(used(...died, types(1600)), undefined);
  assert.equal(used(types(900), ...died), undefined);
  assert.equal(used(KILL, types(1001.5), fin(1002)), undefined);
});

test("a heartbeat: sent by itself since the fault, and nobody acknowledged it, or an RST answered", () => {
  const sign = (kind: Sign["kind"], ms: number, isAsked = false): Sign => ({
    kind,
    atNs: ms * 1e6,
    what: "",
    isAsked,
  });
  const beats = (facts: readonly Timed[], by: Sign, ...signs: readonly Sign[]): boolean =>
    hasHeartbeat(caseOf(facts), signs, by);
  const said = sign("printed", 3900);
  const exit = sign("exit", 1500);
  const answered = [...died, sends(1400), answersRst(1401)];
  for (const [why, facts, by, ...signs] of [
    ["in a silence", [CRASH, sends(1400)], said],
    ["something is typed later", [CRASH, sends(1400), types(4000)], said],
    ["something is typed just then", [CRASH, sends(1400), types(3900)], said],
    ["an RST answers", answered, exit],
    ["just as it ends", [...died, sends(1400), answersRst(1500)], exit],
    ["it knew of something else before", answered, exit, sign("printed", 1300)],
    ["it sleeps elsewhere", [sleeps(900, "read", terminal), ...died, sends(1010), answersRst(1011)], exit],
    [
      "the FIN is unread",
      [...died, [1100, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)], sends(1400), answersRst(1401)],
      exit,
    ],
    ["its farewell came later", answered, exit, sign("farewell", 1450)],
    ["long before its FIN", [CRASH, sends(1400), closes(1410)], sign("segment", 1410)],
    [
      "a line was answered before",
      [types(990), sends(991), serves(995, 14, 20), CRASH, sends(1010, 20)],
      sign("exit", 1500),
    ],
    ["a line is never answered", [types(800), sends(801), CRASH, sends(1400, 20)], said],
    ["just before its RST", [CRASH, sends(1400), aborts(1401)], sign("segment", 1401)],
    ["just before a line, as it closes", [CRASH, sends(1400), closes(1401)], sign("printed", 1401)],
    [
      "just before an RST, a FIN came earlier",
      [CRASH, closes(1200), sends(1400), aborts(1401)],
      sign("segment", 1401),
    ],
  ] as readonly (readonly [string, readonly Timed[], Sign, ...Sign[]])[])
    assert.equal(beats(facts, by, ...signs), true, why);
  for (const [why, facts, by, ...signs] of [
    // ssh: woken by the FIN it sends a disconnect, which an RST answers.
    ["woken by the FIN", [sleeps(900, "poll", socket), ...answered], exit],
    ["the FIN was read", [...died, [1100, sockets("CLOSE_WAIT")], sends(1400), answersRst(1401)], exit],
    ["right after the FIN", [...died, sends(1010), answersRst(1011)], exit],
    ["sent before the fault", [sends(900), CRASH], said],
    ["sent at the fault", [sends(1000), CRASH], said],
    ["an acknowledgment", [CRASH, acks(1400)], said],
    ["the server sent", [CRASH, serves(1400)], said],
    ["sent after the sign", [CRASH, sends(4000)], said],
    ["sent with the sign", [CRASH, sends(3900)], said],
    ["its kernel sends again what it was asked", [types(950), sends(960), CRASH, sends(1400)], said],
    ["the rest of what it was asked", [types(990), sends(991), CRASH, sends(1010, 20)], said],
    ["what it was asked", [types(990), CRASH, sends(1010)], said],
    ["it was used", [CRASH, sends(1400), types(3000)], said],
    ["it was asked", [CRASH, sends(1400)], sign("printed", 3900, true)],
    ["a farewell: just before its FIN", [CRASH, sends(1400), closes(1401)], sign("segment", 1401)],
    ["nobody answered", [...died, sends(1400)], exit],
    ["the RST came before", [...wasReset, sends(1400)], exit],
    ["the RST came just then", [...died, sends(1400), answersRst(1400)], exit],
    ["the RST came after", [...died, sends(1400), answersRst(1501)], exit],
    ["data answered, and no RST", [...died, sends(1400), serves(1401)], exit],
    ["its own RST is no answer", [...died, sends(1400), aborts(1401)], exit],
    ["that was its farewell", answered, exit, sign("farewell", 1400)],
  ] as readonly (readonly [string, readonly Timed[], Sign, ...Sign[]])[])
    assert.equal(beats(facts, by, ...signs), false, why);
});

test("what it slept in once it was used: the last look between use and sign that met it asleep, if that is news", () => {
  const slept = (...facts: readonly Timed[]): string | undefined =>
    waitingOnceUsed(caseOf(facts), 1100e6, 1600e6, "asleep in read(0) on its terminal");
  const recv = "asleep in recvfrom(3) on the connection";
  const receiving = (ms: number): Timed => sleeps(ms, "recvfrom", socket);
  assert.equal(slept(receiving(1200)), recv);
  assert.equal(slept(receiving(1200), sleeps(1300, "running")), recv);
  assert.equal(slept(receiving(1200), ofServer(sleeps(1300, "futex"))), recv);
  assert.equal(
    slept(receiving(1200), [1300, { kind: "waiting", role: "client", pid: 9, threads: [] }]),
    recv,
  );
  assert.equal(slept(sleeps(1200, "read", terminal)), undefined, "as before");
  assert.equal(slept(sleeps(1200, "running")), undefined);
  assert.equal(slept(receiving(1100), receiving(1600), receiving(1000), receiving(1700)), undefined);
  assert.equal(slept(ofServer(receiving(1200))), undefined);
});
