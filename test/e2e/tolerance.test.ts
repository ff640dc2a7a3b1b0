// `deadpeer tolerance`: what a client bears is between what it bore and what it did not, as its own timer says; and of each
// death it is said how soon it was noticed, or that it was not. Nothing is asserted of how long anything takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tolerance } from "../../src/tolerance/result.ts";
import { anyUser, deadpeer, eventually, withoutNamespaces } from "./harness.ts";
import { program } from "./own.ts";

interface Measured extends Tolerance {
  readonly expectations: readonly { readonly expected: string; readonly outcome: string }[];
}

const SERVER = ["--server", program("long-replies.mjs"), "--say", "hi", "--expect", "end hi"];
const client = (givesUpAfter: string): string[] => [
  "--client",
  `${program("patience.mjs")} ${givesUpAfter}`,
  "--client-on",
  "pipes",
];

async function measure(args: readonly string[]): Promise<{ code: number | null; measured: Measured }> {
  const started = deadpeer(["tolerance", "--json", "--control", "none", ...args]);
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(stderr, "");
  assert.deepEqual(started.leftovers(), []);
  return { code, measured: JSON.parse(stdout) as Measured };
}

test(
  anyUser(
    "a client that gives up by its timer: the interval is about that; a death is noticed, a stop is not",
  ),
  async () => {
    const { code, measured } = await measure([
      ...SERVER,
      ...client("300"),
      ..."--up-to 1200 --bear stall --death kill,stop --expect-bears stall:1200".split(" "),
      ..."--expect-notices kill:1200 --expect-notices stop:1200".split(" "),
    ]);
    const [stall] = measured.endurance;
    assert.ok(stall);
    const { borneMs = 0, notBorneMs = 0, tries } = stall;
    assert.ok(borneMs < notBorneMs, JSON.stringify(stall));
    for (const [ms, outcome] of [
      [borneMs, "borne"],
      [notBorneMs, "not-borne"],
    ] as const)
      assert.ok(ms === 0 || tries.some((each) => each.ms === ms && each.outcome === outcome), `${ms}`);
    assert.ok(stall.tries.some(({ gaveUpMs }) => gaveUpMs !== undefined));
    const words = measured.noticing.map(({ fault, noticed }) => [fault, noticed]);
    assert.deepEqual(words, [
      ["kill", "at-once"],
      ["stop", "on-use"],
    ]);
    const outcomes = measured.expectations.map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ["fail", "pass", "fail"]);
    assert.equal(code, 1);
  },
);

test("a client that waits as long as it takes bears everything up to the limit, in 80 columns", async () => {
  const args = [...SERVER, ...client("60000"), "--up-to", "300", "--bear", "stall,outage", "--death", "none"];
  const { code, stdout } = await deadpeer(["tolerance", "--control", "none", ...args]).outcome;
  assert.equal(stdout.match(/everything up to 300 ms/g)?.length, 2, stdout);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80),
    stdout,
  );
  assert.equal(code, 0);
});

test("without user namespaces nothing is known of a stall, and that is no bound: exit code 3", async () => {
  const { code, stdout } = await withoutNamespaces("tolerance --up-to 100 --bear stall --death none").outcome;
  assert.match(stdout, /stall .* unknown: \d+ ms: A private network/);
  assert.equal(code, 3);
});

for (const [args, says] of [
  [["--bear", "none", "--death", "none"], /Nothing is to be measured\.\n {2}Leave out --bear, or --death\./],
  [["--bear", "kill"], /Unknown fault that lasts for a time kill/],
  [["--up-to", "99"], /--up-to is a whole number from 100 to/],
  [["--expect-bears", "pause:5"], /pause is not tried\.\n {2}Add it to --bear\./],
  [["--expect-notices", "kill"], /--expect-notices kill is not FAULT:MS/],
  [
    ["--client", "exec no-such-program", "--up-to", "100"],
    /no-such-program.*\n.*--at-once 1 --control after/,
  ],
] as const)
  test(`wrong: ${args.join(" ")}`, async () => {
    const { code, stderr, stdout } = await deadpeer(["tolerance", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(stdout, "");
    assert.equal(code, 2);
  });

test("Ctrl-C: exit code 130, and nothing is left", async () => {
  const started = deadpeer(["tolerance", "--up-to", "60000", "--death", "stop", "--bear", "stall"]);
  await eventually("the first runs", () => started.leftovers().some((each) => each.includes("run/inside")));
  started.child.kill("SIGINT");
  assert.equal((await started.outcome).code, 130);
  await eventually("nothing left", () => started.leftovers().length === 0);
});
