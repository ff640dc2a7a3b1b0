// What docs/abilities.md says of an experiment without one of the observers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { observerAdvice } from "../../src/doctor/advice.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import { observerNames } from "../../src/timeline/words.ts";
import { deadpeer, hasProgram, temporaryDirectory } from "./harness.ts";
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

// The client's line editor draws what is typed; tcp_info counts what has come to its socket (tcpi_bytes_received).
for (const { fault, answers } of [
  { fault: "kill", answers: [true, false] },
  { fault: "stop", answers: [true, false] },
])
  test(`without segments, an answer that is as it was typed is one if bytes came from the server (${fault})`, async (t) => {
    if (!hasProgram(t, "redis-cli")) return;
    const file = join(temporaryDirectory(t), "run.json");
    const server = ["--server", 'exec redis-server --port $PORT --bind $HOST --save "" --protected-mode no'];
    const client = [
      "--client",
      "exec redis-cli -h $HOST -p $PORT",
      "--client-env",
      "REDISCLI_HISTFILE=/dev/null",
    ];
    const hello = ["--say", "ECHO hello", "--expect", "hello", "--fault", fault, "--without", "segments"];
    const limits = ["--watch-ms", "300", "--limit-ms", "1500", ...ALONE, "--json", file];
    const { code } = await deadpeer(["run", ...server, ...client, ...hello, ...limits]).outcome;
    assert.equal(code, 3);
    const [run] = (JSON.parse(readFileSync(file, "utf8")) as RunDocument).runs;
    assert.ok(run);
    assert.deepEqual(
      ofKind(run.observations, "expected").map(({ found }) => found),
      answers,
    );
    assert.match(
      run.verdict.missing ?? "",
      /^segments were not observed;.* \d+ bytes came to the client's socket \(tcp_info\)$/,
    );
  });
