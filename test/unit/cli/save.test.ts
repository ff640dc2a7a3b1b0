// Saving into a directory that is named from the working directory, where that has been removed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const SAVE = new URL("../../../src/cli/shared/save.js", import.meta.url).href;
const SCRIPT = `
  import { mkdtempSync, readFileSync, rmSync } from "node:fs";
  import { tmpdir } from "node:os";
  import { join } from "node:path";
  import { filesIn } from ${JSON.stringify(SAVE)};
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-test-"));
  process.chdir(folder);
  process.cwd();
  rmSync(folder, { recursive: true });
  const [file] = filesIn(join("out", "run"), [{ name: "a.txt", render: () => "saved" }], []);
  await file.write();
  console.log(file.path, readFileSync(join(folder, "out", "run", "a.txt"), "utf8"));
  rmSync(folder, { recursive: true });
`;

test("a working directory that has been removed is made again, and not tried for ever", () => {
  const args = ["--input-type=module", "--eval", SCRIPT];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "out/run/a.txt saved\n");
});
