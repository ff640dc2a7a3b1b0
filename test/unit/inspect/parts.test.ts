// The parts of `deadpeer inspect` that only compute: timers, names, counters, commands, metrics.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { endCommands } from "../../../src/inspect/commands.ts";
import { compareAttempts, parseCounters } from "../../../src/inspect/scan/attempts.ts";
import { describeQueues } from "../../../src/inspect/scan/facts.ts";
import { describeTimer, spentRetransmitting, whenGivenUp } from "../../../src/inspect/scan/timer.ts";
import { escapeLabel } from "../../../src/inspect/metrics.ts";
import { formatInspection } from "../../../src/inspect/text.ts";
import { findAll } from "../../../src/inspect/findings/index.ts";
import { globPattern } from "../../../src/inspect/scope.ts";
import { parseStat } from "../../../src/sys/process-stat.ts";
import { timerNames } from "../../../src/sys/socket-details.ts";
import { decodeTcpInfo } from "../../../src/sys/tcp-info.ts";
import { infoOf, scanOf, socketOf } from "../inspect-made-up.ts";

const { kernel } = scanOf([]);
const settings = { keepAlive: true, idleS: 60, intervalS: 10, probes: 3, userTimeoutMs: 0, noDelay: false };

test("when the kernel gives up: by the timer that runs, and by the socket's own settings", () => {
  assert.deepEqual(whenGivenUp(socketOf(), kernel), { kind: "never", why: "no timer runs" });
  const probed = socketOf({ timer: "keep-alive", expiresMs: 5000, retries: 1 });
  assert.equal(whenGivenUp(probed, kernel).kind, "unknown");
  assert.deepEqual(whenGivenUp({ ...probed, settings }, kernel), { kind: "in", ms: 25_000, atMost: false });
  const idle = socketOf({
    timer: "keep-alive",
    expiresMs: 5000,
    settings: { ...settings, userTimeoutMs: 70_000 },
    info: infoOf(55_000),
  });
  assert.deepEqual(whenGivenUp(idle, kernel), { kind: "in", ms: 15_000, atMost: false });
  assert.equal(whenGivenUp(socketOf({ timer: "zero-window probe", expiresMs: 9 }), kernel).kind, "never");
});

test("while retransmitting: 924.6 s by Linux's defaults, less what has passed; a user time-out ends it earlier", () => {
  const begun = socketOf({ timer: "retransmission", retries: 0, expiresMs: 200, info: infoOf(0) });
  assert.deepEqual(whenGivenUp(begun, kernel), { kind: "in", ms: 924_600, atMost: true });
  const third = { ...begun, retries: 3, expiresMs: 1000, info: { ...infoOf(2000), rtoMs: 1600 } };
  assert.equal(spentRetransmitting(third, kernel), 200 + 400 + 800 + 600);
  assert.deepEqual(whenGivenUp({ ...third, settings: { ...settings, userTimeoutMs: 5000 } }, kernel), {
    kind: "in",
    ms: 3000,
    atMost: false,
  });
  assert.equal(describeTimer(third, kernel), "retransmission 3 of 15, again in 1 s");
});

test("the FIN is told apart from data", () => {
  const queues = (state: "CLOSE_WAIT" | "ESTABLISHED", recvQ: number): string =>
    describeQueues(socketOf({ state, recvQ })).join();
  assert.equal(queues("CLOSE_WAIT", 1), "end of file unread");
  assert.equal(queues("CLOSE_WAIT", 6), "5 bytes and the end of file unread");
  assert.equal(queues("CLOSE_WAIT", 0), "end of file read");
  assert.equal(queues("ESTABLISHED", 1), "1 byte unread");
});

test("a glob is a whole name, and whatever else it contains stands for itself", () => {
  assert.ok(globPattern("node*").test("node-18"));
  assert.ok(!globPattern("node").test("node-18"));
  assert.ok(globPattern("n?de").test("node"));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) =>
      globPattern(name.replace(/[*?]/g, "")).test(name.replace(/[*?]/g, "")),
    ),
  );
});

test("the kernel's counters of attempts, and none where there are none", () => {
  assert.deepEqual(parseCounters("Tcp: ActiveOpens AttemptFails\nTcp: 12 3\n"), { made: 12, failed: 3 });
  assert.equal(parseCounters("Tcp: ActiveOpens\nTcp: 12\n"), undefined);
  assert.equal(parseCounters(""), undefined);
});

test("a storm of one failing attempt in 150 ms is seen, however short the scan; where none has ever failed nothing is waited for", async () => {
  const begunMs = performance.now();
  const read = () => {
    const atMs = performance.now();
    const failed = 3 + Math.floor((atMs - begunMs) / 150);
    return { atMs, made: 10 + failed, failed };
  };
  const rate = await compareAttempts({ atMs: begunMs, made: 13, failed: 3 }, read);
  assert.ok(rate !== undefined && (rate.failed * 1000) / rate.overMs >= 5, JSON.stringify(rate));
  let looks = 0;
  const never = () => ({ atMs: begunMs + (looks += 1), made: 9, failed: 0 });
  assert.deepEqual(await compareAttempts({ atMs: begunMs, made: 9, failed: 0 }, never), {
    failed: 0,
    made: 0,
    overMs: 1,
  });
});

test("every timer has its name, with how often it has run out", () => {
  const shown = (timer: (typeof timerNames)[number], retries: number): string =>
    describeTimer(socketOf({ timer, retries, expiresMs: 400, settings }), kernel);
  assert.deepEqual(
    timerNames.map((timer) => shown(timer, 2)),
    [
      "no timer",
      "retransmission 2 of 15, again in 0.4 s",
      "keep-alive probe 2 of 3 without a reply, again in 0.4 s",
      "0.4 s left",
      "zero-window probe 2 of 15 without a reply, again in 0.4 s",
    ],
  );
  assert.deepEqual(
    [shown("keep-alive", 0), shown("zero-window probe", 0), shown("retransmission", 0)],
    ["keep-alive in 0.4 s", "zero-window probe in 0.4 s", "sent just now"],
  );
});

test("struct tcp_info of any length is decoded", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      Object.values(decodeTcpInfo(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)).every(
        Number.isFinite,
      ),
    ),
  );
  const bytes = new Uint8Array(248);
  bytes[2] = 4;
  new DataView(bytes.buffer).setUint32(56, 1234, true);
  const { retransmits, lastAckRecvMs } = decodeTcpInfo(
    new DataView(bytes.buffer, bytes.byteOffset),
    0,
    bytes.length,
  );
  assert.deepEqual([retransmits, lastAckRecvMs], [4, 1234]);
});

test("a process's name may contain parentheses and blanks", () => {
  const fields = Array.from({ length: 30 }, (_, i) => String(i + 4));
  const row = parseStat(`12 (a) b (c)) S ${fields.join(" ")}`);
  assert.deepEqual([row.name, row.state, row.parent, row.startTicks], ["a) b (c)", "S", 4, 22]);
});

test("the commands that would end connections: one each, or one for all with the same end", () => {
  const one = socketOf({
    state: "CLOSE_WAIT",
    local: { address: "::1", port: 5 },
    remote: { address: "::1", port: 6 },
  });
  assert.deepEqual(endCommands([one]), ["ss -K src '[::1]:5' dst '[::1]:6'"]);
  const many = Array.from({ length: 9 }, () => socketOf({ state: "CLOSE_WAIT" }));
  assert.deepEqual(endCommands(many), ["ss -K state close-wait dst '127.0.0.1:9877'"]);
  assert.deepEqual(endCommands([socketOf({ state: "LISTEN" }), socketOf({ state: "TIME_WAIT" })]), []);
});

test("no line of the text is wider than the terminal, and no name can do anything to it", () => {
  const scan = scanOf([socketOf({ state: "CLOSE_WAIT", recvQ: 1 }), socketOf()]);
  const views = new Map([...scan.processes].map(([pid, view]) => [pid, { ...view, name: "a\u001b[2Jb" }]));
  const hostile = { ...scan, processes: views };
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 100 }), (width) => {
      const inspection = {
        scan: hostile,
        scope: {},
        findings: findAll(hostile),
        shown: hostile.sockets,
        counts: { connections: 2, listening: 0, processes: 1 },
      };
      const lines = formatInspection(inspection, true, { width, colour: false, unicode: false });
      assert.deepEqual(
        lines.filter((line) => line.length > width || line.includes("\u001b")),
        [],
      );
    }),
  );
});

test("a label's value is escaped as the text format asks", () => {
  assert.equal(escapeLabel('a"b\\c\nd'), 'a\\"b\\\\c\\nd');
  assert.equal(escapeLabel("\u001b[31mred\u001b[0m\u009b2J\u202ename"), "?[31mred?[0m?2J?name");
});

test("sockets of which no process was seen to hold one are not said to be those of 0 processes", () => {
  const scan = scanOf([socketOf({ holders: [] })]);
  const counts = { connections: 1, listening: 0, processes: 0 };
  const terminal = { width: 100, colour: false, unicode: false };
  const [first] = formatInspection({ scan, scope: {}, findings: [], shown: [], counts }, false, terminal);
  assert.equal(
    first,
    "No findings in 1 connection and 0 listening sockets; no process was seen to hold any of them.",
  );
});
