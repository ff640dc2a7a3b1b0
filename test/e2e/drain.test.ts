// `deadpeer drain`: servers of which it is known how they end. Nothing is asserted of how long anything takes.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Statement } from "../../src/timeline/record.ts";
import {
  anyUser,
  deadpeer,
  eventually,
  hasProgram,
  quoted,
  temporaryDirectory,
  withoutNamespaces,
} from "./harness.ts";
import { program } from "./own.ts";

const TALK = ["--say", "hi", "--expect", "hi"];
const CLIENT = ["--client", program("idle-client.mjs"), "--client-on", "pipes"];
const server = (how: string): string[] => ["--server", `${program("drain-server.mjs")} ${how}`];

interface Drained {
  readonly code: number | null;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, string>>;
}

async function drain(...args: readonly (readonly string[])[]): Promise<Drained> {
  return await drainWith(CLIENT, ...args);
}

async function drainWith(
  client: readonly string[],
  ...args: readonly (readonly string[])[]
): Promise<Drained> {
  const started = deadpeer(["drain", "--json", ...TALK, ...client, ...args.flat()]);
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(stderr, "");
  assert.deepEqual(started.leftovers(), []);
  const { statements } = JSON.parse(stdout) as { statements: readonly Statement[] };
  const by = (field: "outcome" | "note"): Record<string, string> =>
    Object.fromEntries(statements.map((each) => [each.id, each[field]]));
  return { code, outcomes: by("outcome"), notes: by("note") };
}

const IN_ORDER = {
  finished: "holds",
  idle: "holds",
  new: "holds",
  "no-rst": "holds",
  once: "holds",
  ends: "holds",
};

/** A server that writes what it does to a file of its own. */
function counted(t: TestContext, how: string): string[] {
  const log = quoted(join(temporaryDirectory(t), "log"));
  return [...server(`${how} ${log}`), "--count", `wc -l 2>/dev/null < ${log} || echo 0`];
}

test(anyUser("a server that ends in order: everything holds"), async (t) => {
  const { code, outcomes, notes } = await drain(counted(t, "orderly"));
  assert.deepEqual(outcomes, IN_ORDER, JSON.stringify(notes));
  assert.match(notes["once"] ?? "", /^4 requests, and 4 were counted$/);
  assert.match(notes["ends"] ?? "", /exit code 0$/);
  assert.equal(code, 0);
});

test("one that just ends drops the request: its FIN comes in place of the answer", async () => {
  const { code, outcomes, notes } = await drain(server("ends"));
  assert.deepEqual(outcomes, { ...IN_ORDER, finished: "differs" }, JSON.stringify(notes));
  assert.match(notes["finished"] ?? "", /^a FIN came in place of the answer/);
  assert.equal(code, 1);
});

test("one that does not end, and goes on accepting; its text is within 80 columns", async () => {
  const args = ["drain", ...TALK, ...CLIENT, ...server("deaf"), "--up-to", "1500", "--idle", "1"];
  const { code, stdout, stderr } = await deadpeer(args).outcome;
  assert.equal(stderr, "");
  for (const id of ["idle", "new", "ends"]) assert.match(stdout, new RegExp(`^differs +${id} `, "m"), stdout);
  assert.match(stdout, /^holds +finished /m);
  assert.match(stdout, /process(es)? \d+.* still ran/s);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80),
    stdout,
  );
  assert.equal(code, 1);
});

test("one that begins another process as it ends has not ended: that one is the server, too", async () => {
  const { code, outcomes, notes } = await drain(server("begins"), ["--up-to", "1500", "--idle", "1"]);
  assert.deepEqual(outcomes, { ...IN_ORDER, ends: "differs" }, JSON.stringify(notes));
  assert.match(notes["ends"] ?? "", /^process \d+ of it, begun after it was asked, still ran /);
  assert.equal(code, 1);
});

test("one whose idle clients leave by themselves: whether it would have closed them is unknown", async () => {
  const client = ["--client", `${program("idle-client.mjs")} 3000`, "--client-on", "pipes"];
  const { code, outcomes, notes } = await drainWith(client, server("waits"), ["--idle", "1"]);
  assert.deepEqual(outcomes, { ...IN_ORDER, idle: "unknown" }, JSON.stringify(notes));
  assert.match(notes["idle"] ?? "", /^the client of one closed it first, /);
  assert.equal(code, 3);
});

test("one that does everything twice is found out by the count; asked by a command of one's own", async (t) => {
  const { code, outcomes } = await drain(counted(t, "twice"), ["--ask", "kill -TERM $PID"]);
  assert.deepEqual(outcomes, { ...IN_ORDER, once: "differs" });
  assert.equal(code, 1);
});

test("a request that is answered before the server is asked was not under way: unknown, and no pass", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { code, outcomes, notes } = await drain(["--server", program("early-server.py"), "--idle", "0"]);
  assert.equal(outcomes["finished"], "unknown", JSON.stringify(notes));
  assert.equal(outcomes["idle"], undefined);
  assert.match(notes["finished"] ?? "", /--mid-request BYTES/);
  assert.notEqual(code, 0);
});

for (const [args, says, expected] of [
  [["--client", "exec cat"], /Nothing is said, so no request is under way.*\n {2}Add --say TEXT/, 2],
  [["--say", "hi", "--idle", "99"], /--idle is a whole number from 0 to 50, not 99/, 2],
  [["--say", "hi", "--up-to", "5"], /--up-to is a whole number from 100 to/, 2],
  [["--say", "hi", "--server", "exec no-such-program"], /The server never listened/, 2],
  [["--say", "hi", ...CLIENT, ...server("deaf"), "--server-env", "A=1", "--client", "exec cat"], /twice/, 2],
] as const)
  test(`wrong: ${args.join(" ").slice(0, 60)}`, async () => {
    const { code, stderr, stdout } = await deadpeer(["drain", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(stdout, "");
    assert.equal(code, expected);
  });

test("without user namespaces: exit code 3, and what to do", async () => {
  const { code, stderr } = await withoutNamespaces("drain --say hi --expect hi").outcome;
  assert.match(stderr, /A private network is not possible here/);
  assert.equal(code, 3);
});

test("Ctrl-C: exit code 130, and nothing is left", async () => {
  const started = deadpeer(["drain", ...TALK, ...CLIENT, ...server("deaf"), "--up-to", "60000"]);
  await eventually("the run", () => started.leftovers().some((each) => each.includes("run/inside")));
  started.child.kill("SIGINT");
  assert.equal((await started.outcome).code, 130);
  await eventually("nothing left", () => started.leftovers().length === 0);
});
