// Subscribers whose connection is gone: one that subscribes again goes on, and one that only connects again hears nothing
// any more, and says nothing of it.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const HEARS = program("subscribes-once.py");

async function heard(t: TestContext, client: string, watchMs = "4000"): Promise<RunResult> {
  const server = ["--server", `${HEARS} serve`, "--server-ready", "up"];
  const watched = ["--client-on", "pipes", "--ready", "reading", "--fault", "reset", "--watch-ms", watchMs];
  return await run(t, [...server, "--client", client, ...watched, ...AT_ONCE]);
}

function linesOf({ runs }: RunResult): number {
  const printed = runs[0]?.observations.filter((each) => each.kind === "printed") ?? [];
  const text = printed.filter(({ role }) => role === "client").map((each) => each.text);
  return text.join("").split("\n").length - 1;
}

// tcpdump: on the new connection HELLO and its answer, and nothing else for four seconds, in which the control's client
// prints some forty lines. paho-mqtt with subscribe() before loop_forever(), and mosquitto, do the same.
test("one that only connects again, and hears nothing any more, does not pass", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await heard(t, HEARS);
  const { control, verdict } = seen.runs[0] ?? {};
  assert.ok(linesOf(seen) * 3 < (control?.printed ?? 0), `${linesOf(seen)} of ${control?.printed}`);
  assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
});

test("one that subscribes again has lost nothing that it asked for", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await heard(t, HEARS.replace("exec ", "exec env AGAIN=1 "));
  const [verdict] = seen.runs.map((each) => each.verdict);
  assert.equal(verdict?.reaction, "reconnects", verdict?.summary.join("\n"));
  neverSays(verdict, { lost: 1 });
  assert.notEqual(seen.code, 1);
});

// As soon as it is watched no longer than by default, one that hears nothing looks the same as one that has only just come.
test("one that hears nothing any more does not pass for being watched for a short time", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await heard(t, HEARS, "500");
  const { verdict } = seen.runs[0] ?? {};
  assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
});

/** How many lines came from the server after the fault. */
function cameSince({ runs }: RunResult): number {
  const observations = runs[0]?.observations ?? [];
  const at = observations.findIndex(({ kind }) => kind === "fault");
  const sent = observations
    .slice(at)
    .flatMap((each) => (each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : []));
  return sent.join("").match(/reading \d+/g)?.length ?? 0;
}

// A service stores what it hears, and prints nothing of it: that the server sends on in the control, and nothing here,
// is on the wire.
for (const again of ["", "AGAIN=1"])
  test(`one that prints nothing of what it hears (${again || "once"})`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", `${HEARS} serve`, "--server-ready", "up"];
    const client = ["--client", HEARS.replace("exec ", `exec env QUIET=1 ${again} `), "--client-on", "pipes"];
    const seen = await run(t, [...server, ...client, "--fault", "reset", "--watch-ms", "2000", ...AT_ONCE]);
    const { verdict } = seen.runs[0] ?? {};
    if (again) assert.notEqual(seen.code, 1, verdict?.summary.join("\n"));
    else {
      assert.equal(cameSince(seen), 0);
      assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
    }
  });

// What it prints as it is connected again (paho's on_connect: `connected`) is nothing of what it had subscribed to.
test("one that says that it is connected, and hears nothing any more, does not pass", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await heard(t, HEARS.replace("exec ", "exec env GREETED=1 "));
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(cameSince(seen) < 3, `${cameSince(seen)}`);
  assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
});

test("one that says that it is connected, and subscribes again, does not fail", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await heard(t, HEARS.replace("exec ", "exec env GREETED=1 AGAIN=1 "));
  assert.ok(cameSince(seen) > 3);
  assert.notEqual(seen.code, 1, seen.runs[0]?.verdict.summary.join("\n"));
});
