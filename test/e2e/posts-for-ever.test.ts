// A service that never ends, and drops what it could not post while its server was gone: nobody is told.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function posted(t: TestContext, env: string, moment = "kill"): Promise<RunResult> {
  const server = [
    "--server",
    program("stores.py").replace("exec ", "exec env HTTP=1 "),
    "--server-ready",
    "up",
  ];
  const client = ["--client", program("posts-for-ever.py").replace("exec ", `exec env ${env} `)];
  const fault = ["--fault", moment, "--kill", "tree", "--after", "come-back:800", "--watch-ms", "3000"];
  const expected = ["--client-on", "pipes", "--expect-verdict", "lost=0,unreported=0"];
  return await run(t, [...server, ...client, ...fault, ...expected, ...AT_ONCE]);
}

/** The numbers that are missing of the events that were sent. */
function missingOf({ runs }: RunResult): readonly number[] {
  const sent = (runs[0]?.observations ?? []).flatMap((each) =>
    each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : [],
  );
  const events = new Set([...sent.join("").matchAll(/"event": (\d+)/g)].map(([, number]) => Number(number)));
  return Array.from({ length: Math.max(...events) }, (_, i) => i + 1).filter((number) => !events.has(number));
}

// Each control posts them all, in the same words; here some ten come on no connection, and those after them do.
test("what was dropped while nobody listened is not said to be there", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await posted(t, "DROPS=1");
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(missingOf(seen).length > 3, missingOf(seen).join(" "));
  neverSays(verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});

test("who posts each until that succeeds has lost none", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await posted(t, "AGAIN=1");
  const { verdict } = seen.runs[0] ?? {};
  assert.deepEqual(missingOf(seen), []);
  neverSays(verdict, { lost: 1 });
  assert.notEqual(seen.code, 1);
});

/** How many attempts to connect were refused. */
function refusedOf({ runs }: RunResult): number {
  const segments = (runs[0]?.observations ?? []).flatMap((each) => (each.kind === "segment" ? [each] : []));
  return segments.filter(({ flags }) => flags.includes("S") && !flags.includes(".")).length - 2;
}

// Each of the attempts that were refused was made for an event of its own, which came on no connection.
test("what was dropped is not said to be there where each event has a time and an id", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await posted(t, "LOOKS=1 RANDOM=1");
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(refusedOf(seen) > 3, `${refusedOf(seen)}`);
  neverSays(verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});

test("who posts each with a time and an id until that succeeds does not fail", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await posted(t, "LOOKS=1 AGAIN=1 RANDOM=1");
  neverSays(seen.runs[0]?.verdict, { lost: 1 });
  assert.notEqual(seen.code, 1);
});

// An id that each attempt has of its own (a trace): the event is the same, and is posted. Its server dies between head and
// body.
test("who posts each until that succeeds, each time with another id, does not fail", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await posted(t, "AGAIN=1 ATTEMPT=1", 'kill@request:/"event": 5/');
  assert.deepEqual(missingOf(seen), []);
  neverSays(seen.runs[0]?.verdict, { lost: 1 });
  assert.notEqual(seen.code, 1);
});

// Nobody accepts the connections that its server's kernel makes: it gives each up after two seconds, and asks the same
// again.
test("who asks again and again a server that is stopped does not fail", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = `exec node -e 'require("http").createServer((asked, answer) => asked.resume().on("end", () => answer.end("ok")))
    .listen(process.env.PORT, process.env.HOST, () => console.log("up"))'`;
  const client = program("posts-for-ever.py").replace("exec ", "exec env AGAIN=1 ");
  const programs = ["--server", server, "--server-ready", "up", "--client", client, "--client-on", "pipes"];
  const fault = ["--fault", "stop", "--watch-ms", "5000"];
  const seen = await run(t, [...programs, ...fault, ...AT_ONCE]);
  const { verdict } = seen.runs[0] ?? {};
  assert.equal(verdict?.reaction, "reconnects");
  neverSays(verdict, { unreported: 1 });
  assert.notEqual(seen.code, 1);
});
