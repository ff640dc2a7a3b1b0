// Clients of an HTTP server that keep their connections (Node's own, undici, Python's), and curl, which is used once.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hasProgram, quoted, temporaryDirectory } from "./harness.ts";
import { ALONE, AT_ONCE, SILENCE, assertVerdict, experiment, program } from "./own.ts";

const BODY = "x".repeat(50_000);

/** nginx with a folder of its own; undefined, and the test skipped, where it is missing. */
function nginx(t: TestContext): readonly string[] | undefined {
  if (!hasProgram(t, "nginx")) return undefined;
  const folder = temporaryDirectory(t);
  mkdirSync(join(folder, "html"));
  for (const [name, text] of Object.entries({ "index.html": "hello\n", big: BODY }))
    writeFileSync(join(folder, "html", name), text);
  const config = join(process.cwd(), "test/fixtures/nginx.conf");
  // root: nobody else may enter the folder. $$: the experiment and its control share the folder, and each has a pid of its
  // own.
  return [
    "--server",
    `exec nginx -p ${quoted(folder)} -c ${quoted(config)} -g "user root; daemon off; pid nginx-$$.pid;"`,
  ];
}

const GET = ["--say", "/", "--expect", "status: 200"];
const AGENT = ["--client", program("http-agent.mjs"), ...GET];
const UNDICI = ["--client", program("undici.mjs"), ...GET];
const PYTHON = ["--client", program("http-client.py"), ...GET];

// Both take a connection that ends while it idles out of their pool: Node's Agent listens to `close` of a free socket
// (lib/_http_agent.js), undici's Client to `end` (lib/dispatcher/client-h1.js). Nothing is pending, nobody need be told.
for (const [name, client] of Object.entries({ "http.Agent": AGENT, undici: UNDICI })) {
  test(`${name}, nginx's worker killed: at once, without a word, and the next request finds the next worker`, async (t) => {
    const server = nginx(t);
    if (server === undefined) return;
    const seen = await experiment(t, server, client, AT_ONCE);
    assertVerdict(seen, {
      ending: "fin",
      noticed: "at-once",
      reaction: "reconnects",
      lost: 0,
      grade: "pass",
    });
    assert.equal(seen.verdict.by, "its own FIN");
    assert.equal(seen.verdict.told, "");
  });

  test(`${name}, connection reset: at once, without a word`, async (t) => {
    const server = nginx(t);
    if (server === undefined) return;
    const seen = await experiment(t, server, client, ["--fault", "reset"], AT_ONCE);
    assertVerdict(seen, { ending: "rst", noticed: "at-once", reaction: "reconnects", lost: 0 });
    assert.equal(seen.verdict.by, "closing its socket");
    assert.equal(seen.verdict.told, "");
  });

  test(`${name}, the whole server killed and back: nothing is lost`, async (t) => {
    const server = nginx(t);
    if (server === undefined) return;
    const back = ["--kill", "tree", "--after", "come-back:0"];
    const seen = await experiment(t, server, client, back, AT_ONCE);
    assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "reconnects", lost: 0 });
  });

  // undici has headersTimeout, 300 s; Node has none.
  test(`${name}, server stopped: it waits for its answer`, async (t) => {
    const server = nginx(t);
    if (server === undefined) return;
    const seen = await experiment(t, server, client, ["--fault", "stop"], SILENCE, ALONE);
    assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs" });
    assert.match(seen.verdict.waiting, /^asleep in epoll_p?wait on .*\(the connection\)/);
  });
}

// What lies unread must be something that the client sends: a path, and no line of ours.
test("http.Agent, nginx's worker killed with a request unread: it is told at once", async (t) => {
  const server = nginx(t);
  if (server === undefined) return;
  const seen = await experiment(t, server, AGENT, ["--fault", "kill-unread"], AT_ONCE);
  assertVerdict(seen, { ending: "rst", noticed: "at-once" });
  assert.match(seen.verdict.told ?? "", /^failed: ECONNRESET/);
});

// The race of every kept connection: a request is on its way when the server's FIN is, too. Neither sends it again: Node's
// documentation of `request.reusedSocket` leaves that to its user, and undici's only for what was not yet sent.
const lostInTheRace = {
  "http.Agent": [AGENT, "failed: ECONNRESET socket hang up"],
  undici: [UNDICI, "failed: UND_ERR_SOCKET other side closed"],
} as const;
for (const [name, [client, told]] of Object.entries(lostInTheRace)) {
  test(`${name}, a request crosses the FIN: it fails, though the server never had it`, async (t) => {
    const server = nginx(t);
    if (server === undefined) return;
    const seen = await experiment(t, server, client, ["--fault", "kill@crossing"], AT_ONCE);
    assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "closes", lost: 1 });
    assert.equal(seen.verdict.told, told);
  });
}

// http.client writes into its kept connection without a look at it; getresponse() raises RemoteDisconnected, documented as
// a subclass of ConnectionResetError. The client does not catch it.
test("http.client, nginx's worker killed: on use, and nobody catches it", async (t) => {
  const server = nginx(t);
  if (server === undefined || !hasProgram(t, "python3")) return;
  const seen = await experiment(t, server, PYTHON, AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "on-use", reaction: "crashes", lost: 1, grade: "fail" });
  assert.match(seen.verdict.told ?? "", /RemoteDisconnected: Remote end closed connection without response/);
});

test("http.client, a request crosses the FIN: it waits for its answer, and is told by the FIN", async (t) => {
  const server = nginx(t);
  if (server === undefined || !hasProgram(t, "python3")) return;
  const seen = await experiment(t, server, PYTHON, ["--fault", "kill@crossing"], ALONE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "crashes" });
  assert.match(seen.verdict.waiting, /^asleep in recvfrom\(\d+\) on the connection$/);
});

const CURL = ["--client", "exec curl -sS -o /dev/null http://$HOST:$PORT/big"];

// curl(1), "Exit codes": 52, the server did not reply anything; 56, failure in receiving network data.
// (nginx reads the beginning of a request as soon as it comes; unread it would be an RST.)
test("curl, nginx's worker killed in the middle of the request: exit code 52 or 56", async (t) => {
  const server = nginx(t);
  if (server === undefined || !hasProgram(t, "curl")) return;
  const seen = await experiment(t, server, CURL, ["--fault", "kill@mid-request:20"], ALONE);
  assertVerdict(seen, { noticed: "at-once", reaction: "exits" });
  const isFin = seen.verdict.ending.by === "fin";
  assert.deepEqual(seen.verdict.exit, { exitCode: isFin ? 52 : 56 });
  assert.match(seen.verdict.told ?? "", isFin ? /Empty reply from server/ : /Connection reset by peer/);
});

// No --max-time, no --speed-time: it waits. Without the fault it ends, so this is no idling, it hangs.
for (const fault of ["host-crash@mid-reply:2000", "stop@mid-reply:2000", "host-crash@mid-request:20"]) {
  test(`curl, ${fault}: it waits for the rest`, async (t) => {
    const server = nginx(t);
    if (server === undefined || !hasProgram(t, "curl")) return;
    const seen = await experiment(t, server, CURL, ["--fault", fault], AT_ONCE);
    assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs", exit: undefined });
    assert.match(seen.verdict.waiting, /^asleep in poll on .*\(the connection\)/);
  });
}

/** A server outside of the experiment, which is not to be killed. */
async function upstream(t: TestContext): Promise<readonly string[]> {
  const server: Server = createServer((_, response) => response.end(BODY)).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  return ["--upstream", `127.0.0.1:${(server.address() as AddressInfo).port}`];
}

// curl(1), "Exit codes": 18, only a part of the file was transferred: it knows by Content-Length.
const cutShort = {
  "kill@mid-reply:2000": ["fin", 18, /^curl: \(18\) transfer closed with \d+ bytes remaining to read/],
  "reset@mid-reply:2000": ["rst", 56, /^curl: \(56\) Recv failure: Connection reset by peer/],
  "kill@mid-request:20": ["fin", 52, /^curl: \(52\) Empty reply from server/],
} as const;
for (const [fault, [ending, exitCode, told]] of Object.entries(cutShort)) {
  test(`curl, a relay in the server's place, ${fault}: exit code ${exitCode}`, async (t) => {
    if (!hasProgram(t, "curl")) return;
    const seen = await experiment(t, await upstream(t), CURL, ["--fault", fault], ALONE);
    assertVerdict(seen, {
      ending,
      noticed: "at-once",
      reaction: "exits",
      exit: { exitCode },
      lingers: false,
    });
    assert.match(seen.verdict.told ?? "", told);
  });
}
