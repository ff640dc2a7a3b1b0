// Runs that show too little for a verdict: they say what is missing, and claim nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { FaultEvidence } from "../../../src/timeline/fault-evidence.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { FIN, GONE } from "../ledger-runs.ts";
import { type Timed, fault as faultAt, without } from "../one-run.ts";

const fault = (name: string, pid?: number): Timed => faultAt(name, pid, 10);
const exit: Timed = [20, { kind: "program-exited", role: "client", pid: 3, exitCode: 1 }];

function judgeOf(
  facts: readonly Timed[],
  endings: FaultEvidence["endings"],
  other: Partial<Evidence> = {},
): Verdict {
  const kills = facts.some(([, fact]) => fact.kind === "fault" && fact.fault === "kill");
  const expected = { endings, ...(kills && { process: "ended" as const }) };
  return judgeClient(layOut(evidenceOf(observations(...facts), other)), expected);
}

function isInconclusive(verdict: Verdict, missing: string): void {
  assert.equal(verdict.grade, "inconclusive");
  assert.equal(verdict.missing, missing);
  assert.equal(verdict.noticed, "unknown");
  assert.equal(verdict.reaction, "unknown");
  assert.ok(!("afterNs" in verdict) && !("by" in verdict));
  assert.deepEqual(verdict.summary, [`Inconclusive: ${missing}.`]);
}

test("a run that ended before its fault", () => {
  isInconclusive(judgeOf(opened, ["fin", "rst"]), "the run ended before the fault");
  isInconclusive(judgeOf([], ["fin", "rst"]), "the run ended before the fault");
});

test("a run whose segments were not observed", () => {
  const verdict = judgeOf([fault("kill"), GONE, exit], ["fin", "rst"], without("segments"));
  isInconclusive(verdict, "segments were not observed");
  assert.equal(verdict.ending.by, "unknown");
});

test("a run whose segments were not observed: what the socket table proves is said", () => {
  const table = (ms: number, state: "ESTABLISHED" | "CLOSE_WAIT", recvQ: number): Timed => [
    ms,
    sockets(state, undefined, recvQ),
  ];
  const missing = (...facts: readonly Timed[]): string | undefined =>
    judgeOf([...opened, fault("kill"), GONE, ...facts, exit], ["fin", "rst"], without("segments")).missing;
  const shown =
    "segments were not observed; the socket table shows that a FIN came to the client (CLOSE_WAIT)";
  assert.equal(missing(table(11, "ESTABLISHED", 0), table(12, "CLOSE_WAIT", 1)), shown);
  assert.equal(missing(table(11, "ESTABLISHED", 0)), "segments were not observed");
  assert.equal(missing(table(9, "CLOSE_WAIT", 1)), "segments were not observed"); // from before the fault
  const [ms, { rows }] = [9, sockets("ESTABLISHED")];
  const counted: Timed = [ms, { kind: "sockets", rows: rows.map((row) => ({ ...row, received: 17 })) }];
  const received = "17 bytes came to the client's socket (tcp_info)";
  assert.equal(missing(counted), `segments were not observed; ${received}`);
  assert.equal(missing(counted, table(12, "CLOSE_WAIT", 1)), `${shown}; ${received}`);
});

test("a run whose capture lost frames", () => {
  const verdict = judgeOf([...opened, fault("kill"), GONE, FIN, exit], ["fin", "rst"], { drops: 2 });
  isInconclusive(verdict, "2 segments are missing from the record");
});

test("a kill after which TCP is silent", () => {
  const verdict = judgeOf([...opened, fault("kill"), GONE, exit], ["fin", "rst"]);
  isInconclusive(verdict, "the fault `kill` shows as fin or rst, and silence was seen");
  assert.equal(verdict.ending.by, "silence");
});

test("a fault that shows as something else than it should", () => {
  const rst: Timed = [12, segment("< R. 14:14(0) ack 14")];
  isInconclusive(
    judgeOf([...opened, fault("close"), rst], ["fin"]),
    "the fault `close` shows as fin, and rst was seen",
  );
  isInconclusive(
    judgeOf([...opened, fault("none", 0), FIN], ["none"]),
    "nothing was done to the server, and it closed the connection by itself: a control must show the client with a living server",
  );
});

test("a kill whose process was not seen to end, or another one's end", () => {
  const missing = "the end of process 7 was not seen";
  isInconclusive(judgeOf([...opened, fault("kill"), FIN, exit], ["fin", "rst"]), missing);
  const other: Timed = [11, { kind: "process-ended", pid: 8 }];
  isInconclusive(judgeOf([...opened, fault("kill"), other, FIN, exit], ["fin", "rst"]), missing);
});

test("a kill of one of two processes that hold the connection", () => {
  const row = (pid: number) => ({ pid, parent: 1, state: "S", name: "server" });
  const owners: Timed = [
    9,
    { kind: "owners", end: "server", connection, inode: 5, owners: [row(6), row(7)] },
  ];
  isInconclusive(
    judgeOf([...opened, owners, fault("kill"), GONE, exit], ["fin", "rst"]),
    "process 6 also holds the connection, so the end of 7 sent no FIN (--kill tree ends both)",
  );
});

test("a stop whose process was not seen stopped, and one that was", () => {
  const expected = { endings: ["silence"], process: "stopped" } as const;
  const rows = (state: string): Timed => [
    12,
    { kind: "processes", rows: [{ pid: 7, parent: 1, state, name: "node" }], listeners: [] },
  ];
  const stopped = (state: string): Verdict =>
    judgeClient(layOut(evidenceOf(observations(...opened, fault("stop"), rows(state)))), expected);
  isInconclusive(stopped("S"), "process 7 was not seen stopped");
  assert.equal(stopped("T").grade, "pass");
});

test("a crash of a host whose cable was not seen cut, or in another order", () => {
  const expected: FaultEvidence = { endings: ["silence", "rst"], wire: ["cut", "restore"] };
  const wire = (ms: number, operation: "cut" | "restore"): Timed => [
    ms,
    { kind: "wire", operation, text: "" },
  ];
  const crash = (...facts: readonly Timed[]): Verdict =>
    judgeClient(layOut(evidenceOf(observations(...opened, fault("host-reboot"), ...facts))), expected);
  isInconclusive(crash(), "the wire did not report its cut");
  isInconclusive(crash(wire(12, "cut")), "the wire did not report its restore");
  isInconclusive(crash(wire(12, "restore"), wire(13, "cut")), "the wire did not report its restore");
  assert.equal(crash(wire(12, "cut"), wire(13, "restore")).grade, "pass");
});

test("a kill with bytes unread of which none were seen", () => {
  const expected = { endings: ["rst"], unread: true } as const;
  const rst: Timed = [12, segment("< R. 14:14(0) ack 14")];
  const table = (serverRecvQ: number): Timed => {
    const { kind, rows } = sockets("ESTABLISHED", "ESTABLISHED");
    const server = (port: number): boolean => port === connection.server.port;
    return [
      9,
      {
        kind,
        rows: rows.map((row) =>
          server(row.local.port) && row.state !== "LISTEN" ? { ...row, recvQ: serverRecvQ } : row,
        ),
      },
    ];
  };
  const killed = (...facts: readonly Timed[]): Verdict =>
    judgeClient(layOut(evidenceOf(observations(...opened, ...facts, fault("kill-unread"), rst))), expected);
  const missing = "no unread bytes were seen in the server's receive queue";
  isInconclusive(killed(), missing);
  isInconclusive(killed(table(0)), missing);
  assert.equal(killed(table(14)).grade, "pass");
});

test("what else was meant to happen and was not seen", () => {
  const seen = layOut(evidenceOf(observations(...opened, fault("close"), FIN, exit)));
  isInconclusive(judgeClient(seen, { endings: ["fin"] }, "another order"), "another order");
});

test("a fault that kills nobody needs no end of a process", () => {
  assert.equal(judgeOf([...opened, fault("close"), FIN, exit], ["fin"]).grade, "pass");
});

test("how the client ended is told all the same", () => {
  assert.deepEqual(judgeOf([...opened, fault("kill"), exit], ["fin"]).exit, { exitCode: 1 });
  assert.equal(judgeOf(opened, ["fin"]).exit, undefined);
});

test("the control without segments does not say that TCP showed no ending", () => {
  const { grade, summary } = judgeOf([fault("none", 0)], ["none"], without("segments"));
  assert.equal(grade, "inconclusive");
  assert.doesNotMatch(summary.join(" "), /showed no ending/);
});

test("a client whose output was not observed may have told: `never` is not known", () => {
  const seen = [...opened.slice(0, -1), fault("kill"), GONE, FIN];
  assert.equal(judgeOf(seen, ["fin"], without("output")).noticed, "unknown");
});

test("what a client asks by itself is in no row where segments are missing, and nothing is said of what was lost", () => {
  const control = { none: true, lines: [], signs: [], answered: [] } as const;
  const well: Timed = [20, { kind: "program-exited", role: "client", pid: 3, exitCode: 0 }];
  const facts = [...opened.filter(([, { kind }]) => kind !== "typed"), fault("kill"), GONE, FIN, well];
  const { lost, unreported } = judgeOf(facts, ["fin"], { ...without("segments"), control });
  assert.deepEqual([lost, unreported], [undefined, undefined]);
  const { lost: some, grade } = judgeOf(facts, ["fin"], { drops: 3, control });
  assert.deepEqual([some, grade], [undefined, "inconclusive"]);
});
