// Every fault, on the connection of deadpeer's own programs and of others: what TCP shows, what the process does, and
// what the client makes of it.

import assert from "node:assert/strict";
import { release } from "node:os";
import { test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { anyUser, deadpeer, hasProgram, run } from "./harness.ts";

const isMeasuredKernel = release().startsWith("6.18.");
const QUICK = ["--watch-ms", "100"];
/** Where a host or a process is silent: how long is waited for what will not come, again and again. */
const SILENT = ["--limit-ms", "700"];
const isSilent = (fault: string): boolean => /^(host|stop)/.test(fault);
const limitsFor = (fault: string): readonly string[] => [...QUICK, ...(isSilent(fault) ? SILENT : [])];

interface ConnectionQuery {
  readonly fault: string;
  readonly ending: Verdict["ending"]["by"];
  /** Of the section's client, and of the select() client. */
  readonly noticed: readonly [Verdict["noticed"], Verdict["noticed"]];
}

const faults: readonly ConnectionQuery[] = [
  { fault: "close", ending: "fin", noticed: ["on-use", "at-once"] },
  { fault: "kill", ending: "fin", noticed: ["on-use", "at-once"] },
  { fault: "terminate", ending: "fin", noticed: ["on-use", "at-once"] },
  { fault: "kill-unread", ending: "rst", noticed: ["at-once", "at-once"] },
  { fault: "reset", ending: "rst", noticed: ["on-use", "at-once"] },
  { fault: "half-close", ending: "fin", noticed: ["on-use", "at-once"] },
  { fault: "stop", ending: "silence", noticed: ["never", "never"] },
  { fault: "host-crash", ending: "silence", noticed: ["never", "never"] },
  { fault: "host-shutdown", ending: "fin", noticed: ["on-use", "at-once"] },
];

for (const { fault, ending, noticed } of faults) {
  for (const [i, waitOn] of (["terminal", "both"] as const).entries()) {
    const title = `${fault}, a client that waits on ${waitOn}`;
    test(waitOn === "both" ? anyUser(title) : title, async (t) => {
      const args = [...limitsFor(fault), "--fault", fault, "--wait-on", waitOn];
      const { code, runs, leftovers, stderr } = await run(t, args);
      assert.equal(code, 0, stderr);
      const [verdict] = runs.map((each) => each.verdict);
      assert.equal(verdict?.grade, "pass", verdict?.missing);
      assert.equal(verdict?.ending.by, ending);
      if (isMeasuredKernel) assert.equal(verdict?.noticed, noticed[i]);
      assert.deepEqual(leftovers, []);
    });
  }
}

test("host-reboot: silence until the client sends, then an RST", async (t) => {
  const { code, runs } = await run(t, [
    ...limitsFor("host"),
    "--fault",
    "host-reboot",
    "--wait-on",
    "terminal",
  ]);
  assert.equal(code, 0);
  assert.equal(runs[0]?.verdict.ending.by, "rst");
  assert.equal(runs[0]?.verdict.noticed, "on-use");
  assert.equal(runs[0]?.verdict.told, "read: Connection reset by peer (ECONNRESET)");
});

test("a fault of the host where there is one host only: what to do, exit code 2", async (t) => {
  await assert.rejects(
    run(t, ["--fault", "host-crash", "--network", "loopback"]),
    /needs a host for the server alone\.\n {2}Leave out --network, or choose two-hosts/,
  );
});

test("socat in the server's place, killed on a host of its own: its client is told", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const server = "exec socat TCP-LISTEN:$PORT,bind=$HOST,reuseaddr,fork EXEC:cat";
  const options = ["5.12", ...QUICK, "--network", "two-hosts", "--wait-on", "both", "--server", server];
  const { runs, leftovers } = await run(t, options);
  assert.equal(runs[0]?.verdict.grade, "pass", runs[0]?.verdict.missing);
  assert.equal(runs[0]?.verdict.noticed, "at-once");
  assert.deepEqual(leftovers, []);
});

test("names of the hosts resolve for the programs on them, in IPv4 and in IPv6", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const client = "getent hosts server client >&2; exec nc -6 server $PORT";
  const server = `exec "$NODE" "$CLI" serve --host :: --port $PORT --spare 1`;
  const env = { NODE: process.execPath, CLI: "dist/cli/main.js" };
  const options = ["5.12", ...QUICK, "--network", "two-hosts", "--server", server, "--client", client];
  const { document } = await run(t, options, env);
  const connection = document.runs[0]?.observations.find(({ kind }) => kind === "connection");
  assert.ok(connection?.kind === "connection");
  assert.equal(connection.server.address, "fd09::2");
  assert.equal(connection.client.address, "fd09::1");
});

interface Moment {
  readonly fault: string;
  /** Killed before it has read what came, the server sends an RST; what it had echoed by then may come back. */
  readonly ending: Verdict["ending"]["by"] | "fin or rst";
  /** What shows that it was the moment that was meant. */
  readonly proof: RegExp;
  readonly told: string;
}

const EOF = "str_cli: server terminated prematurely";
const moments: readonly Moment[] = [
  { fault: "kill@accepted", ending: "fin", proof: /^0 bytes client->server/, told: EOF },
  { fault: "kill@mid-request:5", ending: "fin or rst", proof: /^5 bytes client->server/, told: "" },
  {
    fault: "kill@mid-request:12",
    ending: "fin or rst",
    proof: /^12 bytes client->server/,
    told: "",
  },
  { fault: "kill@crossing", ending: "fin", proof: /^F\. .* and P\. .* together$/, told: EOF },
  { fault: "reset@crossing", ending: "rst", proof: /^R\. .* together$/, told: "" },
  { fault: "host-crash@mid-reply:5", ending: "silence", proof: /^5 bytes server->client/, told: "" },
  { fault: "stop@mid-request", ending: "silence", proof: /^5 bytes client->server/, told: "" },
];

for (const { fault, ending, proof, told } of moments) {
  const title = `${fault}: proven, and what comes of it`;
  test(fault.includes("mid-reply") ? anyUser(title) : title, async (t) => {
    const args = [...limitsFor(fault), "--fault", fault, "--wait-on", "terminal"];
    const { code, runs, leftovers, stderr } = await run(t, args);
    assert.equal(code, 0, stderr);
    const [only] = runs;
    assert.equal(only?.verdict.grade, "pass", only?.verdict.missing);
    assert.match(only?.statements[0]?.note ?? "", proof);
    assert.ok(ending.split(" or ").includes(only?.verdict.ending.by ?? ""), only?.verdict.ending.by);
    if (isMeasuredKernel && told !== "") assert.equal(only?.verdict.told, told);
    assert.deepEqual(leftovers, []);
  });
}

for (const [fault, says] of [
  ["pause@mid-reply", /The fault pause cannot come at the moment mid-reply: .*\n {2}Use /],
  ["kill-unread@accepted", /The fault kill-unread has a fixed moment/],
  ["kill@somewhen", /Unknown moment somewhen/],
  ["kill@mid-request:99", /99/],
  ["kill@accepted:5", /takes no number of bytes/],
] as const) {
  test(`--fault ${fault}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", "--fault", fault, ...QUICK]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}
