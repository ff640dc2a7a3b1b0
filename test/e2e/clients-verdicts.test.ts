// Clients whose verdict is easily got wrong, for better or worse: each is one of a kind that real clients are of.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { hasProgram, run, temporaryDirectory } from "./harness.ts";
import { ALONE, AT_ONCE, assertVerdict, experiment, program } from "./own.ts";

const BASH = (script: string): string[] => [
  "--client",
  `exec bash -c 'exec 3<>/dev/tcp/$HOST/$PORT; ${script}'`,
];
const SOCAT = ["--server", "exec socat TCP-LISTEN:$PORT,fork,reuseaddr PIPE"];
const HELLO = ["--say", "hello", "--expect", "hello"];
const kind = (name: string): string[] => ["--client", `${program("kinds.py")} ${name}`];

// strace: telnet prints "Connection closed by foreign host.", nc -v "succeeded!", psql its banner: what a greeting contains
// has nothing to do with what is said of the end.
test("what it says of the end is told, also where its greeting contained it", async (t) => {
  const client = BASH('echo "ready (no connection lost so far)"; cat <&3; echo "connection lost"');
  const seen = await experiment(t, client, ["--ready", "ready"], AT_ONCE);
  assert.equal(seen.verdict.told, "connection lost");
});

// curl -w, requests, wget -S: the number of the status is all that differs.
test("another status is news", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = [
    "--server",
    "exec node -e 'require(`http`).createServer((q, r) => q.resume().on(`end`, () => r.end())).listen(process.env.PORT)'",
  ];
  const seen = await experiment(t, server, kind("http"), ["--say", "a", "--expect", "status 200"], AT_ONCE);
  assertVerdict(seen, { noticed: "on-use", reaction: "closes", grade: "pass" });
  assert.equal(seen.verdict.told, "status 503");
});

// ping, tcpdump, a web server's log: an identifier of each line differs, and none of them looks at this connection.
test("identifiers and words at random are no reaction", async (t) => {
  const beats = [
    "echo beat $(tr -dc a-f </dev/urandom | head -c 8)",
    "echo $(shuf -e alpha beta gamma delta zeta epsilon)",
  ];
  for (const beat of beats) {
    const client = BASH(`while :; do read -t .2 l && echo "$l" >&3; ${beat}; done`);
    const { runs, leftovers } = await run(t, [...client, ...AT_ONCE, "--watch-ms", "500"]);
    const noticed = runs[0]?.verdict.noticed ?? "";
    assert.ok(["never", "unknown"].includes(noticed), runs[0]?.verdict.summary.join("\n"));
    assert.notEqual(runs[0]?.verdict.grade, "pass");
    assert.deepEqual(leftovers, []);
  }
});

/** A key and a certificate that are good for a test. */
function certificate(directory: string): readonly [key: string, certificate: string] {
  const [key, made] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "2"];
  spawnSync("openssl", [...args, "-keyout", key, "-out", made]);
  return [key, made];
}

// strace of s_client: read(3) = 0, then write(3) of 24 bytes (the alert), and only then the RST. Node's tls does the same;
// mosquitto sends no DISCONNECT then.
test("openssl s_client sends its alert when it has read the end: at once, and not on use", async (t) => {
  if (!hasProgram(t, "openssl")) return;
  const [key, made] = certificate(temporaryDirectory(t));
  const server = [
    "--server",
    `exec openssl s_server -accept $PORT -cert '${made}' -key '${key}' -rev -quiet`,
  ];
  const client = ["--client", "exec openssl s_client -connect $HOST:$PORT -quiet"];
  const seen = await experiment(t, server, client, ["--say", "one", "--expect", "eno", "--then"], AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once" });
});

// amqplib, nats and grpc-js end a connection whose heartbeat nobody answers. Nothing was said: it is not on use.
for (const fault of ["host-crash", "stop"]) {
  test(`a client with a heartbeat, ${fault}: late, by its heartbeat`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const seen = await experiment(t, kind("heartbeat"), ["--fault", fault, "--watch-ms", "4000"], ALONE);
    assertVerdict(seen, { ending: "silence", noticed: "late", reaction: "closes" });
    assert.equal(seen.verdict.by, "its heartbeat");
  });
}

// ncat sleeps in pselect6 on its terminal alone, once it has read the end of file (strace); telnet and curl wait for both.
test("ncat waits for its user, and for no answer", async (t) => {
  if (!hasProgram(t, "ncat") || !hasProgram(t, "socat")) return;
  const seen = await experiment(t, SOCAT, ["--client", "exec ncat $HOST $PORT"], HELLO, AT_ONCE);
  assert.notEqual(seen.verdict.reaction, "hangs", seen.verdict.summary.join("\n"));
});

// strace: recv fails with ECONNRESET 0.14 ms after the RST; socat then waits 2 s for its other side, and ends.
test("socat -t 2, connection reset: it was told then, and not when it ends", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const client = ["--client", "exec socat -t 2 - TCP:$HOST:$PORT"];
  const watch = ["--fault", "reset", "--watch-ms", "3000"];
  const { runs } = await run(t, [...SOCAT, ...client, ...HELLO, ...watch, ...AT_ONCE]);
  const verdict = runs[0]?.verdict;
  assert.ok(["at-once", "unknown"].includes(verdict?.noticed ?? ""), verdict?.summary.join("\n"));
});

// A script around a client, `client | tee log`, a supervisor: the shell's exit code is not the client's.
test("a crash is one behind a shell and behind a pipe, too", async (t) => {
  const crash = 'bash -c "exec 3<>/dev/tcp/\\$HOST/\\$PORT; cat <&3; kill -SEGV \\$\\$"';
  for (const around of [`${crash}; exit $?`, `${crash} | cat`, `${crash}; sleep 100`]) {
    const seen = await experiment(t, ["--client", around, "--client-on", "pipes"], ALONE);
    assertVerdict(seen, { noticed: "at-once", reaction: "crashes", grade: "fail" });
  }
});

test("an error that nobody catches is quoted by its cause, also inside of a script that goes on", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const python = `${program("kinds.py")} uncaught`.replace("exec ", "");
  const seen = await experiment(t, ["--client", `${python}; sleep 100`], ALONE);
  assertVerdict(seen, { reaction: "crashes", exit: undefined });
  assert.match(
    seen.verdict.summary.join(" "),
    /printed `ConnectionError: it is gone`\. It is still running \(but the process/,
  );
});

test("Perl's die is no ordinary end", async (t) => {
  if (!hasProgram(t, "perl")) return;
  const script = '$s = IO::Socket::INET->new("$ENV{HOST}:$ENV{PORT}") or die; defined <$s> or die "lost"';
  const seen = await experiment(t, ["--client", `exec perl -MIO::Socket -e '${script}'`], ALONE);
  assertVerdict(seen, { reaction: "crashes", exit: { exitCode: 255 } });
});

test("a client in the background runs on: it has not ended, and waits for nobody", async (t) => {
  const client = `bash -c 'exec 3<>/dev/tcp/$HOST/$PORT; trap "" HUP; cat <&3 >/dev/null; sleep 100' & exit 0`;
  const seen = await experiment(t, ["--client", client, "--client-on", "pipes"], ALONE);
  assertVerdict(seen, { exit: undefined });
  assert.ok(["holds-socket", "none", "closes"].includes(seen.verdict.reaction), seen.verdict.reaction);
});

// sftp ends a moment before its ssh does.
test("a client whose child ends just after it has ended, too", async (t) => {
  const script = "(cat <&3; sleep 0.03) & cat <&3; exit 7";
  const seen = await experiment(t, BASH(script), ["--client-on", "pipes"], ALONE);
  assertVerdict(seen, { noticed: "at-once", reaction: "exits", exit: { exitCode: 7 } });
});

test("a line that says that it waits is no notice", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const options = ["--fault", "stop", "--say", "one", "--expect", "got one", "--limit-ms", "1500"];
  const seen = await experiment(t, kind("waits"), options, AT_ONCE);
  assertVerdict(seen, { noticed: "never", reaction: "hangs" });
});

test("killed just after its own line: what it slept in before that is not what it sleeps in", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "socat")) return;
  const client = ["--client", "exec curl -sSN telnet://$HOST:$PORT", "--fault", "kill-unread"];
  const seen = await experiment(t, SOCAT, client, HELLO, ALONE);
  assert.match(seen.verdict.waiting, /the connection|running|unknown/);
});

test("a client that spins, and one that storms: said, expected, and neither slow nor large", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const expected = ["--expect-verdict", "spins=false,attempts<=3"];
  const spinning = await experiment(t, kind("spins"), expected, ["--watch-ms", "600"], AT_ONCE);
  assert.equal(spinning.verdict.spins, true);
  assert.match(spinning.verdict.summary.join(" "), /it spins/);
  assert.equal(spinning.code, 1);
  const storm = await experiment(
    t,
    kind("storms"),
    expected,
    ["--kill", "tree", "--watch-ms", "600"],
    AT_ONCE,
  );
  assert.ok((storm.verdict.attempts ?? 0) > 300, `${storm.verdict.attempts}`);
  const segments = storm.runs[0]?.observations.filter(({ kind: each }) => each === "segment").length ?? 0;
  assert.ok(segments < 8000, `${segments}`); // 400 connections with their segments, however many there were
  assert.match(storm.stdout, /fail +expected attempts<=3, observed \d+/);
});

test("what is not known is not passed, and the terminal says why", async (t) => {
  const client = BASH("read x <&3; sleep 100");
  const seen = await run(t, [...client, ...ALONE, "--without", "sockets", "--watch-ms", "200"]);
  assert.equal(seen.code, 3);
  assert.match(
    seen.stdout.replaceAll(/\s+/g, " "),
    /Inconclusive: whether reaction!=holds-socket\|hangs\|goes-silent\|crashes holds is unknown: .*\(sockets: left out/,
  );
  assert.doesNotMatch(seen.stdout, /are gone from the table/);
  const output = await run(t, [...client, ...ALONE, "--without", "output", "--expect-verdict", "told="]);
  assert.equal(output.code, 3);
});

test("to run on is no exit code other than 0", async (t) => {
  const seen = await experiment(t, BASH("cat >/dev/null"), ["--expect-verdict", "exit!=0"], ALONE);
  assert.equal(seen.code, 1);
  assert.match(seen.stdout, /fail +expected exit!=0, observed none/);
});

test("several controls", async (t) => {
  const seen = await experiment(t, BASH("cat <&3"), ["--controls", "2"], AT_ONCE);
  assert.equal(seen.runs[0]?.control?.more?.length, 1);
  assertVerdict(seen, { noticed: "at-once" });
});

// A process for each connection that has started another one: CGI, sshd and its command. Killed, it leaves an orphan.
test("what the server leaves behind is not the client gone to the background", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const server = ["--server", 'exec socat TCP-LISTEN:$PORT,fork,reuseaddr EXEC:"sleep 1000"'];
  const seen = await experiment(t, server, BASH("cat <&3; exit 7"), ALONE);
  assertVerdict(seen, { noticed: "at-once", reaction: "exits", exit: { exitCode: 7 } });
});
