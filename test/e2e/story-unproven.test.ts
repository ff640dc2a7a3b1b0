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

test("a count that is never reached after the fault ends the story: nothing behind it is done, and nothing passes", async (t) => {
  const file = join(temporaryDirectory(t), "story.yaml");
  const programs = `server: ${program("named.mjs")} server\nclient: ${program("retry.mjs")}\nclientOn: pipes\n`;
  const steps =
    "steps:\n  - say: one\n  - expect: answered\n  - fault: kill\n    expectVerdict: noticed!=never\n  - comeBack: 50\n  - count: 3\n  - fault: reset\n";
  writeFileSync(file, `${programs}control: none\ncount: echo 1\nwatchMs: 100\nlimitMs: 500\n${steps}`);
  const { runs, code, stdout } = await run(t, [file]);
  assert.match(
    runs[0]?.verdict.missing ?? "",
    /^the story ended here: it was not seen within 500 ms that the server's count is 3 more than in the beginning; it is 0/,
    stdout,
  );
  assert.match(runs[1]?.verdict.missing ?? "", /the story ended before the fault/);
  assert.equal(code, 3);
});
