// A story whose deaths show nothing, as what was expected after one cannot come, or somebody else did not do their part.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

const STORY = `
server: ${program("named.mjs")} server
client: ${program("retry.mjs")}
clientOn: pipes
control: at-once
watchMs: 100
limitMs: 800
steps:
  - say: one
  - expect: answered
  - fault: kill
  - comeBack: 50
  - say: two
  - expect: got seven
  - until: connected
  - fault: reset
  - also: exit 4
`;

test("what is expected and not in the control either, and a command of also that fails, are no pass", async (t) => {
  const file = join(temporaryDirectory(t), "story.yaml");
  writeFileSync(file, STORY);
  const { runs, code, stdout, leftovers } = await run(t, [file]);
  const [kill, reset] = runs.filter(({ death }) => death !== undefined).map(({ verdict }) => verdict);
  assert.deepEqual([kill?.grade, reset?.grade], ["inconclusive", "inconclusive"], stdout);
  assert.match(
    kill?.missing ?? "",
    /^`got seven` was expected after the fault, and was printed neither then nor in the control/,
  );
  assert.equal(reset?.missing, "what somebody else was to do after the fault failed (exit code 4)");
  assert.equal(code, 3);
  assert.deepEqual(leftovers, []);
});
