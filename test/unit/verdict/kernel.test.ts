// What the client's kernel was told, and when it would have ended the wait: said where nothing came from the server.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { kernelInWords, kernelOf } from "../../../src/verdict/signs/kernel.ts";
import { sockets } from "../made-up.ts";
import { CRASH, type Timed, caseOf } from "../one-run.ts";

const options = (ms: number, keepAlive: boolean): Timed => [
  ms,
  {
    kind: "socket-options",
    keepAlive,
    idleS: 60,
    intervalS: 10,
    probes: 3,
    userTimeoutMs: 0,
    noDelay: false,
    retries: 1,
    leastMs: 200,
    mostMs: 120_000,
  } as unknown as Fact,
];
const cut: Timed = [1001, { kind: "wire", operation: "cut", text: "" }];
const hold: Timed = [1001, { kind: "wire", operation: "hold", text: "" }];

test("what it was told last counts; where its options were not read there is nothing to say", () => {
  assert.deepEqual(kernelOf(caseOf([options(900, true), options(950, false)])), {
    kernel: { unacknowledgedMs: 600 },
  });
  assert.deepEqual(kernelOf(caseOf([options(950, true)])), {
    kernel: { idleMs: 90_000, unacknowledgedMs: 600 },
  });
  assert.deepEqual(kernelOf(caseOf([])), {});
});

test("in a silence: what would have ended the wait, or that nothing would have", () => {
  const say = (facts: readonly Timed[], other: Partial<Verdict> = {}): string[] => {
    const seen = caseOf([...facts, CRASH]);
    const verdict = {
      grade: "pass",
      ending: { by: "silence" },
      noticed: "never",
      reaction: "none",
      waiting: "running",
      exit: undefined,
    } as const;
    return kernelInWords({ ...verdict, ...kernelOf(seen), ...other }, seen);
  };
  const told = "Its kernel was told: keep-alive after 60 s, then 3 probes every 10 s; no user time-out.";
  const sent =
    "once something was sent it would have given up after 0.6 s or more (tcp(7), RFC 1122 4.2.3.6).";
  assert.deepEqual(say([options(900, true), hold, cut]), [
    `${told} With nothing sent it would have given up after 1 min 30 s; ${sent}`,
  ]);
  assert.deepEqual(say([options(900, false), cut]), [
    `Its kernel was told: no keep-alive; no user time-out. With nothing sent it would have waited for ever; ${sent}`,
  ]);
  const acknowledged = `${told} The server's kernel acknowledges for it, so none of that ends the wait.`;
  assert.deepEqual(say([options(900, true)]), [acknowledged]);
  assert.deepEqual(say([options(900, true), hold]), [acknowledged]);
  const lose: Timed = [1001, { kind: "wire", operation: "lose", text: "" }];
  assert.deepEqual(say([options(900, true), lose]), say([options(900, true), cut]));
  const reject: Timed = [1001, { kind: "wire", operation: "reject", text: "" }];
  assert.deepEqual(say([options(900, true), reject]), [
    `${told} Its first probe, after 1 min, would have been answered with an RST.`,
  ]);
  assert.deepEqual(say([options(900, false), reject]), [
    "Its kernel was told: no keep-alive; no user time-out. With nothing sent it would have waited for ever.",
  ]);
  const proxy: Timed = [1, { kind: "proxy-started", pid: 7, command: "a proxy" }];
  assert.deepEqual(say([proxy, options(900, true)]), [acknowledged.replace("server's", "proxy's")]);
  assert.deepEqual(say([options(900, true)], { patience: "bears" }), []);
  assert.equal(say([options(900, true), cut], { patience: "bears" }).length, 1);
  assert.deepEqual(say([cut]), [], "its options were not read");
  assert.deepEqual(say([options(900, true), cut], { ending: { by: "fin" } }), []);
  const tries = { attempts: 1, syns: 1, ns: 0, isConnected: false };
  assert.deepEqual(say([options(900, true), cut], { tries }), []);
});

test("with its half closed, and that acknowledged, nothing of it can be waited for", () => {
  const half = sockets("FIN_WAIT2", "CLOSE_WAIT");
  const seen = caseOf([options(900, false), [950, half], cut, CRASH]);
  const verdict = { grade: "pass", ending: { by: "silence" }, noticed: "never", reaction: "none" } as const;
  const facts = { ...verdict, waiting: "running", exit: undefined, ...kernelOf(seen) } as const;
  assert.deepEqual(kernelInWords(facts, seen), [
    "Its kernel was told: no keep-alive; no user time-out. With nothing sent it would have waited for ever (tcp(7), RFC 1122 4.2.3.6).",
  ]);
  const later = caseOf([
    options(900, false),
    [950, sockets("ESTABLISHED", "ESTABLISHED")],
    cut,
    CRASH,
    [1100, half],
  ]);
  assert.match(kernelInWords(facts, later)[0] ?? "", /once something was sent it would have given up/);
});
