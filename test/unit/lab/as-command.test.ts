// What was done in the lab, as a command: it is one that `deadpeer run` takes, and it says the same.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { readArguments } from "../../../src/cli/run/options.ts";
import { asCommand } from "../../../src/lab/as-command.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { observations, opened } from "../made-up.ts";
import { KILL, died, prints, types } from "../one-run.ts";

const seen = (...facts: readonly (readonly [number, Fact])[]): ReturnType<typeof observations> =>
  observations(...facts);

/** The words that a shell makes of the line. */
function wordsOf(line: string): string[] {
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

test("lines, a fault, lines: a command that `deadpeer run` understands", () => {
  const hostile = `it's "quoted" $HOME \`x\``;
  const done = seen(
    ...opened,
    types(500, hostile),
    prints(501, `${hostile}\r\n`),
    ...died,
    types(1500, "--another"),
  );
  const command = asCommand(done, { waitOn: "both" });
  assert.ok("line" in command);
  const [deadpeer, run, ...args] = wordsOf(command.line);
  assert.deepEqual([deadpeer, run], ["deadpeer", "run"]);
  const { chosen } = readArguments(args);
  assert.ok("one" in chosen);
  const { fault, waitOn, custom, server, client } = chosen.one;
  assert.deepEqual([fault, waitOn, server, client], ["kill", "both", undefined, undefined]);
  assert.deepEqual(custom.exchange, [
    { say: "hello, world" },
    { expect: { text: "hello, world" } },
    { say: hostile },
    { expect: { text: hostile } },
  ]);
  assert.deepEqual(custom.afterwards, [{ say: "--another" }]);
});

test("your own programs are in it; after the fault nothing is said that was not", () => {
  const command = asCommand(seen(KILL), { server: "s $PORT", client: "c", waitOn: "terminal" });
  assert.deepEqual(command, {
    line: "deadpeer run --server 's $PORT' --client 'c' --server-on 'terminal' --fault kill --then",
  });
});

test("what else was chosen for the programs is in it; the lab has its server on a terminal, `run` on pipes", () => {
  const programs = { server: "s", client: "c", waitOn: "terminal" } as const;
  const options = [
    { name: "server-env", value: "GREETING=it's me" },
    { name: "port", value: "5000" },
    { name: "server-env", value: "MORE=1" },
  ];
  const command = asCommand(seen(KILL), { ...programs, options });
  assert.ok("line" in command);
  const { chosen } = readArguments(wordsOf(command.line).slice(2));
  assert.ok("one" in chosen);
  const { port, start } = chosen.one;
  assert.equal(port, 5000);
  assert.deepEqual(start.server, { on: "terminal", env: { GREETING: "it's me", MORE: "1" } });
  const onPipes = asCommand(seen(KILL), { ...programs, options: [{ name: "server-on", value: "pipes" }] });
  assert.ok("line" in onPipes && onPipes.line.includes("--server-on 'pipes'"));
  assert.ok("line" in onPipes && !onPipes.line.includes("terminal"));
});

test("a section's client and its hosts' settings are in it, and how long it lasted", () => {
  const done = seen(
    ...opened,
    [1000, { kind: "fault", fault: "outage", amount: 2, pid: 1, text: "" }],
    [5_000_000, { kind: "recovered", isUndone: true, text: "" }],
  );
  const settings = [
    { host: "client", name: "ipv4/tcp_retries2", value: "2" },
    { host: "client", name: "ipv4/tcp_sack", value: "0", isAsked: true },
  ] as const;
  const command = asCommand(done, { waitOn: "both", clientOptions: ["--keepalive", "1"], settings });
  assert.ok("line" in command, "why" in command ? command.why : "");
  const { chosen } = readArguments(wordsOf(command.line).slice(2));
  assert.ok("one" in chosen);
  const { fault, amount, client } = chosen.one;
  assert.deepEqual([fault, amount], ["outage", 2]);
  assert.equal(client, "deadpeer connect $HOST $PORT --wait-on both --keepalive 1");
  assert.deepEqual(
    chosen.one.settings.map(({ name, value }) => `${name}=${value}`),
    ["ipv4/tcp_retries2=2"],
  );
});

for (const [why, facts] of [
  ["nothing has been done", []],
  ["more than one thing", [KILL, KILL]],
  ["cable", [KILL, [2000, { kind: "wire", operation: "cut", text: "" }]]],
  [
    "ended early",
    [
      [1000, { kind: "fault", fault: "pause", amount: 2000, pid: 1, text: "" }],
      [2000, { kind: "recovered", isUndone: true, text: "" }],
    ],
  ],
  ["continued", [KILL, [2000, { kind: "recovered", text: "" }]]],
] as const) {
  test(`there is no such command, and it is said why: ${why}`, () => {
    const command = asCommand(seen(...opened, ...(facts as readonly (readonly [number, Fact])[])), {
      waitOn: "both",
    });
    assert.match("why" in command ? command.why : command.line, new RegExp(why));
  });
}
