// What docs/abilities.md says of an experiment without one of the observers.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { observerAdvice } from "../../src/doctor/advice.ts";
import { observerNames } from "../../src/timeline/words.ts";
import { deadpeer, temporaryDirectory } from "./harness.ts";
import { ALONE, program } from "./own.ts";

// It is not typed, so that it can be told from what the client draws.
const CLIENT = ["--client", program("retry.mjs"), "--say", "hi", "--expect", "answered"];
const KILL = ["run", ...CLIENT, ...ALONE, "--watch-ms", "300", "--limit-ms", "1500"];

async function kill(
  out: string,
  ...options: readonly string[]
): Promise<{ code: number | null; said: string }> {
  const { code, stdout, stderr } = await deadpeer([...KILL, ...options, "--out", out]).outcome;
  return { code, said: `${stdout}${stderr}`.replaceAll(/\s+/g, " ") };
}

test("a kill with every observer on passes", async (t) => {
  const { code, said } = await kill(temporaryDirectory(t));
  assert.equal(code, 0, said);
});

for (const observer of observerNames) {
  const { killExit } = observerAdvice[observer];
  test(`a kill without ${observer}: exit code ${killExit}`, async (t) => {
    const { code, said } = await kill(temporaryDirectory(t), "--without", observer);
    assert.equal(code, killExit, said);
    assert.doesNotMatch(said, /The client never printed/);
  });
}

test("without segments, a FIN is proven by a client that stays in CLOSE_WAIT, and the verdict says so", async (t) => {
  const stays =
    "exec node -e 'require(`net`).connect(process.env.PORT, process.env.HOST).pause(); setInterval(() => 0, 99)'";
  const options = [
    "--client",
    stays,
    "--without",
    "segments",
    ...ALONE,
    "--watch-ms",
    "300",
    "--limit-ms",
    "1500",
  ];
  const file = join(temporaryDirectory(t), "report");
  const { code, stdout } = await deadpeer(["run", ...options, "--out", file]).outcome;
  assert.equal(code, 3);
  assert.match(
    stdout.replaceAll(/\s+/g, " "),
    /Inconclusive: segments were not observed; the socket table shows that a FIN came to the client \(CLOSE_WAIT\)\./,
  );
});

test("an answer that is as it was typed, without segments: unknown, not missing", async (t) => {
  const options = [
    "--client",
    program("retry.mjs"),
    "--say",
    "hi",
    "--expect",
    "hi",
    "--without",
    "segments",
  ];
  const args = ["run", ...options, ...ALONE, "--limit-ms", "1500", "--out", temporaryDirectory(t)];
  const { code, stderr } = await deadpeer(args).outcome;
  assert.equal(code, 3);
  assert.match(stderr, /The client printed hi as it was typed, and it is unknown whether the server said it/);
});
