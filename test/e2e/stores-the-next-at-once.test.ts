// A service that passes over one reading, and is therefore one ahead of the control in the end: what no control has come to
// yet was not stored in the place of the one that is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

for (const fault of ["reset", "close"])
  test(`after ${fault} a reading that was passed over is not said to be there`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = ["--client", program("stores-the-next-at-once.py"), "--client-on", "pipes"];
    const programs = ["--server", program("stores.py"), "--server-ready", "up", ...client];
    const watched = ["--fault", fault, "--watch-ms", "2000", "--expect-verdict", "lost=0,unreported=0"];
    const { runs, code } = await run(t, [...programs, ...watched]);
    const sent = (runs[0]?.observations ?? []).flatMap((each) =>
      each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : [],
    );
    const stored = new Set([...sent.join("").matchAll(/reading (\d+)/g)].map(([, number]) => Number(number)));
    assert.ok(stored.size > 10 && stored.size < Math.max(...stored), [...stored].join(" "));
    neverSays(runs[0]?.verdict, { lost: 0 });
    assert.notEqual(code, 0);
  });
