// What is written down as known, and what still counts then.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chooseKnown, outcomesBesideKnown } from "../../../src/cli/test/known-failures.ts";
import { temporaryDirectory } from "../programs.ts";
import { result } from "../suite-runs.ts";

const partly = result("psql/story", "failed", { unobserved: "death 2 of 2: no FIN" });

for (const option of ["updateKnown", "baseline"] as const)
  test(`${option}: a story of which one death was not observed is not known, and is 3 and no pass`, async (t) => {
    const folder = temporaryDirectory(t);
    const file = join(folder, "known.json");
    const place = option === "baseline" ? { baseline: file } : { known: file };
    const known = chooseKnown({ updateKnown: option === "updateKnown", ...place }, { clients: {} }, folder);
    const made = [partly, result("psql/kill@idle", "failed"), result("psql/reset@idle")];
    const ids = made.map(({ id }) => id);
    await known.write(made, ids);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(file, "utf8"))), ["psql/kill@idle"]);
    assert.deepEqual(outcomesBesideKnown(made), ["inconclusive", "passed"]);
  });
