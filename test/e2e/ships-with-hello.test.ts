// Clients that ship, and begin each connection in the same way: what they begin with says nothing of what was shipped, and
// what has come again in the same words is not lost.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const SHIPS = program("ships-with-hello.py");

async function shipped(t: TestContext, env: string, ...fault: readonly string[]): Promise<RunResult> {
  const ships = SHIPS.replace("exec ", `exec env ${env} `);
  const server = ["--server", `${ships} serve`, "--server-ready", "up"];
  const watched = ["--client-on", "pipes", "--watch-ms", "4000", "--expect-verdict", "lost=0,unreported=0"];
  return await run(t, [...server, "--client", ships, "--fault", ...fault, ...watched, ...AT_ONCE]);
}

/** Which events the server has taken. */
function eventsOf({ runs }: RunResult): readonly number[] {
  const printed = runs[0]?.observations.filter((each) => each.kind === "printed") ?? [];
  const text = printed.filter(({ role }) => role === "server").map((each) => each.text);
  const events = [...text.join("").matchAll(/got event (\d+)/g)].map(([, number]) => Number(number));
  return [...new Set(events)].sort((one, other) => one - other);
}

// The server's own words: event 1 is missing, and of ten no more than nine came. (tcpdump: the second hello is longer.)
for (const [what, env] of [
  ["a hello", "HELLO=1"],
  ["the handshake of WebSocket", "WEBSOCKET=1"],
] as const)
  for (const fault of [["reset"], ["kill", "--after", "come-back:200"]] as const)
    test(`${what} on the new connection makes up for no event (${fault[0]})`, async (t) => {
      if (!hasProgram(t, "python3")) return;
      const seen = await shipped(t, env, ...fault);
      assert.ok(eventsOf(seen).length < 10, eventsOf(seen).join(" "));
      const { verdict } = seen.runs[0] ?? {};
      neverSays(verdict, { lost: 0, unreported: 0 });
      assert.notEqual(seen.code, 0);
    });

// It makes fewer in the time that is left, and each that it made is there: the server's own words.
for (const fault of [["reset"], ["kill", "--kill", "tree", "--after", "come-back:300"]] as const)
  test(`who ships for a fixed time, and what failed once more, has not lost it (${fault[0]})`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const seen = await shipped(t, "FOR=2", ...fault);
    const events = eventsOf(seen);
    assert.deepEqual(events, [...events.keys()], "all of them, with no gap");
    const { verdict } = seen.runs[0] ?? {};
    neverSays(verdict, { lost: 1, unreported: 1 });
    assert.notEqual(seen.code, 1);
  });
