// Clients that pass lines on: nc (of OpenBSD), socat, and a few lines of Python, against deadpeer's own echo server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, hasProgram } from "./harness.ts";
import { ALONE, AT_ONCE, SILENCE, assertVerdict, experiment, program } from "./own.ts";

const HELLO = ["--say", "hello", "--expect", "hello"];
const NC = ["--client", "exec nc $HOST $PORT"];

// nc(1) polls its standard input and its socket. At the end of file from the network it shuts its socket down for reading,
// and goes on with its input (readwrite() in netcat.c): it keeps a socket in CLOSE_WAIT until it is used.
test("nc, server killed, and not used: it has read the end of file, and keeps its socket", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const seen = await experiment(t, NC, [...HELLO, "--then"], ALONE);
  assertVerdict(seen, {
    ending: "fin",
    noticed: "at-once",
    reaction: "holds-socket",
    lingers: true,
    grade: "fail",
  });
  assert.equal(seen.verdict.by, "reading the end of file");
  assert.equal(seen.verdict.told, "");
  assert.match(seen.verdict.waiting, /^asleep in poll on 0 \(its terminal\) and 3 \(the connection\)/);
});

// Its line is answered with an RST: poll says POLLERR, nc closes its socket and ends, with exit code 0 (as strace shows).
test(anyUser("nc, server killed, and used: it ends without a word, as if all were well"), async (t) => {
  if (!hasProgram(t, "nc")) return;
  const seen = await experiment(t, NC, HELLO, AT_ONCE);
  assertVerdict(seen, { noticed: "at-once", reaction: "exits", exit: { exitCode: 0 }, lost: 1 });
  assertVerdict(seen, { unreported: 1, grade: "fail" });
  assert.equal(seen.verdict.told, "");
});

test("nc, connection reset: it ends at once, without a word", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const seen = await experiment(t, NC, HELLO, ["--fault", "reset"], ALONE);
  assertVerdict(seen, { ending: "rst", noticed: "at-once", reaction: "exits", exit: { exitCode: 0 } });
});

// As nginx does in a script that sends it requests: its parent has ended, and the shell that started it goes on.
test("a client that is a daemon beside its shell is found, and judged", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const daemon = ["--client", "exec 3<&0; (nc $HOST $PORT <&3 &); exec sleep 60"];
  const seen = await experiment(t, daemon, [...HELLO, "--then"], ALONE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", lingers: true });
});

const QUICK_SOCAT = ["--client", "exec socat - TCP:$HOST:$PORT"];
const SOCAT = [...QUICK_SOCAT, "--watch-ms", "20000"];

// socat(1): when one side has reached its end of file, it waits 0.5 s for the other (option -t), and ends.
test("socat, server killed: it has read the end of file, and ends by itself", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const seen = await experiment(t, HELLO, SOCAT, ALONE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "exits", exit: { exitCode: 0 } });
  assert.equal(seen.verdict.by, "reading the end of file");
});

// We had expected an error message. strace shows that read(2) fails with ECONNRESET at once; socat takes it as an end of
// file, waits the same 0.5 s, and ends with exit code 0. From outside only that end can be seen.
test("socat, connection reset: it ends half a second later, as after an end of file", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const seen = await experiment(t, HELLO, SOCAT, ["--fault", "reset"], ALONE);
  assertVerdict(seen, { ending: "rst", reaction: "exits", exit: { exitCode: 0 } });
  assert.equal(seen.verdict.told, "");
});

const PYTHON = ["--client", program("socket-lines.py"), "--say", "hello", "--expect", "answer: hello"];

// It sleeps in read(2) of its standard input. sendall() succeeds after a FIN; recv() answers b"" (socket in the Python
// Library Reference).
test("Python, server killed: on use, by recv", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await experiment(t, PYTHON, AT_ONCE);
  assertVerdict(seen, {
    ending: "fin",
    noticed: "on-use",
    reaction: "exits",
    exit: { exitCode: 1 },
    lost: 1,
  });
  assert.equal(seen.verdict.told, "the server has gone");
  assert.equal(seen.verdict.waiting, "asleep in read(0) on its terminal");
});

// After an RST sendall() itself raises ConnectionResetError, which the client does not catch.
test("Python, connection reset: on use, by sendall, and nobody catches it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await experiment(t, PYTHON, ["--fault", "reset"], ALONE);
  assertVerdict(seen, { ending: "rst", noticed: "on-use", reaction: "crashes", grade: "fail" });
  assert.match(seen.verdict.told ?? "", /ConnectionResetError: \[Errno 104\]/);
});

// None of them has a time-out: a server that says nothing may be thinking.
const silent = { nc: [...NC, ...HELLO], socat: [...QUICK_SOCAT, ...HELLO], python3: PYTHON };
for (const [name, client] of Object.entries(silent)) {
  for (const fault of ["stop", "host-crash"]) {
    test(`${name}, ${fault}: it waits for an answer`, async (t) => {
      if (!hasProgram(t, name)) return;
      const seen = await experiment(t, client, ["--fault", fault], SILENCE, ALONE);
      assertVerdict(seen, { ending: "silence", noticed: "never", reaction: "hangs", grade: "pass" });
      assert.equal(seen.verdict.told, "");
    });
  }
}
