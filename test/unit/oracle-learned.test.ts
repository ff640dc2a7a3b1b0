// The oracle reads system calls as strace writes them: which of them tells a client that its connection is dead.

import assert from "node:assert/strict";
import { test } from "node:test";
import { whenLearned } from "../oracle/learned.ts";
import { nameOf, parseTrace } from "../oracle/strace.ts";

const DIED = 100;

/** What tells of the socket with inode 7 after the death. */
function learnedFrom(...lines: readonly string[]): string | undefined {
  const { calls } = parseTrace(
    lines.map((line, i) => `5 ${DIED + 1 + i}.000000 ${line} <0.000010>`).join("\n"),
  );
  return whenLearned(calls, 7, DIED)?.by;
}

const told = {
  "an end of file": ['read(3<socket:[7]>, "", 16384) = 0', "read(3) = 0"],
  "a failed recv": [
    "recvfrom(3<socket:[7]>, 0x7ffe, 4096, 0, NULL, NULL) = -1 ECONNRESET (Connection reset by peer)",
    "recvfrom(3) = -1 ECONNRESET",
  ],
  "a failed write": ['write(3<socket:[7]>, "two\\n", 4) = -1 EPIPE (Broken pipe)', "write(3) = -1 EPIPE"],
  "a pending error": [
    "getsockopt(3<socket:[7]>, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0",
    "getsockopt(3) SO_ERROR = ECONNRESET",
  ],
} as const;
for (const [what, [line, by]] of Object.entries(told)) {
  test(`${what} tells`, () => assert.equal(learnedFrom(line), by));
}

const untold = {
  data: 'read(3<socket:[7]>, "two\\n", 16384) = 4',
  "nothing to read yet": "read(3<socket:[7]>, 0x7ffe, 4096) = -1 EAGAIN (Resource temporarily unavailable)",
  "another socket's end": 'read(4<socket:[8]>, "", 16384) = 0',
  "an end of its input": 'read(0</dev/pts/0>, "", 16384) = 0',
  "no pending error": "getsockopt(3<socket:[7]>, SOL_SOCKET, SO_ERROR, [0], [4]) = 0",
};
for (const [what, line] of Object.entries(untold)) {
  test(`${what} tells nothing`, () => assert.equal(learnedFrom(line), undefined));
}

const CLOSE = "close(3<socket:[7]>) = 0";

test("poll tells only where the socket is given up upon it, and not read", () => {
  const poll = "poll([{fd=3<socket:[7]>, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN|POLLHUP}])";
  assert.equal(learnedFrom(poll), undefined);
  assert.equal(learnedFrom(poll, CLOSE), "poll: POLLIN|POLLHUP, then close(3)");
  assert.equal(learnedFrom(poll, 'read(3<socket:[7]>, "x", 9) = 1', CLOSE), "close(3)");
});

test("select names its descriptors by what they are of", () => {
  const select = "pselect6(8, [3<socket:[7]>], NULL, NULL, NULL, NULL) = 1 (in [3])";
  assert.equal(learnedFrom(select, CLOSE), "pselect6: readable, then close(3)");
});

test("epoll names the socket by what it was registered with", () => {
  const add =
    "epoll_ctl(9<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<socket:[7]>, {events=EPOLLIN, data={u32=33, u64=33}}) = 0";
  const wait =
    "epoll_pwait(9<anon_inode:[eventpoll]>, [{events=EPOLLIN|EPOLLRDHUP, data={u32=33, u64=33}}], 1024, -1, NULL, 8) = 1";
  assert.equal(learnedFrom(add, wait, CLOSE), "epoll_pwait: EPOLLIN|EPOLLRDHUP, then close(3)");
  assert.equal(learnedFrom(add, wait.replaceAll("=33", "=44"), CLOSE), "close(3)");
});

test("a call that another process interrupts in the trace returns when it returned", () => {
  const { calls } = parseTrace(
    [
      "5 100.000000 read(3<socket:[7]>,  <unfinished ...>",
      "6 100.500000 close(4</dev/null>) = 0 <0.000010>",
      '5 101.500000 <... read resumed>"", 4096) = 0 <1.500000>',
      "5 101.600000 +++ killed by SIGPIPE +++",
    ].join("\n"),
  );
  assert.deepEqual(whenLearned(calls, 7, DIED), { at: 101.5, by: "read(3) = 0" });
});

// The ClientHello of openssl s_client: the cipher suite 0x003c, and a random byte further on.
test("what was sent or read is no name of a descriptor", () => {
  const hello = String.raw`write(3<socket:[7]>, "\23\0\235\0=\0<\0005\0/\"\0>jt", 19) = 19`;
  const select = "pselect6(4, [0</dev/pts/0> 3<socket:[7]>], [], NULL, NULL, NULL) = 1 (in [3])";
  const ten = 'read(10</etc/passwd>, "root:x:0", 8) = 8';
  const { calls } = parseTrace(
    [hello, ten, select].map((line, i) => `5 ${100 + i}.000000 ${line} <0.000010>`).join("\n"),
  );
  assert.equal(calls.length, 3);
  assert.equal(nameOf(0, calls), "/dev/pts/0");
  assert.equal(nameOf(10, calls), "/etc/passwd");
  assert.equal(nameOf(1, calls), undefined);
});
