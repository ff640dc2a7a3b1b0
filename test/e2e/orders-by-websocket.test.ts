// Clients of WebSocket, which mask each frame with other bytes: which orders got there is read all the same.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const ORDERS = program("orders-by-websocket.py");

async function ordered(t: TestContext, fault: string, ...set: readonly string[]): Promise<RunResult> {
  const server = ["--server", `${withSet(`${ORDERS} serve`, set)}`, "--server-ready", "up"];
  const client = ["--client", withSet(ORDERS, set), "--client-on", "pipes"];
  const expected = ["--expect-verdict", "lost=0,unreported=0"];
  return await run(t, [
    ...server,
    ...client,
    "--fault",
    fault,
    "--watch-ms",
    "3000",
    ...expected,
    ...AT_ONCE,
  ]);
}

function withSet(command: string, set: readonly string[]): string {
  return command.replace("exec ", `exec env ${set.join(" ")} `);
}

/** The orders that the server said it had got, as it said it. */
function gotBy({ runs }: RunResult): readonly string[] {
  const printed = runs[0]?.observations.filter((each) => each.kind === "printed") ?? [];
  const text = printed.filter(({ role }) => role === "server").map((each) => each.text);
  return [...new Set([...text.join("").matchAll(/got order number (\d)/g)].map(([, number = ""]) => number))];
}

for (const answered of ["ACK=0", "ACK=1"])
  for (const fault of ["kill", "reset"]) {
    test(`${fault}, ${answered}: an order that was never sent again is no pass`, async (t) => {
      if (!hasProgram(t, "python3")) return;
      const seen = await ordered(t, fault, answered, "AGAIN=0");
      assert.ok(gotBy(seen).length < 10, gotBy(seen).join(" "));
      assert.notEqual(seen.code, 0, seen.runs[0]?.verdict.summary.join("\n"));
      neverSays(seen.runs[0]?.verdict, { lost: 0 });
    });

    // Without an answer what was written as the end came may have got nowhere.
    if (answered === "ACK=0") continue;
    test(`${fault}, ${answered}: who sends it again has not failed`, async (t) => {
      if (!hasProgram(t, "python3")) return;
      const seen = await ordered(t, fault, answered, "AGAIN=1");
      assert.equal(gotBy(seen).length, 10, gotBy(seen).join(" "));
      neverSays(seen.runs[0]?.verdict, { lost: 1, unreported: 1 });
    });
  }
