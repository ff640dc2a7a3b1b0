// Crashes: of the program itself, behind a shell or a pipe, and by an error that nobody has caught, in the usual languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { causeIn, isUncaught } from "../../../src/verdict/lines/uncaught.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { evidenceOf, observations, opened } from "../made-up.ts";
import { died } from "../ledger-runs.ts";
import { START, type Timed, holds, usual } from "../one-run.ts";

/** Each as its runtime prints it, and the line of it that names the cause. */
const traces: Readonly<Record<string, readonly [text: string, cause: string]>> = {
  Node: [
    "node:events:502\n      throw er; // Unhandled 'error' event\n      ^\n\nerror: terminating connection due to administrator command\n    at Parser.parseErrorMessage (/x/parser.js:285:98)\n\nNode.js v20.20.2\n",
    "error: terminating connection due to administrator command",
  ],
  "Node, without a stack": [
    "node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\nError: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:218:20) {\n  errno: -104\n}\n",
    "Error: read ECONNRESET",
  ],
  Python: [
    'Traceback (most recent call last):\n  File "a.py", line 4, in <module>\n    s.recv(1)\nConnectionResetError: [Errno 104] Connection reset by peer\n',
    "ConnectionResetError: [Errno 104] Connection reset by peer",
  ],
  "Python, two of them": [
    'Traceback (most recent call last):\n  File "a.py", line 4\nOSError: one\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 6\nhttp.client.RemoteDisconnected: Remote end closed connection\n',
    "http.client.RemoteDisconnected: Remote end closed connection",
  ],
  Go: [
    "panic: read tcp 127.0.0.1:1->127.0.0.1:2: EOF\n\ngoroutine 1 [running]:\nmain.main()\n",
    "panic: read tcp 127.0.0.1:1->127.0.0.1:2: EOF",
  ],
  Java: [
    'Exception in thread "main" java.net.SocketException: Connection reset\n\tat java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:328)\n',
    'Exception in thread "main" java.net.SocketException: Connection reset',
  ],
  Ruby: [
    "-e:1:in `readline': end of file reached (EOFError)\n\tfrom -e:1:in `<main>'\n",
    "-e:1:in `readline': end of file reached (EOFError)",
  ],
  "Ruby 3.4": [
    "a.rb:3:in 'IO#readline': end of file reached (EOFError)\n",
    "a.rb:3:in 'IO#readline': end of file reached (EOFError)",
  ],
  PHP: [
    "PHP Fatal error:  Uncaught RedisException: Connection lost in /x/a.php:4\nStack trace:\n#0 {main}\n",
    "PHP Fatal error:  Uncaught RedisException: Connection lost in /x/a.php:4",
  ],
  Perl: ["lost my server at -e line 1, <GEN0> line 2.\n", "lost my server at -e line 1, <GEN0> line 2."],
  Rust: [
    "thread 'main' panicked at src/main.rs:9:14:\ncalled `Result::unwrap()` on an `Err` value: Os { code: 104, kind: ConnectionReset }\nnote: run with `RUST_BACKTRACE=1`\n",
    "called `Result::unwrap()` on an `Err` value: Os { code: 104, kind: ConnectionReset }",
  ],
  "C++": [
    "terminate called after throwing an instance of 'std::runtime_error'\n  what():  connection lost\n",
    "what():  connection lost",
  ],
  ".NET": [
    "Unhandled exception. System.IO.IOException: Unable to read data\n   at System.Net.Sockets.NetworkStream.Read(Span`1 buffer)\n",
    "Unhandled exception. System.IO.IOException: Unable to read data",
  ],
};

for (const [name, [text, cause]] of Object.entries(traces)) {
  test(`${name}: it is a trace, and its cause is known`, () => {
    assert.ok(isUncaught(text));
    assert.equal(causeIn(text), cause);
    // As it is told: without the blanks before each line.
    const told = text
      .trim()
      .split("\n")
      .map((line) => line.trim());
    assert.equal(causeIn(told.filter(Boolean).join("\n")), cause);
  });
}

test("words about an error are no trace", () => {
  for (const text of [
    "Error: Server closed the connection\n",
    "curl: (56) Recv failure\n",
    "gone at last line 3\n",
  ])
    assert.ok(!isUncaught(text), text);
  assert.equal(causeIn("idle client: read ECONNRESET\nmore"), "idle client: read ECONNRESET");
});

// strace of lwp-request: write(1, "read timeout at ...", 63), exit_group(1): its library has caught it (perldoc -f die).
test("Perl ends with the errno, or 255: a message of its form before exit code 1 was caught", () => {
  const text = "read timeout at /usr/share/perl5/Net/HTTP/Methods.pm line 274.\n";
  assert.ok(!isUncaught(text, 1));
  for (const exitCode of [11, 104, 255]) assert.ok(isUncaught(text, exitCode));
  assert.ok(isUncaught("panic: EOF\n", 1));
});

const exits = (exitCode: number): Timed => [30, { kind: "program-exited", role: "client", pid: 3, exitCode }];
const judgeOf = (...facts: Timed[]): Verdict =>
  judgeClient(layOut(evidenceOf(observations(START, ...opened, ...facts), { control: usual() })), {
    endings: ["fin"],
  });
const reactionOf = (...facts: Timed[]): string => judgeOf(...facts).reaction;

test("the exit code of a shell tells which signal has ended what it ran; a program's own does not", () => {
  assert.equal(reactionOf(holds(5, [4]), ...died, holds(20, []), exits(139)), "crashes");
  assert.equal(reactionOf(holds(5, [3]), ...died, holds(20, []), exits(139)), "exits");
  assert.equal(reactionOf(holds(5, [4]), ...died, holds(20, []), exits(1)), "exits");
});

test("behind a pipe the process that held the connection tells, where the kernel does", () => {
  const end = (ms: number, how: { signal: string } | { exitCode: number } | object): Timed => [
    ms,
    { kind: "process-reaped", pid: 4, ...how },
  ];
  assert.equal(
    reactionOf(holds(5, [4]), ...died, holds(20, []), end(21, { signal: "SIGSEGV" }), exits(0)),
    "crashes",
  );
  assert.equal(
    reactionOf(holds(5, [4]), ...died, holds(20, []), end(21, { exitCode: 0 }), exits(0)),
    "exits",
  );
  const unknown = judgeOf(holds(5, [4]), ...died, holds(20, []), end(21, {}), exits(0));
  assert.equal(unknown.reaction, "unknown");
  assert.deepEqual(unknown.undecided, { reaction: "no-status" });
});

test("a script around a client that has crashed may go on", () => {
  const trace: Timed = [20, { kind: "printed", role: "client", text: traces["Python"]?.[0] ?? "" }];
  const end: Timed = [21, { kind: "process-ended", pid: 4, exitCode: 1 }];
  const verdict = judgeOf(holds(5, [4]), ...died, trace, end);
  assert.equal(verdict.reaction, "crashes");
  assert.match(
    verdict.summary.join(" "),
    /printed `ConnectionResetError: .*`\. It is still running \(but the process that held the connection crashed\)\./,
  );
});

test("a command that the client runs meanwhile inherits the connection: its end is no crash of the client", () => {
  const ends = (ms: number, pid: number): Timed => [ms, { kind: "process-ended", pid, signal: "SIGPIPE" }];
  assert.equal(reactionOf(holds(5, [3]), holds(6, [3, 4]), ends(7, 4), ...died), "none", "before the fault");
  assert.equal(
    reactionOf(holds(5, [3, 4, 5]), ends(7, 4), ...died, ends(21, 5)),
    "crashes",
    "of two that held it one had ended before the fault",
  );
  assert.equal(reactionOf(holds(5, [3]), ...died, holds(20, [3, 4]), ends(21, 4)), "none", "begun after it");
  assert.equal(reactionOf(holds(5, [3, 4]), ...died, ends(21, 4)), "crashes", "it held it at the fault");
  assert.equal(reactionOf(...died, holds(20, [4]), ends(21, 4)), "crashes", "not looked at before");
  assert.equal(reactionOf(holds(5, [3]), holds(6, [3, 4]), ends(7, 4), ...died, exits(0)), "exits");
});

test("Python ends with 1: a traceback before another exit code was caught, and logged", () => {
  const text = "Traceback (most recent call last):\n  File x\nOSError: gone\n";
  assert.ok(isUncaught(text, 1));
  assert.ok(!isUncaught(`${text}giving up\n`, 3));
  assert.equal(causeIn(text), "OSError: gone");
});
