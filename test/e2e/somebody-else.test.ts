// Somebody else does something to the server: an actor besides the client, or a command that is the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer, hasProgram, run } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const PROGRAMS = [
  "--server",
  `${program("named.mjs")} server`,
  "--client",
  program("retry.mjs"),
  "--client-on",
  "pipes",
  "--say",
  "hello",
  "--expect",
  "answered",
];
/** It says a line to the server, as the client does. */
const SAY = `printf 'from somebody else\\n' | nc -N $HOST $PORT`;

test(anyUser("what somebody else does is counted by the server, and is not the client's"), async (t) => {
  if (!hasProgram(t, "nc")) return;
  const { verdict, runs } = await experiment(t, PROGRAMS, AT_ONCE, [
    "--fault",
    "reset",
    "--also",
    SAY,
    "--count",
    program("ask-count.mjs"),
  ]);
  const observations = runs[0]?.observations ?? [];
  const done = observations.filter((each) => each.kind === "also-done");
  assert.deepEqual(
    done.map(({ exitCode, text }) => [exitCode, text]),
    [
      [0, "server from somebody else\n"],
      [0, "server from somebody else\n"],
    ],
  );
  assert.ok(observations.some((each) => each.kind === "probe" && each.text === "somebody else's connection"));
  assert.equal(verdict.ledger?.said.length, 2, verdict.summary.join("\n"));
  assert.doesNotMatch(verdict.summary.join("\n"), /had \d+ connections/);
});

test(anyUser("a command is the fault: it knows the connection and the process that serves it"), async (t) => {
  const { verdict, runs } = await experiment(t, PROGRAMS, AT_ONCE, [
    "--fault-command",
    // What it leaves running holds its output open, and is not waited for.
    'sleep 1000 & echo "$CLIENT_ADDRESS $CLIENT_PORT"; kill -KILL $SERVER_PID',
  ]);
  assert.equal(verdict.ending.by, "fin", verdict.summary.join("\n"));
  assert.equal(verdict.noticed, "at-once");
  const fault = runs[0]?.observations.find((each) => each.kind === "fault");
  assert.equal(fault?.fault, "command");
});

test(
  anyUser("what a command leaves running is not the client's: a client that ended has ended"),
  async (t) => {
    const client =
      "require('net').connect(process.env.PORT, process.env.HOST).on('end', () => process.exit(1)).resume()";
    for (const leave of ["sleep 1000", "setsid sleep 1000"]) {
      const programs = ["--server", `${program("named.mjs")} server`, "--client", `exec node -e "${client}"`];
      const kept = ["--client-on", "pipes", "--watch-ms", "300", "--control", "none"];
      const command = `${leave} >/dev/null 2>&1 & sleep 0.3; kill -KILL $SERVER_PID`;
      const result = await run(t, [...programs, ...kept, "--fault-command", command]);
      const seen = result.runs[0]?.observations ?? [];
      const exit = seen.find((each) => each.kind === "program-exited" && each.role === "client");
      assert.ok(exit?.kind === "program-exited" && exit.exitCode === 1, result.stdout);
      assert.equal(seen.filter((each) => each.kind === "went-to-background").length, 0);
      assert.deepEqual(result.leftovers, []);
    }
  },
);

test("CLIENT KILL of redis is the fault: the server lives, and the client is served again", async (t) => {
  if (!hasProgram(t, "redis-server") || !hasProgram(t, "redis-cli")) return;
  const { verdict } = await experiment(t, AT_ONCE, [
    "--server",
    "exec redis-server --port $PORT --save '' --protected-mode no",
    "--client",
    "exec redis-cli -h $HOST -p $PORT",
    "--say",
    "SET a 1",
    "--expect",
    "OK",
    "--fault-command",
    "redis-cli -h $HOST -p $PORT CLIENT KILL ADDR $CLIENT_ADDRESS:$CLIENT_PORT",
  ]);
  assert.equal(verdict.ending.by, "fin");
  assert.match(verdict.told ?? "", /Server closed the connection/, verdict.summary.join("\n"));
});

test("after the fault its server may be gone: a remark says that it failed, and the client is judged", async (t) => {
  if (!hasProgram(t, "nc")) return;
  const { verdict } = await experiment(t, PROGRAMS, AT_ONCE, [
    "--fault",
    "kill",
    "--limit-ms",
    "800",
    "--also",
    SAY,
  ]);
  assert.match(
    verdict.summary.join("\n"),
    /What somebody else was to do after the fault failed \(exit code 1\)\./,
  );
});

for (const [args, code, says] of [
  [
    ["--fault-command", "true", "--limit-ms", "300"],
    3,
    /`command` shows as fin or rst, and silence was seen/,
  ],
  [["--fault-command", "echo no such user; exit 4"], 3, /ended with exit code 4\. It printed: no such user/],
  [
    ["--fault-command", "sleep 1000 & echo no such user; exit 4"],
    3,
    /ended with exit code 4\. It printed: no such/,
  ],
  [["--fault-command", "sleep 60", "--start-ms", "1500"], 3, /--fault-command did not end within 1500 ms/],
  [["--also", "exec sleep 60", "--start-ms", "1500"], 3, /The command of --also did not end within 1500 ms/],
  [["--fault", "command"], 2, /The fault command is a command of yours/],
  [["--also", ""], 2, /--also is empty/],
] as const) {
  test(`${args.join(" ")}: said so, exit code ${code}`, async () => {
    const all = ["run", ...PROGRAMS, "--watch-ms", "100", "--control", "none", ...args];
    const outcome = await deadpeer(all).outcome;
    assert.match(`${outcome.stdout}${outcome.stderr}`.replace(/\s+/g, " "), says);
    assert.equal(outcome.code, code);
  });
}

test(anyUser("an outage ends in time, though somebody else waits for the server meanwhile"), async (t) => {
  if (!hasProgram(t, "nc")) return;
  const client = `bash -c 'exec 3<>"/dev/tcp/$HOST/$PORT"; while read -r line; do echo "$line" >&3; head -1 <&3; done'`;
  const { runs, verdict } = await experiment(
    t,
    ["--client", client, "--fault", "outage:600", "--start-ms", "4000", ...AT_ONCE],
    ["--say", "hello", "--expect", "hello"],
    ["--then", "--also", "printf 'somebody else\\n' | nc -N $HOST $PORT"],
    ["--say", "again", "--expect", "again"],
  );
  const done = runs[0]?.observations.filter((each) => each.kind === "also-done") ?? [];
  assert.deepEqual(
    done.map(({ exitCode }) => exitCode),
    [0],
    "it was served once the outage was over",
  );
  assert.equal(verdict.patience, "bears", verdict.summary.join("\n"));
});
