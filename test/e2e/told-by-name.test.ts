// A client that is back, and later tells by its name that a line failed: its user knows of that one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, experiment, program } from "./own.ts";

for (const tells of [
  "request % aborted by a reconnect",
  "error: % timed out, the session has to be resumed",
  "% timed out",
])
  test(`"${tells}" tells of it`, async (t) => {
    const programs = [
      "--server",
      program("room.mjs"),
      "--client",
      `${program("tells-unheard.mjs")} '${tells}'`,
    ];
    const said = ["--say", "one", "--expect", "heard one", "--then", "--say", "two", "--expect", "heard two"];
    const runs = [
      "--client-on",
      "pipes",
      "--ready",
      "joined",
      "--after",
      "come-back:100",
      "--limit-ms",
      "1000",
    ];
    const { verdict } = await experiment(
      t,
      programs,
      runs,
      said,
      ["--watch-ms", "1000", "--expect-verdict", "lost=1"],
      AT_ONCE,
    );
    assert.deepEqual([verdict.lost, verdict.unreported], [1, 0], verdict.summary.join("\n"));
  });
