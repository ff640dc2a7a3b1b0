// What a database has answered in a transaction is undone where the connection ends before COMMIT.

import assert from "node:assert/strict";
import { test } from "node:test";
import { experiment, program } from "./own.ts";
import { onceReady, server } from "./postgres.ts";

const QUIET = ["--client-on", "pipes", "--expect-verdict", "none", "--watch-ms", "8000"];

for (const [again, loses] of [
  ["row", true],
  ["all", false],
] as const)
  test(`a transaction of which is done again: ${again}`, async (t) => {
    const postgres = server(t);
    if (postgres === undefined) return;
    const client = onceReady(program("pg-transaction.mjs").replace("exec ", `exec env AGAIN=${again} `));
    const fault = ["--fault", "reset@request:/thing number 3/"];
    const { verdict, runs } = await experiment(t, postgres, ["--client", client], QUIET, fault);
    const shown = verdict.summary.join("\n");
    const commands = runs[0]?.observations.flatMap((each) =>
      each.kind === "segment"
        ? [
            ...Buffer.from(each.payload, "base64")
              .toString("latin1")
              .matchAll(/INSERT INTO things VALUES \(0|COMMIT\0/g),
          ]
        : [],
    );
    assert.ok(
      commands?.some(([text]) => text.startsWith("COMMIT")),
      shown,
    );
    assert.equal(commands?.filter(([text]) => text.startsWith("INSERT")).length, loses ? 1 : 2, shown);
    assert.equal(verdict.lost, loses ? 1 : 0, shown);
    assert.equal(verdict.unreported, loses ? 1 : 0, shown);
  });
