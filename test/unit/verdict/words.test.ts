// The verdict in words: numbers, waits, and sentences.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WaitedDescriptor } from "../../../src/timeline/observation.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { summarise } from "../../../src/verdict/sentences/summary.ts";
import { formatDuration, formatEnd } from "../../../src/timeline/units.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../../../src/timeline/waits.ts";
import { endingOf } from "../../../src/verdict/proof/proof.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { KILL, type Timed, caseOf, types, usual } from "../one-run.ts";
import * as fc from "fast-check";

const terminal: WaitedDescriptor = { fd: 0, what: "terminal", isConnection: false };
const socket: WaitedDescriptor = { fd: 17, what: "socket", isConnection: true };
const pipe: WaitedDescriptor = { fd: 5, what: "pipe", isConnection: false };
const thread = (call: string, ...on: WaitedDescriptor[]) => ({ tid: 3, name: "c", call, on });

test("a duration has fewer decimals the longer it is", () => {
  const shown: readonly [number, string][] = [
    [0, "0.00 ms"],
    [27_103, "0.03 ms"],
    [218_079, "0.2 ms"],
    [2_463_704, "2.5 ms"],
    [44_100_000, "44 ms"],
    [566_000_000, "566 ms"],
    [1_503_000_000, "1 503 ms"],
    [3_600_000_000_000, "3 600 000 ms"],
  ];
  for (const [ns, text] of shown) assert.equal(formatDuration(ns), text);
});

test("a duration is right to within half of what it shows", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), (ns) => {
      const shown = formatDuration(ns);
      const ms = Number(shown.replace(" ms", "").replaceAll(" ", ""));
      const decimals = shown.split(".")[1]?.length ?? 3;
      const step = 10 ** -(decimals - 3);
      assert.ok(Math.abs(ms - ns / 1e6) <= step / 2 + 1e-9, shown);
    }),
  );
});

test("an end is a signal, an exit code, or not known", () => {
  assert.equal(formatEnd({ exitCode: 0 }), "exit code 0");
  assert.equal(formatEnd({ signal: "SIGKILL" }), "SIGKILL");
  assert.equal(formatEnd({}), "an unknown status");
});

test("a wait names the call, and what it waits for", () => {
  assert.equal(describeWait(thread("read", terminal)), "asleep in read(0) on its terminal");
  assert.equal(describeWait(thread("read", socket)), "asleep in read(17) on the connection");
  assert.equal(describeWait(thread("read", pipe)), "asleep in read(5) on a pipe");
  assert.equal(
    describeWait(thread("poll", terminal, socket)),
    "asleep in poll on 0 (its terminal) and 17 (the connection)",
  );
  assert.equal(
    describeWait(thread("poll", socket, { ...terminal, fd: 1, reads: false })),
    "asleep in poll on 17 (the connection) and 1 (its terminal, not to read)",
  );
  assert.equal(
    describeWait(thread("epoll_wait", { ...pipe, what: "eventfd" }, socket)),
    "asleep in epoll_wait on 5 (an eventfd) and 17 (the connection)",
  );
  const toWrite = { ...socket, reads: false } as const;
  assert.equal(describeWait(thread("sendto", toWrite)), "asleep in sendto(17) on the connection");
  assert.equal(
    describeWait(thread("epoll_wait", toWrite)),
    "asleep in epoll_wait(17) on the connection, not to read",
  );
  assert.equal(describeWait(thread("futex")), "asleep in futex");
  assert.equal(describeWait(thread("running")), "running");
  assert.equal(describeWait(undefined), "unknown");
  assert.equal(describeWait(thread("unknown")), "unknown", "it could not be asked");
});

test("what a thread waits on is asked for", () => {
  assert.ok(waitsOnTerminal(thread("poll", pipe, terminal)) && !waitsOnTerminal(thread("read", socket)));
  assert.ok(waitsOnConnection(thread("poll", pipe, socket)) && !waitsOnConnection(thread("read", pipe)));
  assert.ok(!waitsOnTerminal(undefined) && !waitsOnConnection(undefined));
});

test("the main thread is the one with the process's id, not the first", () => {
  const threads = [thread("futex"), { ...thread("read", terminal), tid: 2 }];
  const [waiting] = observations([0, { kind: "waiting", role: "client", pid: 2, threads }]);
  assert.ok(waiting?.kind === "waiting");
  assert.equal(mainThread(waiting)?.call, "read");
  assert.equal(mainThread({ ...waiting, pid: 9 }), undefined);
});

const facts: Omit<Verdict, "summary"> = {
  grade: "pass",
  ending: { by: "fin", atNs: 12e6 },
  noticed: "at-once",
  afterNs: 218_079,
  by: "its own FIN",
  reaction: "exits",
  waiting: "asleep in read(0) on its terminal",
  told: "",
  exit: { exitCode: 1 },
  lost: 0,
  lingers: false,
};
const seen = layOut(
  evidenceOf(observations([10, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL" }])),
);
const summaryOf = (other: Partial<Verdict>): string => summarise({ ...facts, ...other }, seen).join(" / ");

test("a verdict is said in three sentences: whether it noticed, what reached it, what became of it", () => {
  assert.equal(
    summaryOf({}),
    "noticed at once, 0.2 ms after the FIN, by its own FIN / A FIN reached the client's host 2.0 ms after the kill. / The client printed nothing and ended with exit code 1.",
  );
  assert.equal(
    summaryOf({ noticed: "on-use", afterNs: 566e6, told: "gone\r\nfor good", lost: 1 }),
    "noticed only on use, 566 ms after the FIN; until then asleep in read(0) on its terminal / A FIN reached the client's host 2.0 ms after the kill. / The client printed `gone` and ended with exit code 1; 1 line was not answered.",
  );
});

test("a client that was left alone had no reason to notice, and the sentence says so", () => {
  const headlineOf = (...more: readonly Timed[]): string | undefined =>
    summarise({ ...facts, noticed: "never" }, caseOf([KILL, ...more], { control: usual() }))[0];
  const alone = "never noticed, with nothing said to it: asleep in read(0) on its terminal";
  const used = "never noticed: asleep in read(0) on its terminal";
  assert.equal(headlineOf(), alone);
  assert.equal(headlineOf(types(1500)), used);
});

test("never, late, by an RST, lingering, with lines lost", () => {
  assert.match(summaryOf({ noticed: "never" }), /^never noticed: asleep in read\(0\) on its terminal \//);
  assert.match(
    summaryOf({ noticed: "never", waiting: "unknown" }),
    /^never noticed: what it waits for is unknown/,
  );
  assert.match(summaryOf({ noticed: "late", afterNs: 1503e6 }), /^noticed late, 1 503 ms after the FIN/);
  assert.match(summaryOf({ noticed: "unknown" }), /^whether it noticed is unknown: asleep in read/);
  const rst = summaryOf({ ending: { by: "rst", atNs: 12e6 } });
  assert.match(rst, /^noticed at once, 0\.2 ms after the RST, .* \/ An RST reached/);
  const lingering = summaryOf({ lingers: true, exit: undefined, reaction: "hangs", lost: 2 });
  assert.match(
    lingering,
    /nothing\. It is still running \(waits for an answer that will not come\); 2 lines were not answered; its socket stays in CLOSE_WAIT\.$/,
  );
});

test("a silence is told from the fault, for nothing arrived", () => {
  const silent = summaryOf({
    ending: { by: "silence" },
    noticed: "on-use",
    afterNs: 7e9,
    told: "read: timed out",
  });
  assert.match(silent, /^noticed only on use, 7 000 ms after the kill; until then asleep/);
  assert.doesNotMatch(silent, /reached the client/);
});

test("a client that closed by itself is no victim", () => {
  const closed = layOut(
    evidenceOf(
      observations(
        ...opened,
        [10, { kind: "fault", fault: "none", pid: 0, text: "nothing" }],
        [11, segment("> F. 14:14(0) ack 14")],
        [12, segment("< F. 14:14(0) ack 15")],
      ),
      { fault: "none" },
    ),
  );
  assert.equal(endingOf(closed), "none");
  assert.deepEqual(summarise({ ...facts, ending: { by: "none" }, exit: undefined }, closed), [
    "Nothing was done to the server, and the client closed the connection by itself.",
  ]);
});

test("what was not observed is not said", () => {
  const { told: _, lost: __, ...unobserved } = facts;
  const [, , aftermath] = summarise(unobserved, seen);
  assert.equal(aftermath, "What the client printed was not observed. It ended with exit code 1.");
  assert.deepEqual(summarise({ ...facts, missing: "segments were not observed" }, seen), [
    "Inconclusive: segments were not observed.",
  ]);
  assert.deepEqual(summarise({ ...facts, ending: { by: "none" } }, seen), [
    "Nothing was done to the server, and TCP showed no ending.",
    "The client printed nothing and ended with exit code 1.",
  ]);
});
