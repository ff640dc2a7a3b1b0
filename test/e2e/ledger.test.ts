// Where each thing said got to, for real clients: and what follows from it, that they lose, hide or do twice.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { ALONE, AT_ONCE, type Experiment, SILENCE, assertVerdict, experiment, program } from "./own.ts";

const REDIS = ["--server", 'exec redis-server --port $PORT --bind $HOST --save "" --protected-mode no'];
const CLI = ["--client", "exec redis-cli -h $HOST -p $PORT", "--client-env", "REDISCLI_HISTFILE=/dev/null"];
const SOCAT = ["--server", "exec socat TCP-LISTEN:$PORT,fork,reuseaddr PIPE"];
const script = (name: string): string => quoted(join(process.cwd(), "test/fixtures/programs", name));

const fates = ({ verdict }: Experiment): (string | undefined)[] =>
  verdict.ledger?.said.map(({ fate, isLost }) => (isLost === true ? `${fate}, lost` : fate)) ?? [];

// redis-cli edits its line with linenoise, which draws it itself at each key: `hello` stands on the terminal before it is
// sent. The answer to the second is an RST (strace: read() = 0, then "Error: Server closed the connection").
test("redis-cli: what it draws of the line is no answer", async (t) => {
  if (!hasProgram(t, "redis-cli")) return;
  const seen = await experiment(t, REDIS, CLI, ["--say", "ECHO hello", "--expect", "hello"], AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "refused, lost"]);
  assertVerdict(seen, { lost: 1, noticed: "on-use" });
});

// inetutils telnet sets the terminal's ECHO again (tcsetattr in strace) once the server does not negotiate.
test("telnet, server stopped: the terminal's own echo is no answer", async (t) => {
  if (!hasProgram(t, "inetutils-telnet")) return;
  const client = ["--client", "exec inetutils-telnet $HOST $PORT", "--say", "two", "--expect", "two"];
  const seen = await experiment(t, SOCAT, client, ["--fault", "stop"], SILENCE, ALONE);
  assert.deepEqual(fates(seen), ["shown", "unread, lost"]);
  assertVerdict(seen, { noticed: "never", reaction: "hangs", lost: 1, unreported: 0 });
});

// nc.openbsd writes to the dead socket, gets POLLERR, and ends with 0 (netcat.c).
test("nc.openbsd: a line into a dead socket is lost, though nothing is expected after it", async (t) => {
  if (!hasProgram(t, "nc.openbsd")) return;
  const client = ["--client", "exec nc.openbsd $HOST $PORT", "--say", "hello", "--expect", "hello"];
  const seen = await experiment(t, SOCAT, client, ["--then", "--say", "more"], AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "refused, lost"]);
  assertVerdict(seen, { lost: 1, unreported: 1, grade: "fail" });
});

// busybox nc ends at the end of file of either side: nobody is there for the second line.
test("busybox nc: what was never said is not lost", async (t) => {
  if (!hasProgram(t, "busybox")) return;
  const client = ["--client", "exec busybox nc $HOST $PORT", "--say", "one", "--expect", "one"];
  const seen = await experiment(t, SOCAT, client, AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "not-said"]);
  assertVerdict(seen, { lost: 0, unreported: 0, exit: { exitCode: 0 } });
});

test("a client that forgets what waits for an answer, and goes on without a word, has hidden the loss", async (t) => {
  const client = ["--client", program("forgetful.mjs"), "--say", "v1", "--expect", "value v1"];
  const moment = ["--fault", "kill@mid-request:2", "--after", "come-back"];
  const seen = await experiment(t, client, moment, AT_ONCE, SILENCE);
  assertVerdict(seen, { lost: 1, unreported: 1, grade: "fail" });
  assert.equal(seen.verdict.exit, undefined);
});

// The second `recv` returns b"" after the FIN (and the RST that answers the line); after an RST it raises ECONNRESET.
for (const [fault, printed] of [
  ["kill", "got"],
  ["reset", "got None"],
] as const)
  test(`a client that prints \`${printed}\` for an answer after a ${fault} has told nobody of the loss`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = ["--client", `exec python3 ${script("empty-answer.py")}`];
    const two = ["--say", "two", "--expect", "two"];
    const seen = await experiment(t, client, two, ["--fault", fault], AT_ONCE, SILENCE);
    assertVerdict(seen, { lost: 1, unreported: 1, noticed: "on-use", reaction: "none", grade: "fail" });
    const { told, summary } = seen.verdict;
    assert.equal(told, "");
    assert.match(summary.join(" "), new RegExp(`printed \`${printed}\`, an incomplete answer`));
  });

/** A server outside of the experiment, which prints its port. */
async function upstream(t: TestContext, name: string, ...args: readonly string[]): Promise<string> {
  const file = join(process.cwd(), "test/fixtures/programs", name);
  const server = spawn("python3", [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => server.kill());
  const [port] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
  return `127.0.0.1:${port}`;
}

// libwww-perl 234: half a page, exit code 0, though Content-Length says more. curl ends with 18, http.client raises
// IncompleteRead (http.client in the Python Library Reference).
const pages = {
  "lwp-request": { client: "exec lwp-request http://$HOST:$PORT/", unreported: 1 },
  curl: { client: "exec curl -sS http://$HOST:$PORT/", unreported: 0 },
  python3: {
    client: `exec python3 -c 'import os, urllib.request as r; print(r.urlopen("http://%s:%s/" % (os.environ["HOST"], os.environ["PORT"])).read())'`,
    unreported: 0,
  },
};
for (const [name, { client, unreported }] of Object.entries(pages)) {
  for (const pause of ["0", "0.03"]) {
    test(`${name}, half a page of a server that pauses ${pause} s: cut`, async (t) => {
      if (!hasProgram(t, name) || !hasProgram(t, "python3")) return;
      const server = ["--upstream", await upstream(t, "half-page.py", pause)];
      const command = ["--client", client, "--client-on", "pipes"];
      const seen = await experiment(t, server, command, ["--fault", "kill@mid-reply:150"], AT_ONCE);
      assert.deepEqual(fates(seen), ["cut, lost"]);
      assertVerdict(seen, { ending: "fin", lost: 1, unreported, noticed: "at-once" });
    });
  }
}

test("half a page, and the client runs on, in the control as well: cut", async (t) => {
  if (!hasProgram(t, "lwp-request") || !hasProgram(t, "python3")) return;
  const server = ["--upstream", await upstream(t, "half-page.py", "0.03")];
  const client = ["--client", "lwp-request http://$HOST:$PORT/; sleep 60", "--client-on", "pipes"];
  const seen = await experiment(t, server, client, ["--fault", "kill@mid-reply:150"], AT_ONCE);
  assert.deepEqual(fates(seen), ["cut, lost"]);
  assertVerdict(seen, { lost: 1, unreported: 1, grade: "fail" });
});

test("what a client prints by itself can be expected, before and after", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const server = ["--upstream", await upstream(t, "half-page.py", "0")];
  const client = ["--client", "exec curl -sS http://$HOST:$PORT/", "--expect", "line 019"];
  const seen = await experiment(t, server, client, ["--fault", "kill@mid-reply:150"], AT_ONCE);
  const found = seen.runs.map(({ observations }) => observations.find(({ kind }) => kind === "expected"));
  assert.deepEqual(
    found.map((each) => each?.kind === "expected" && each.found),
    [false, true],
  );
  assertVerdict(seen, { lost: 1 });
});

test("a client that is done at once was connected, and what it did is shown", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const server = ["--server", program("one-reply.py")];
  const client = ["--client", "exec curl -sS http://$HOST:$PORT/", "--fault", "none"];
  const seen = await experiment(t, server, client);
  assert.equal(seen.verdict.told, "no");
  assert.match(fates(seen)[0] ?? "", /^(answered|read)$/);
});

const COUNT = ["--count", "redis-cli -h $HOST -p $PORT get n | grep . || echo 0"];
const INCR = ["--say", "incr n", "--expect", "integer"];

test("the connections of --count are deadpeer's, and no sign of the client's", async (t) => {
  if (!hasProgram(t, "redis-cli")) return;
  const seen = await experiment(t, REDIS, CLI, INCR, ["--then", "--after", "come-back"], COUNT, ALONE);
  assertVerdict(seen, { noticed: "never", reaction: "none" });
  const all = seen.runs[0]?.observations ?? [];
  const phases = ofKind(all, "counted").map(({ phase }) => phase);
  assert.deepEqual(phases, ["before", "back", "after"], "a dead server was asked in vain");
  const own = new Set(ofKind(all, "probe").map(({ connection }) => connection?.client.port));
  assert.ok(own.size >= 4, "and was asked before, while it was dead, as it had come back, and in the end");
});

test("a count is of all that was said, also of a client that connects when it is first asked", async (t) => {
  const file = join(temporaryDirectory(t), "taken");
  const server = ["--server", program("counter.mjs"), "--server-env", `COUNT_FILE=${file}`];
  const exchange = ["--say", "one", "--expect", "answer: taken one"];
  const count = ["--count", `cat ${quoted(file)} 2>/dev/null | wc -l`, "--fault", "none"];
  const seen = await experiment(t, server, ["--client", program("on-demand.mjs")], exchange, count);
  assertVerdict(seen, { lost: 0 });
  assert.equal(seen.verdict.duplicated, 0);
});

test("what a client ships by itself is not done twice", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const directory = temporaryDirectory(t);
  const server = ["--server", "exec socat -u TCP-LISTEN:$PORT,reuseaddr,fork OPEN:lines,creat,append"];
  const ships = "i=0; while sleep 0.1; do i=$((i+1)); echo line $i; done | tee /dev/stderr";
  const client = ["--client", `${ships} | socat -u - TCP:$HOST:$PORT`, "--client-on", "pipes"];
  const count = ["--server-cwd", directory, "--count", `cat ${quoted(join(directory, "lines"))} | wc -l`];
  const ready = ["--ready", "line 3", "--fault", "half-close"];
  const { verdict } = await experiment(t, server, client, count, ready, ALONE);
  assert.equal(verdict.duplicated, undefined);
  assert.deepEqual(
    verdict.ledger?.said.map(({ text }) => text),
    ["what it sends by itself"],
  );
});

test("what came by itself and stops: goes silent", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const server = ["--server", "while sleep 0.1; do echo tick; done | nc -lk $PORT"];
  const client = ["--client", "exec nc $HOST $PORT", "--ready", "tick"];
  const silence = ["--fault", "stop", "--kill", "tree", "--watch-ms", "1000"];
  const seen = await experiment(t, server, client, silence, AT_ONCE);
  assertVerdict(seen, { noticed: "never", reaction: "goes-silent" });
  assert.match(seen.verdict.summary.join(" "), /expected to print \d+ lines unprompted, and printed 0\./);
});

test("a client that never gets ready waits for an answer that will not come", async (t) => {
  const server = ["--server", `${program("greeted.mjs")} serve`];
  const client = ["--client", program("greeted.mjs"), "--fault", "stop@mid-request:1"];
  assertVerdict(await experiment(t, server, client, AT_ONCE), { noticed: "never", reaction: "hangs" });
});

test("a finished run is judged and saved, though its control cannot be made", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const server = ["--server", `exec sh ${script("once-only.sh")}`, "--server-cwd", temporaryDirectory(t)];
  const client = ["--client", "exec socat - TCP:$HOST:$PORT", "--say", "hi", "--expect", "hi"];
  const { code, runs } = await run(t, [...server, ...client, "--watch-ms", "100"]);
  const [only, control] = runs;
  assert.equal(code, 3);
  assert.equal(control, undefined);
  assert.equal(only?.verdict.ending.by, "fin");
  assert.match(only?.verdict.summary.at(-1) ?? "", /the control could not be made: .*--control none/);
  const free = ["--server-cwd", temporaryDirectory(t), "--expect-verdict", "ending=fin"];
  const judged = await run(t, [...server.slice(0, 2), ...client, "--watch-ms", "100", ...free]);
  assert.equal(judged.code, 0);
});

test("a stopped server that comes back goes on, and answers on the same connection", async (t) => {
  if (!hasProgram(t, "redis-cli")) return;
  const back = ["--fault", "stop", "--after", "come-back"];
  const seen = await experiment(t, REDIS, CLI, ["--say", "PING", "--expect", "PONG"], back, AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "shown"]);
  assertVerdict(seen, { ending: "silence", lost: 0, noticed: "never", reaction: "none" });
});

test("a crashed host that comes back is on the net again, and knows nothing of its connections", async (t) => {
  if (!hasProgram(t, "redis-cli")) return;
  const ping = ["--say", "PING", "--expect", "PONG"];
  const back = ["--fault", "host-crash", "--after", "come-back"];
  const seen = await experiment(t, REDIS, CLI, ping, ["--then"], ping, ping, back, AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "refused, lost", "shown"]);
  assertVerdict(seen, { ending: "rst", reaction: "reconnects", noticed: "on-use" });
});

test("all connections of one process die once, and it comes back", { timeout: 30_000 }, async (t) => {
  const server = ["--server", program("one-process.mjs"), "--start-ms", "60000"];
  const client = ["--client", program("pool.mjs"), "--ready", "three are open", "--connection", "all"];
  const { runs, verdict } = await experiment(t, server, client, ["--after", "come-back"], ALONE);
  const kinds = runs[0]?.observations.map(({ kind }) => kind) ?? [];
  assert.equal(kinds.filter((kind) => kind === "fault").length, 1);
  assert.ok(!kinds.includes("gave-up"));
  assert.match(verdict.summary.join(" "), /had 3 connections, and the fault hit 3 of them/);
});

// The process that has the connection never reads the terminal: it is another one that waits for the line.
test("a line is typed when any process of the client's waits for it", { timeout: 30_000 }, async (t) => {
  if (!hasProgram(t, "bash")) return;
  const client = ["--client", `exec bash ${script("reader-apart.sh")}`, "--start-ms", "60000"];
  const exchange = ["--say", "hello", "--expect", "got hello"];
  const seen = await experiment(t, client, exchange, SILENCE, AT_ONCE);
  assert.deepEqual(fates(seen), ["shown", "refused, lost"]);
});
