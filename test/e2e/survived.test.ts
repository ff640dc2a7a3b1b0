// Faults that the server survives: a patient client bears each of them, and one that gives up raises a false alarm. What is
// asserted of times is only that they are those that were seen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer, run } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const TALK = ["--say", "hi", "--expect", "end hi"];
const SERVER = ["--server", program("long-replies.mjs")];
const client = (...args: readonly string[]): string[] => [
  "--client",
  [program("patience.mjs"), ...args].join(" "),
  "--client-on",
  "pipes",
];

/** How the fault shows in the story, and that what was said during it is answered later. */
const faults = [
  { fault: "outage:600", wire: ["cut", "restore"] },
  { fault: "outage-to-client:600", wire: ["cut", "restore"] },
  { fault: "outage-to-server:600", wire: ["cut", "restore"] },
  { fault: "pause:600", wire: [] },
  { fault: "stall:600", wire: ["hold", "hold", "release", "release"] },
] as const;

for (const { fault, wire } of faults) {
  const title = `${fault}: a patient client keeps its connection and is answered`;
  test(fault === "pause:600" || fault === "outage:600" ? anyUser(title) : title, async (t) => {
    const { verdict, runs } = await experiment(t, SERVER, client(), TALK, AT_ONCE, ["--fault", fault]);
    assert.equal(verdict.patience, "bears", verdict.summary.join("\n"));
    assert.equal(verdict.grade, "pass");
    assert.equal(verdict.lost, 0);
    assert.equal(verdict.noticed, "never");
    const observations = runs[0]?.observations ?? [];
    const operations = observations.flatMap((each) => (each.kind === "wire" ? [each.operation] : []));
    assert.deepEqual(operations, wire);
    const over = observations.find(({ kind }) => kind === "recovered");
    const typed = observations.findLast(({ kind }) => kind === "typed");
    const answered = observations.findLast(({ kind }) => kind === "expected");
    assert.ok(over && typed && answered && typed.atNs < over.atNs && over.atNs < answered.atNs);
    assert.ok((verdict.lastedNs ?? 0) >= 600e6, `${verdict.lastedNs}`);
    const fact = observations.find(({ kind }) => kind === "fault");
    assert.equal(fact?.kind === "fault" && fact.amount, 600);
  });
}

for (const fault of ["outage:3000", "pause:3000", "stall:3000", "slow:20"]) {
  test(`${fault}: a client that gives up after 300 ms raises a false alarm`, async (t) => {
    const args = [...SERVER, ...client("300"), ...TALK, ...AT_ONCE, "--fault", fault, "--watch-ms", "200"];
    const { code, runs, stderr } = await run(t, args);
    assert.equal(runs[0]?.verdict.patience, "false-alarm", stderr);
    assert.equal(code, 1);
    assert.match(runs[0]?.verdict.summary[0] ?? "", /^false alarm: gave up on a server that lived/);
    const failed = runs[0]?.expectations.find(({ expected }) => expected === "patience=bears");
    assert.equal(failed?.outcome, "fail");
  });
}

test("one that asks again over a new connection raises one, too, although it is answered", async (t) => {
  const { verdict } = await experiment(t, SERVER, client("300", "again"), TALK, AT_ONCE, [
    "--fault",
    "pause:900",
  ]);
  assert.equal(verdict.patience, "false-alarm", verdict.summary.join("\n"));
  assert.equal(verdict.reaction, "reconnects");
});

test("one that says that it takes long, waits, and is answered, bears it", async (t) => {
  const { verdict } = await experiment(t, SERVER, client("300", "keeps"), TALK, AT_ONCE, [
    "--fault",
    "pause:900",
  ]);
  assert.equal(verdict.patience, "bears", verdict.summary.join("\n"));
  assert.equal(verdict.told, "no reply in time");
});

test("slow: what comes is measured, and borne", async (t) => {
  const { verdict } = await experiment(t, SERVER, client(), TALK, AT_ONCE, ["--fault", "slow:5000"]);
  assert.equal(verdict.patience, "bears", verdict.summary.join("\n"));
});

test("slow, where each answer is one segment: nothing was slow, and nothing is graded", async (t) => {
  const { code, runs } = await run(t, ["--fault", "slow", "--watch-ms", "100"]);
  assert.equal(code, 3);
  assert.match(runs[0]?.verdict.missing ?? "", /^no answer was longer than one segment/);
  assert.equal(runs[0]?.verdict.patience, "unknown");
});

test("in the middle of a request, and of a reply: the rest arrives when it is over", async (t) => {
  for (const fault of ["pause:500@mid-request:1", "stall:500@mid-reply:1000", "outage:500@mid-reply:1000"]) {
    const { verdict } = await experiment(t, SERVER, client(), TALK, AT_ONCE, ["--fault", fault]);
    assert.equal(verdict.patience, "bears", `${fault}: ${verdict.summary.join("\n")}`);
  }
});

for (const [args, says] of [
  [["--fault", "kill:5"], /The fault kill takes no number\.\n {2}Use kill\./],
  [["--fault", "outage:0"], /The MS in outage:0 \(ms\)/],
  [["--fault", "outage:soon"], /The MS in outage:soon \(ms\)/],
  [["--fault", "outage:100@crossing"], /sends neither FIN nor RST/],
  [["--fault", "pause", "--after", "come-back"], /with the fault pause it lives/],
  [["5.12", "--fault", "pause"], /The fault pause is for an experiment/],
  [["--fault", "stall", "--network", "loopback"], /needs a host for the server alone/],
] as const) {
  test(`${args.join(" ")}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}
