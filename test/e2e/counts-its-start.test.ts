// A server that writes a line into its log as it starts, and a --count of that log's lines.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { hasProgram, quoted, temporaryDirectory } from "./harness.ts";
import { ALONE, experiment } from "./own.ts";

test("the line that it writes as it starts again is nothing that was said", async (t) => {
  if (!hasProgram(t, "socat")) return;
  const log = quoted(join(temporaryDirectory(t), "log"));
  const stores = `exec socat -u TCP-LISTEN:$PORT,reuseaddr,fork OPEN:${log},creat,append`;
  const server = ["--server", `echo started >> ${log}; ${stores}`];
  const client = [
    "--client",
    "nc $HOST $PORT",
    "--client-on",
    "pipes",
    "--say",
    "one",
    "--then",
    "--say",
    "two",
  ];
  const fault = ["--fault", "kill", "--kill", "tree", "--count", `wc -l < ${log}`];
  const { runs, verdict } = await experiment(t, server, client, fault, ["--after", "come-back:100"], ALONE);
  const counted = ofKind(runs[0]?.observations ?? [], "counted");
  assert.deepEqual(
    counted.map(({ phase }) => phase),
    ["before", "down", "back", "after"],
  );
  const [, down, back] = counted;
  assert.equal((back?.count ?? 0) - (down?.count ?? 0), 1);
  assert.equal(verdict.duplicated, undefined);
});
