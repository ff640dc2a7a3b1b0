// When, and by what, a client has noticed: its habits are no signs, a farewell and a heartbeat are no use, and what could
// be chance is unknown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../../src/run/judge.ts";
import { observerNames } from "../../../src/timeline/words.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import {
  type Timed,
  CRASH,
  GONE,
  KILL,
  answersRst,
  closes,
  connects,
  died,
  exits,
  habit,
  judgeOf,
  noticed,
  prints,
  rst,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

const RST = rst(1002);
const sends = (ms: number, seq = 14): Timed => [ms, segment(`> P. ${seq}:${seq + 31}(31) ack 15`, "x")];

// A client that opens a short connection now and then (health check, metrics) and never looks at its own: bash and /dev/tcp.
test("a client that connects again and again anyway has not noticed by one more connection", () => {
  const often = [200, 500, 800].map((ms) => connects(ms));
  assert.equal(noticed([...often, ...died, connects(1100)]), "never");
  assert.equal(noticed([...often, ...died, connects(1010)]), "unknown: chance", "sooner than ever");
  assert.equal(
    noticed([...often, ...died, connects(1002.4)]),
    "at-once: a new connection",
    "right after the FIN",
  );
});

test("a habit that comes first does not hide a reaction of the same kind", () => {
  const often = [200, 500, 800].map((ms) => connects(ms));
  const all = [...often, ...died, connects(1200), [1201, RST[1]] as Timed, connects(1201.3)];
  assert.equal(noticed(all), "at-once: a new connection");
});

test("what a client does at another time anyway may be chance; several controls show a timer", () => {
  const late = habit("segment", "its own FIN", 2500);
  assert.equal(noticed([...died, closes(1200)], usual(late)), "unknown: chance");
  assert.equal(noticed([...died, closes(1003)], usual(late)), "at-once: its own FIN", "right after the FIN");
  const [one, other] = [usual({ ...late, afterNs: 3000e6 }), usual({ ...late, afterNs: 3100e6 })];
  const signs = { ...one, more: [other] };
  assert.equal(noticed([...died, closes(1200)], signs), "at-once: its own FIN", "long before its timer");
});

// bash: `sleep 0.7; exec 3>&-`, a pool that looks at its connections now and then. strace of neither shows a read before.
test("who does not sleep on its connection, and just closes some time later, may do so anyway: one control says little", () => {
  const sleeping = sleeps(900, "wait4");
  assert.equal(noticed([sleeping, ...died, closes(1200)]), "unknown: chance");
  assert.equal(noticed([sleeping, ...died, closes(1003)]), "at-once: its own FIN", "right after the FIN");
  const several = { ...usual(), more: [usual()] };
  assert.equal(noticed([sleeping, ...died, closes(1200)], several), "at-once: its own FIN");
  assert.equal(noticed([sleeps(900, "poll", socket), ...died, closes(1200)]), "at-once: its own FIN");
  const reads: Timed = [1150, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  assert.equal(noticed([sleeping, ...died, reads, closes(1200)]), "at-once: reading the end of file");
});

test("the reaction is unknown, too, where what it did may be chance", () => {
  const verdict = judgeOf([...died, connects(1200)], usual(habit("connect", "a new connection", 2500)));
  assert.equal(verdict.reaction, "unknown");
  assert.match(
    verdict.summary[0] ?? "",
    /^whether it noticed is unknown: the client does the same by itself/,
  );
});

// openssl s_client, Node's tls, mosquitto_sub (DISCONNECT): strace shows the end of file read, then the farewell sent.
test("a farewell after the end of file is no use: it has noticed at once", () => {
  assert.equal(
    noticed([...died, sends(1002.3), answersRst(1002.35), exits(1004, { exitCode: 1 })]),
    "at-once: its end (exit code 1)",
  );
  assert.equal(noticed([...died, sends(1002.3), answersRst(1002.35)]), "at-once: its farewell");
  const used = [...died, sends(1002.3), answersRst(1002.35), types(1500), prints(1501, "gone\n")];
  assert.equal(noticed(used), "at-once: its farewell", "and not when it was used later");
});

// nats (PING), amqplib (heartbeat), grpc-js (keepalive): each sends by itself, hears nothing, and gives up.
test("a heartbeat is no use: at once or late, by its heartbeat", () => {
  const pings = [CRASH, sends(1400), sends(1900, 45)];
  assert.equal(noticed([...pings, prints(3900, "stale connection\n")]), "late: its heartbeat");
  assert.equal(noticed([...pings, prints(1950, "stale connection\n")]), "at-once: its heartbeat");
  assert.equal(noticed([...pings, types(3000), prints(3900, "stale\n")]), "on-use: what it printed");
  assert.equal(
    noticed([...died, sends(1400), answersRst(1400.1), exits(1401, { exitCode: 1 })]),
    "at-once: its heartbeat",
  );
});

// deadpeer selfcheck's own client, on a busy machine: the server is stopped after the beat has left, and before it is
// answered.
test("a heartbeat that was on its way when the silence began is one, too; a line that was typed is not", () => {
  const gives = exits(1600, { exitCode: 1 });
  const answer = (ms: number, from: number, ack: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + 3}(3) ack ${ack}`, "yes"),
  ];
  const beats = [sends(800), answer(801, 14, 45), sends(999, 45), CRASH] as const;
  assert.equal(noticed([...beats, gives]), "at-once: its heartbeat");
  assert.equal(
    noticed([...beats, answer(1002, 17, 76), gives]),
    "at-once: its end (exit code 1)",
    "answered",
  );
  assert.equal(noticed([sends(999), CRASH, gives]), "at-once: its end (exit code 1)", "never answered");
  const line = [types(798), ...beats, gives];
  assert.equal(noticed(line), "at-once: its end (exit code 1)", "the first was the line");
  const typed = [sends(800), answer(801, 14, 45), types(998), sends(999, 45), CRASH, gives];
  assert.equal(noticed(typed), "at-once: its end (exit code 1)", "it was a line");
});

test("a FIN that waits behind a heartbeat nobody acknowledges is seen in the table alone", () => {
  const table = sockets("FIN_WAIT1", "ESTABLISHED");
  assert.equal(noticed([CRASH, sends(1400), [2900, table]]), "late: its heartbeat");
});

// psql through pgbouncer, host-crash: typed 10 s after it, and failed 3.4 s after that.
test("on use counts from the use, and tells what it slept in at each time", () => {
  const facts = [
    sleeps(900, "read", terminal),
    CRASH,
    types(11_000),
    sleeps(11_010, "recvfrom", socket),
    prints(14_400, "lost it\n"),
  ];
  const verdict = judgeOf(facts);
  assert.equal(verdict.afterUseNs, 3400e6);
  assert.equal(
    verdict.summary[0],
    "noticed only on use, 3 400 ms after it was used (13 400 ms after the host-crash); asleep in read(0) on its terminal until it was used, then asleep in recvfrom(3) on the connection",
  );
});

// socat -t 2: strace shows ECONNRESET 0.14 ms after the RST, and the exit 2 s later.
test("after an RST it is the waking that counts, and not the end that comes later", () => {
  const before = sleeps(900, "select", terminal, socket);
  const reset = [before, KILL, GONE, RST];
  assert.equal(
    noticed([...reset, sleeps(1004, "select", terminal), exits(3004, { exitCode: 0 })]),
    "at-once: no longer waiting for its connection",
  );
  assert.equal(noticed([...reset, exits(3004, { exitCode: 0 })]), "unknown: late-sign");
  const busy = [sleeps(900, "nanosleep"), KILL, GONE, RST, exits(3004, { exitCode: 0 })];
  const several = { ...usual(), more: [usual()] };
  assert.equal(noticed(busy, several), "late: its end (exit code 0)", "it did not wait for its connection");
});

test("who turns to something else now and then anyway has not been woken", () => {
  const turns = [200, 400, 600].flatMap((ms) => [sleeps(ms, "poll", socket), sleeps(ms + 50, "nanosleep")]);
  assert.equal(noticed([...turns, sleeps(900, "poll", socket), ...died, sleeps(1150, "nanosleep")]), "never");
});

test("only who waits for an answer hangs", () => {
  const reaction = (...looks: readonly Timed[]): string => judgeOf([CRASH, types(1500), ...looks]).reaction;
  assert.equal(reaction(sleeps(1600, "pselect6", terminal)), "none");
  assert.equal(reaction(sleeps(1600, "recvfrom", socket)), "hangs");
  assert.equal(reaction(sleeps(1600, "epoll_wait", terminal, socket)), "hangs");
  assert.equal(reaction(sleeps(1600, "futex")), "hangs");
});

test("who has ended does not hang, whatever the control did", () => {
  const control = usual(habit("exit", "its end (exit code 1)", 5));
  assert.equal(judgeOf([...died, exits(1003, { exitCode: 1 })], control).reaction, "exits");
});

test("a line that only says that it waits is no notice, as long as it does", () => {
  const waits = [CRASH, types(1500), sleeps(1510, "recvfrom", socket)];
  assert.equal(noticed([...waits, prints(2500, "waiting for response\n")]), "never");
  assert.equal(noticed([...waits, prints(2500, "still waiting: timed out\n")]), "on-use: what it printed");
  const turned = sleeps(2600, "read", terminal);
  assert.equal(noticed([...waits, prints(2500, "retrying\n"), turned]), "on-use: what it printed");
});

test("what it slept in before it was given a line it does not sleep in any more", () => {
  const facts = [sleeps(900, "read", terminal), types(999), KILL, GONE, RST, prints(1003, "reset\n")];
  assert.equal(judgeOf(facts).waiting, "unknown");
});

test("without sockets nobody knows what lingers, and what is not known is not passed", () => {
  const observers = observerNames.map((name) => ({
    name,
    on: name !== "sockets",
    how: "left out (--without)",
  }));
  const evidence = evidenceOf(observations(...opened, ...died, closes(1003)), {
    control: usual(),
    observers,
  });
  const grade = (expected: string): string => judge("experiment", evidence, expected).verdict.grade;
  const { verdict } = judge("experiment", evidence, "lingers=false");
  assert.equal(verdict.lingers, undefined);
  assert.equal(verdict.grade, "inconclusive");
  assert.equal(
    verdict.missing,
    "whether lingers=false holds is unknown: what shows it was not observed (sockets: left out (--without))",
  );
  assert.equal(grade("noticed=at-once"), "pass");
  assert.equal(grade("lingers=false,noticed=never"), "fail");
});

test("who never noticed is within no limit of time, before or after", () => {
  const evidence = evidenceOf(observations(...opened, ...died), { control: usual() });
  const outcome = (expected: string): string | undefined =>
    judge("experiment", evidence, expected).expectations[0]?.outcome;
  assert.deepEqual([outcome("after<100"), outcome("after>100")], ["fail", "fail"]);
});
