// What the kernel was told: the options of the client's own socket, read from it, and settings of the hosts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer, hasProgram, run } from "./harness.ts";
import { ALONE, experiment, program } from "./own.ts";

const client = (...args: readonly string[]): string[] => [
  "--client",
  [program("socket-options.py"), ...args].join(" "),
  "--client-on",
  "pipes",
  "--ready",
  "ready",
];

test(
  anyUser("the client's options are read, and when its kernel would have given up is worked out"),
  async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { verdict, runs } = await experiment(t, client(), ALONE, ["--fault", "host-crash"]);
    const told = runs[0]?.observations.find(({ kind }) => kind === "socket-options");
    assert.ok(told?.kind === "socket-options");
    const { keepAlive, idleS, intervalS, probes, userTimeoutMs, noDelay } = told;
    assert.deepEqual(
      [keepAlive, idleS, intervalS, probes, userTimeoutMs, noDelay],
      [true, 30, 10, 4, 0, true],
    );
    assert.equal(verdict.kernel?.idleMs, 70_000);
    assert.match(verdict.summary.join(" "), /With nothing sent it would have given up after 1 min 10 s;/);
  },
);

test("a user time-out counts, and where the server's kernel lives nothing does", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { verdict } = await experiment(t, client("4000"), ALONE, ["--fault", "stop"]);
  assert.equal(verdict.kernel?.unacknowledgedMs, 4000);
  assert.match(verdict.summary.join(" "), /none of that ends the wait/);
});

test(
  anyUser("--sysctl sets what holds for the hosts: the kernel gives up as early as it was told"),
  async (t) => {
    const args = [
      "--fault",
      "host-crash",
      "--sysctl",
      "client:net.ipv4.tcp_retries2=3",
      "--say",
      "x",
      "--expect",
      "x",
    ];
    const { verdict, runs } = await experiment(t, args, ALONE, ["--limit-ms", "20000"]);
    const told = runs[0]?.observations.find(({ kind }) => kind === "socket-options");
    assert.equal(told?.kind === "socket-options" && told.retries, 3);
    assert.equal(verdict.kernel?.unacknowledgedMs, 3000);
    assert.match(verdict.told ?? "", /ETIMEDOUT/, verdict.summary.join("\n"));
  },
);

test("keep-alive probes have their name in the story", async (t) => {
  const { stdout, stderr } = await run(t, ["5.14"]);
  assert.match(stdout + stderr, /keep-alive probe/);
});

for (const [args, says] of [
  [["--sysctl", "kernel.pid_max=5"], /is not NAME=VALUE of a setting of the network/],
  [["--sysctl", "net.ipv4.tcp_retries2"], /is not NAME=VALUE/],
  [["--sysctl", "net.ipv4.tcp_no_such=1"], /net\/ipv4\/tcp_no_such could not be set to 1/],
  [
    ["--sysctl", "net.ipv4.tcp_retries2=3", "--network", "machine"],
    /the machine's settings are left as they are/,
  ],
] as const) {
  test(`${args.join(" ")}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", "--watch-ms", "100", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}
