// A service whose connection is gone, and that lives on without storing anything: it prints nothing, before or after.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// The wire: two or three readings before the fault, none in the three seconds after it; the control has some thirty.
for (const fault of ["reset", "kill"])
  test(`after ${fault} it stores nothing any more, and does not pass, whatever is expected`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", program("stores.py"), "--server-ready", "up"];
    const client = ["--client", program("stores-no-more.py"), "--client-on", "pipes"];
    const watched = ["--fault", fault, "--watch-ms", "3000", "--expect-verdict", "lost=0,unreported=0"];
    const { runs, code } = await run(t, [...server, ...client, ...watched, ...AT_ONCE]);
    const { verdict, control, observations = [] } = runs[0] ?? {};
    const sent = observations.flatMap((each) =>
      each.kind === "segment" ? [Buffer.from(each.payload, "base64").toString()] : [],
    );
    const readings = sent.join("").match(/reading \d+/g) ?? [];
    assert.ok(readings.length * 18 * 3 < (control?.sent ?? 0), `${readings.length}, ${control?.sent} bytes`);
    neverSays(verdict, { lost: 0, unreported: 0 }); // which is expected by default
    assert.notEqual(code, 0, verdict?.summary.join("\n"));
  });
