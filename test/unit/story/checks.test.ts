// A story's file: what it becomes, and what is said of one that is wrong, with file and line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailure } from "../../../src/failure.ts";
import type { RunRequest } from "../../../src/run/request.ts";
import { isStoryFile } from "../../../src/story/is-story-file.ts";
import { checkStory } from "../../../src/story/load-story.ts";
import { readData } from "../../../src/input-file/read-data.ts";

function check(text: string): RunRequest {
  const shown = "story.yaml";
  const { given, lineOf } = readData(text, shown);
  return checkStory(given, { file: `${process.cwd()}/${shown}`, shown, lineOf });
}

const ECHO = "client: exec ./client\nsteps:\n";
const steps = (...lines: string[]): string => ECHO + lines.map((line) => `  - ${line}\n`).join("");

/** What is wrong, and what is said of it. */
const wrong: readonly (readonly [text: string, says: RegExp])[] = [
  ["- say: x", /^story\.yaml: the story is an object, not an array\./],
  ["steps: kill", /^story\.yaml:1: steps is an array, not "kill"\./],
  ["client: x\nstep: []", /^story\.yaml:2: the story has no option step\. Did you mean steps\?/],
  ["client: x", /^story\.yaml: the story has no fault\. Add one: \{ fault: kill \}/],
  [steps("say: x"), /^story\.yaml: the story has no fault\./],
  ["client: 5\nsteps: []", /^story\.yaml:1: client is text, not 5\./],
  [steps("fault: kil"), /^story\.yaml:3: Unknown fault "kil".*Did you mean kill\?/],
  [steps("say: x", "fault: kill@mid-reqest"), /^story\.yaml:4: Unknown moment/],
  [
    steps("expct: x", "fault: kill"),
    /^story\.yaml:3: steps\[0\] is no step.*not "expct"\. Did you mean expect\?/,
  ],
  [steps("hael", "fault: kill"), /^story\.yaml:3: steps\[0\] is no step.*Did you mean heal\?/],
  [steps("5", "fault: kill"), /^story\.yaml:3: steps\[0\] is no step/],
  [
    steps("{ say: x, expect: x }", "fault: kill"),
    /^story\.yaml:3: steps\[0\] says more than one thing: say, expect\./,
  ],
  [steps("{ say: x, watch: 5 }", "fault: kill"), /steps\[0\] says more than one thing/],
  [
    steps("{ fault: kill, say: x }"),
    /^story\.yaml:3: steps\[0\] has no option steps\[0\]\.say|no option say/,
  ],
  [steps("{ fault: kill, expectVerdict: noticd=never }"), /^story\.yaml:3: .*the verdict has no noticd/],
  [steps("expect: ''", "fault: kill"), /^story\.yaml:3: steps\[0\]\.expect is empty/],
  [steps("expect: /(/", "fault: kill"), /^story\.yaml:3: steps\[0\]\.expect: Invalid regular expression/],
  [steps("press: f13", "fault: kill"), /^story\.yaml:3: Unknown key/],
  [
    steps("fault: kill", "until: conected"),
    /^story\.yaml:4: steps\[1\]\.until is one of connected.*Did you mean connected\?/,
  ],
  [
    steps("fault: kill", "until: { by: server }"),
    /^story\.yaml:4: steps\[1\]\.until does not say what is to be printed/,
  ],
  [steps("fault: kill", "comeBack: soon"), /^story\.yaml:4: steps\[1\]\.comeBack is a whole number/],
  [steps("fault: kill", "heal: 500"), /^story\.yaml:4: steps\[1\]\.heal takes no value/],
  // Each right by itself, and not one after the other.
  [steps("heal", "fault: kill"), /^story\.yaml:3: steps\[0\] comes before any fault\./],
  [steps("comeBack", "fault: kill"), /^story\.yaml:3: steps\[0\] comes before any fault\./],
  [steps("fault: kill", "heal"), /^story\.yaml:4: steps\[1\]: there is nothing to heal, kill does not last/],
  [
    steps("fault: outage:50", "heal", "heal"),
    /^story\.yaml:5: steps\[2\]: heal has been said already \(steps\[1\]\)/,
  ],
  [
    steps("fault: kill", "comeBack", "say: x", "comeBack"),
    /^story\.yaml:6: steps\[3\]: comeBack has been said already/,
  ],
  [
    steps("fault: outage:50", "comeBack"),
    /^story\.yaml:3: comeBack is for a server that has died, and with the fault outage it lives/,
  ],
  [
    steps("fault: host-crash", "say: x", "fault: kill"),
    /^story\.yaml:5: steps\[2\] comes when the server is gone \(steps\[0\]\)/,
  ],
  [
    steps("{ fault: kill, kill: tree }", "fault: kill"),
    /^story\.yaml:4: steps\[1\] comes when the server is gone/,
  ],
  [
    steps("fault: slow:500", "fault: kill"),
    /^story\.yaml:4: steps\[1\] comes after slow, which does not end/,
  ],
  [
    steps("fault: kill", "thenServer: exec ./other", "fault: kill"),
    /^story\.yaml:5: steps\[2\] comes after another server has taken the address \(steps\[1\]\)/,
  ],
  [
    steps("{ fault: kill, comeBackAs: mute }", "fault: kill"),
    /^story\.yaml:4: steps\[1\] needs a client that is connected again/,
  ],
  [steps("fault: none"), /^story\.yaml:3: steps\[0\]: none is no fault/],
  [steps("say: x", "fault: refuse"), /^story\.yaml:4: steps\[1\]: refuse is there before the client comes/],
  [
    steps("say: x", "fault: kill@accepted"),
    /^story\.yaml:4: steps\[1\]: at the moment accepted nothing has been said/,
  ],
  [
    steps("say: x", "fault: kill@mid-reply:3", "say: x", "fault: kill"),
    /^story\.yaml:4: steps\[1\]: kill@mid-reply:3 needs a relay/,
  ],
  [
    steps("say: x", "fault: kill@mid-request:3", "watch: 5", "say: x"),
    /^story\.yaml:4: .*is in the middle of what is said next, and steps\[2\] says nothing/,
  ],
  [steps("say: x", "fault: kill@mid-request:3"), /^story\.yaml:4: .*and nothing comes then/],
  [
    steps("fault: kill", "count: 1"),
    /^story\.yaml:4: steps\[1\] waits for a count, and the story has no count/,
  ],
  [
    steps("press: end-of-input", "fault: kill", "say: x"),
    /^story\.yaml:5: steps\[2\] types something, and the client's input has ended with steps\[0\]/,
  ],
  [
    steps("fault: command"),
    /^story\.yaml:3: The fault command is a command of yours, and there is none\. Add command\./,
  ],
  [steps("{ fault: kill, command: 'true' }"), /^story\.yaml:3: command is the fault, and so is kill/],
  [
    `clientOn: pipes\n${steps("press: up", "fault: kill")}`,
    /^story\.yaml:5: A key such as up is pressed at a terminal/,
  ],
  [
    `network: loopback\n${steps("fault: kill", "fault: outage")}`,
    /^story\.yaml:5: The fault outage needs a host for the server alone/,
  ],
];

for (const [text, says] of wrong) {
  test(`refused with its line: ${JSON.stringify(text.replace(ECHO, ""))}`, () => {
    assert.throws(
      () => check(text),
      (error: unknown) => {
        assert.ok(isFailure(error), String(error));
        assert.equal(error.exitCode, 2);
        assert.match(`${error.message} ${error.remedy}`, says);
        return true;
      },
    );
  });
}

test("what goes without saying is said: the start, the silence, the end of what lasts", () => {
  const { story, client } = check(
    steps(
      "say: PING",
      "expect: /po+ng/i",
      "fault: outage:800",
      "say: a",
      "expect: b",
      "fault: kill",
      "comeBack",
      "say: c",
    ),
  );
  assert.equal(client, "exec ./client");
  assert.deepEqual(story?.steps, [
    { start: "server" },
    { start: "client" },
    { heading: "exchange" },
    { say: "PING" },
    { expect: { regexp: "po+ng", flags: "i" } },
    { fault: 0 },
    { heading: "lasting" },
    { say: "a" },
    { heal: true },
    { expect: { text: "b" } },
    { fault: 1 },
    { heading: "silence" },
    { watchMs: 500, comesBack: true },
    { heading: "again" },
    { say: "c" },
  ]);
  assert.deepEqual(
    story?.deaths.map(({ fault, amount, custom }) => [
      fault,
      amount,
      custom.comeBackMs,
      custom.exchange,
      custom.afterwards,
    ]),
    [
      [
        "outage",
        800,
        undefined,
        [{ say: "PING" }, { expect: { regexp: "po+ng", flags: "i" } }],
        [{ say: "a" }, { expect: { text: "b" } }],
      ],
      ["kill", undefined, 100, [{ say: "a" }, { expect: { text: "b" } }], [{ say: "c" }]],
    ],
  );
});

test("a fault that is there before the client comes is done before it is started", () => {
  const { story } = check(steps("fault: refuse", "comeBack: 0", "until: connected"));
  assert.deepEqual(story?.steps, [
    { start: "server" },
    { fault: 0 },
    { start: "client" },
    { watchMs: 500, comesBack: true },
    { heading: "again" },
    { until: "connected" },
  ]);
});

test("a file's ending makes it a story; no section has one", () => {
  for (const name of ["a.yaml", "a.yml", "a.ts", "a.mts", "a.js", "a.mjs", "a.json", "x/5.12.yaml"])
    assert.ok(isStoryFile(name), name);
  for (const name of ["5.12", "5.12.race", "all", "yaml", ".yaml", "a.txt"])
    assert.ok(!isStoryFile(name), name);
});
