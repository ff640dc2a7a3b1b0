// Another server takes the address of one that has died, on a host of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyUser, deadpeer } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const named = (name: string): string => `${program("named.mjs")} ${name}`;
const BOTH = ["--server", named("first"), "--client", program("retry.mjs"), "--client-on", "pipes"];
const TALK = ["--say", "hello", "--expect", "answered", ...AT_ONCE];
const PROGRAMS = [...BOTH, ...TALK, "--then-server", named("second")];

/** How the old connection ends. */
for (const [fault, ending] of [
  ["kill", "fin"],
  ["stop", "rst"],
  ["host-crash", "rst"],
] as const) {
  const title = `${fault}, and another server has the address: it answers, and the old connection ends by ${ending}`;
  test(fault === "stop" ? anyUser(title) : title, async (t) => {
    const { verdict, runs } = await experiment(t, PROGRAMS, ["--fault", fault]);
    const shown = verdict.summary.join("\n");
    assert.equal(verdict.ending.by, ending, shown);
    assert.match(verdict.told ?? "", /^answered: second hello/, shown); // it may say so twice
    assert.match(shown, /Another server \(process \d+\) had the address from .* and answered "hello"\./);
    const observations = runs[0]?.observations ?? [];
    const took = observations.find(({ kind }) => kind === "took-over");
    const announced = observations.some(
      (each) =>
        each.kind === "neighbour" && each.from === "server" && each.asks && each.address === "10.9.0.2",
    );
    assert.ok(took && announced, "it says which link address it has");
  });
}

test("what each of the two has counted is told, and nothing is made of the difference", async (t) => {
  const { verdict } = await experiment(t, PROGRAMS, [
    "--fault",
    "stop",
    "--after",
    "come-back:0",
    "--count",
    program("ask-count.mjs"),
  ]);
  assert.equal(verdict.duplicated, undefined);
  assert.match(
    verdict.summary.join("\n"),
    /Counted at the first server before anything was said: 0\. At the second, once it had the address: 0, and in the end: 1\./,
  );
});

for (const [args, says] of [
  [["--fault", "pause"], /--then-server is for a server that dies .* not for the fault pause/],
  [["--fault", "mute"], /not for the fault mute/],
  [["--fault", "kill", "--after", "mute"], /--then-server and --after mute exclude each other/],
  [["--fault", "kill", "--network", "loopback"], /--then-server needs a host for each server/],
] as const) {
  test(`--then-server with ${args.join(" ")}: a clear error, exit code 2`, async () => {
    const { code, stderr } = await deadpeer(["run", "--then-server", "exec true", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}

test("another server that ends at once: what it printed is told, exit code 2", async () => {
  const args = [...BOTH, ...TALK, "--then-server", "echo no licence; exit 1"];
  const { code, stderr } = await deadpeer(["run", ...args]).outcome;
  assert.match(stderr, /no licence/);
  assert.equal(code, 2);
});

test("another server that ends, while a process of the first one still lives: it is named, with its end, and nothing of the first", async () => {
  const first = ["--server", `sh -c 'sleep 60 & ${named("first")}'`];
  const args = [
    ...BOTH.slice(2),
    ...first,
    ...TALK,
    "--fault",
    "host-crash",
    "--then-server",
    "echo no licence; exit 7",
  ];
  const { code, stderr } = await deadpeer(["run", ...args]).outcome;
  assert.match(
    stderr,
    /The second server \(--then-server\) never listened on port \d+ and ended \(exit code 7\)\. It printed: no licence/,
  );
  assert.doesNotMatch(stderr, /background|It listens/);
  assert.equal(code, 2);
});
