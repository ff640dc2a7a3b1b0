// Deaths before there is a connection: the server is down, wedged or out of reach when its client comes, or when it comes
// again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer, run } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const TALK = ["--say", "hello there", "--expect", "end hello"];
const PROGRAMS = [
  "--server",
  program("long-replies.mjs"),
  "--client",
  program("patience.mjs"),
  "--client-on",
  "pipes",
];
const RETRY = [
  "--server",
  program("long-replies.mjs"),
  "--client",
  program("retry.mjs"),
  "--client-on",
  "pipes",
];
const SHORT = ["--limit-ms", "500", "--watch-ms", "1500"];

test(anyUser("refuse: an RST answers the SYN, and the client says so"), async (t) => {
  const { verdict } = await experiment(t, PROGRAMS, TALK, AT_ONCE, [
    "--fault",
    "refuse",
    "--limit-ms",
    "500",
  ]);
  assert.equal(verdict.ending.by, "rst");
  assert.equal(verdict.noticed, "at-once", verdict.summary.join("\n"));
  assert.match(verdict.told ?? "", /ECONNREFUSED/);
  assert.equal(verdict.tries?.isConnected, false);
});

test("swallow: the kernel sends the SYN again, which is counted", async (t) => {
  const { verdict, runs } = await experiment(t, PROGRAMS, TALK, AT_ONCE, SHORT, ["--fault", "swallow"]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(verdict.tries?.attempts, 1);
  assert.ok((verdict.tries?.syns ?? 0) >= 2, verdict.summary.join("\n"));
  assert.equal(verdict.tries?.isConnected, false);
  const syns = runs[0]?.observations.filter((each) => each.kind === "segment" && each.flags === "S") ?? [];
  assert.ok(syns.every((each) => each.kind === "segment" && each.wire?.fate === "dropped"));
});

test(anyUser("mute: TCP connects the client, and no process of the server ever does"), async (t) => {
  const { verdict, runs } = await experiment(t, PROGRAMS, TALK, AT_ONCE, SHORT, ["--fault", "mute"]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(verdict.tries?.isConnected, true);
  assert.equal(verdict.lost, 1, verdict.summary.join("\n"));
  assert.equal(verdict.ledger?.said[0]?.fate, "acknowledged");
  const tables = runs[0]?.observations.flatMap((each) => (each.kind === "sockets" ? each.rows : [])) ?? [];
  const ends = tables.filter(({ local, state }) => local.port === 9877 && state === "ESTABLISHED");
  assert.ok(ends.length > 0 && ends.every(({ inode }) => inode === 0));
});

test(anyUser("full-queue: Linux drops the SYN, and the table shows why"), async (t) => {
  const { verdict, runs } = await experiment(t, PROGRAMS, TALK, AT_ONCE, SHORT, ["--fault", "full-queue"]);
  assert.equal(verdict.ending.by, "silence");
  assert.equal(verdict.tries?.isConnected, false);
  assert.ok((verdict.tries?.syns ?? 0) >= 2, verdict.summary.join("\n"));
  const full = runs[0]?.observations.find(
    (each) => each.kind === "probe" && each.text.startsWith("the accept queue is full: 5 connections wait"),
  );
  assert.ok(full);
});

for (const fault of ["refuse", "swallow", "mute", "full-queue"]) {
  test(`${fault}, and over after a while: a client that tries again is served`, async (t) => {
    const { verdict } = await experiment(t, RETRY, AT_ONCE, [
      "--fault",
      fault,
      "--after",
      "come-back:600",
      "--watch-ms",
      "2500",
      "--say",
      "hello there",
      "--expect",
      "answered",
    ]);
    assert.equal(verdict.lost, 0, verdict.summary.join("\n"));
    assert.equal(verdict.tries?.isConnected, true);
  });
}

for (const as of ["mute", "full-queue", "swallow"]) {
  test(`kill, and it comes back as ${as}: who connects again is served by nobody`, async (t) => {
    const { verdict, runs } = await experiment(t, RETRY, AT_ONCE, SHORT, [
      "--fault",
      "kill",
      "--after",
      as,
      "--say",
      "hello there",
      "--expect",
      "answered",
      "--expect-verdict",
      "lost=1", // it is still connecting, and may yet tell
    ]);
    assert.equal(verdict.reaction, "reconnects", verdict.summary.join("\n"));
    assert.deepEqual([verdict.lost, verdict.unreported], [1, undefined], verdict.summary.join("\n"));
    const barred = runs[0]?.observations.filter(({ kind }) => kind === "barred") ?? [];
    assert.equal(barred.length, as === "swallow" ? 1 : 2);
  });
}

test("a client that never connects: said so, exit code 2 or 3", async (t) => {
  const args = ["--fault", "mute", "--client", "exec true", "--watch-ms", "100"];
  await assert.rejects(run(t, args), /The client never tried to connect, and ended/);
});

for (const [args, says] of [
  [["--fault", "mute@accepted"], /The fault mute has a fixed moment/],
  [["5.12", "--fault", "refuse"], /The fault refuse is for an experiment/],
  [["--fault", "terminate", "--after", "mute"], /--after mute is for the faults close, kill, kill-unread/],
  [["--fault", "swallow", "--network", "loopback"], /needs a host for the server alone/],
  [["--fault", "kill", "--after", "swallow", "--network", "loopback"], /--after swallow needs a wire/],
  [["--fault", "kill", "--after", "dumb"], /dumb/],
] as const) {
  test(`${args.join(" ")}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}

test("nothing is typed to a client whose other process still starts, before it has said that it is ready", async (t) => {
  // The shell waits for its input from the beginning.
  const connects = 'sleep 0.7; exec 3<>"/dev/tcp/$HOST/$PORT"; echo ready; exec cat <&3';
  const client = `bash -c '(${connects}) & while read -r line; do echo "got $line"; done'`;
  const options = ["--client", client, "--ready", "ready", "--say", "one", "--expect", "got one"];
  const { runs } = await run(t, [
    ...options,
    "--control",
    "none",
    "--watch-ms",
    "100",
    "--expect-verdict",
    "none",
  ]);
  const order = runs[0]?.observations.flatMap((each) => {
    if (each.kind === "typed") return ["typed"];
    return each.kind === "printed" && each.text.includes("ready") ? ["ready"] : [];
  });
  assert.deepEqual(order, ["ready", "typed", "typed"]);
});
