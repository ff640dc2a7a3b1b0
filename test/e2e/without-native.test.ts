// What only reads saved runs loads no native module: it works on systems for which there is none.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anyUser, cli, start, temporaryDirectory } from "./harness.ts";

/** To be loaded before the command: no native module can be loaded any more (process.dlopen is how Node does that). */
const REFUSE = 'process.dlopen = () => { throw new Error("a native module is loaded"); };\n';

const golden = "test/golden/run-5-12.json";
const commands: readonly (readonly [args: readonly string[], code: number])[] = [
  [["judge", golden], 0],
  [["report", golden, "--format", "html,pcapng,json,junit"], 0],
  [["report", golden, "--format", "text"], 0],
  [["list"], 0],
  [["serve", "--port", "0"], 3],
];

for (const [args, expected] of commands) {
  const outcome = expected === 0 ? "works" : "needs them, so that this test can fail";
  test(anyUser(`without native modules, deadpeer ${args.join(" ")}: ${outcome}`), async (t) => {
    const directory = temporaryDirectory(t);
    const refuse = join(directory, "refuse.cjs");
    writeFileSync(refuse, REFUSE);
    const out = args[0] === "report" && !args.includes("text") ? ["--out", join(directory, "report")] : [];
    const { code, stderr } = await start(process.execPath, ["--require", refuse, cli, ...args, ...out])
      .outcome;
    assert.equal(code, expected, stderr);
  });
}
