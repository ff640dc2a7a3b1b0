// A client that polls, and waits for an answer for ever once its server is stopped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksInVain } from "../../../src/verdict/asks/own-asks.ts";
import {
  type Timed,
  answers,
  asks,
  caseOf,
  fault,
  fin,
  prints,
  sleeps,
  socket,
  types,
  usual,
} from "../one-run.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { asksAlone } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";

const STOP = fault("stop");
const GET = "GET /1\r\n";
const OK = "200 OK\r\n";
const begun: readonly Timed[] = [
  ...asksAlone.slice(0, -1),
  asks(500, GET, 1),
  answers(510, OK, 9, 1),
  sleeps(600, "clock_nanosleep"),
  STOP,
];
const inVain = asks(1500, GET, 9);
const control = { ...usual(), asksAnswered: true };

function reacts(facts: readonly Timed[], beside = control): string {
  const seen = layOut(evidenceOf(observations(...begun, ...facts), { control: beside }));
  return judgeClient(seen, { endings: ["silence", "fin"] }).reaction;
}

test("what it asked by itself is not answered, and it sleeps on its connection since: it hangs", () => {
  assert.equal(reacts([inVain, sleeps(1600, "recvfrom", socket)]), "hangs");
  assert.equal(reacts([inVain, sleeps(1600, "clock_nanosleep")]), "none", "it goes on to the next");
  assert.equal(reacts([sleeps(1400, "recvfrom", socket), inVain]), "none", "not seen since it asked");
  assert.equal(reacts([sleeps(1600, "recvfrom", socket)]), "none", "it has asked nothing");
});

test("it does not where its answer came, where none comes in the control; what it printed again and again just stops", () => {
  const asleep = sleeps(1600, "recvfrom", socket);
  assert.equal(reacts([inVain, answers(1550, OK, 17, 9), asleep]), "none");
  assert.equal(reacts([inVain, asleep], { ...control, asksAnswered: false }), "none");
  const { asksAnswered: _, ...older } = control;
  assert.equal(reacts([inVain, asleep], older as typeof control), "none");
  const ticks = { ...control, byItself: { lines: 3, fresh: 0, bytes: 0, ns: 1e9 } };
  assert.equal(reacts([inVain, asleep], ticks), "goes-silent");
  const said = { ...ticks, lines: ["tick"], times: [9] };
  const two = [prints(1400, "tick\n"), prints(1590, "tick\n")];
  assert.equal(reacts([...two, inVain, asleep], said), "hangs", "up to then it printed as usual");
});

test("only in a silence, and of what nobody has typed", () => {
  const facts = [asks(500, GET), answers(510, OK, 22, 14), STOP, asks(1500, GET, 22)];
  assert.equal(asksInVain(caseOf(facts, { control })), undefined, "the first line was typed");
  const seen = (...more: readonly Timed[]) =>
    layOut(evidenceOf(observations(...begun, inVain, ...more), { control }));
  assert.equal(asksInVain(seen()), 1500e6);
  assert.equal(asksInVain(seen(fin(1600))), undefined);
  assert.equal(asksInVain(seen(types(1600))), undefined);
});

test("it sleeps on its connection in the middle of an answer that says how long it is", () => {
  const page = (bytes: number): Timed =>
    answers(1000, `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\nhalf`, 19, 1);
  const waits = (answer: Timed, ...facts: readonly Timed[]): string => {
    const request = asks(990, "GET / HTTP/1.1\r\n\r\n", 1);
    const all = [...asksAlone.slice(0, -1), request, answer, STOP, ...facts];
    const seen = layOut(evidenceOf(observations(...all), { control: usual() }));
    return judgeClient(seen, { endings: ["silence", "fin"] }).reaction;
  };
  const asleep = sleeps(1600, "poll", socket);
  assert.equal(waits(page(100), asleep), "hangs");
  assert.equal(waits(page(4), asleep), "none", "it is whole");
  assert.equal(waits(page(100), sleeps(1600, "clock_nanosleep")), "none");
  assert.equal(waits(page(100), [1200, segment("> F. 19:19(0) ack 10")], asleep), "closes", "it has left");
  const stream = answers(1000, "HTTP/1.1 200 OK\r\n\r\nhalf", 19, 1);
  assert.equal(waits(stream, asleep), "none", "it may go on for ever, or be over");
});
