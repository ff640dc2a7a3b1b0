// A regular expression that would take for ever to match: named, within the limits, and never a pass.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { RunDocument } from "../../src/timeline/record.ts";
import { deadpeer, run, temporaryDirectory } from "./harness.ts";

const EXPLODING = "/(a+)+$/";
const SAYS = /Matching \/\(a\+\)\+\$\/ against \d+ characters takes longer than 1000 ms/;
/** Prints what such a pattern cannot be done with, at once and whenever it is asked. */
const line = `${"a".repeat(40)}b`;
const client = `exec node -e 'const s = require("net").connect(process.env.PORT, process.env.HOST, () => console.log("${line}")); process.stdin.on("data", () => console.log("${line}")); s.on("data", () => console.log("${line}")); s.resume()'`;

for (const args of [
  ["--say", "x", "--expect", EXPLODING],
  ["--ready", EXPLODING],
]) {
  test(`run ${args.join(" ")}: exit code 3, named, nothing left`, async (t) => {
    const limits = ["--limit-ms", "2000", "--start-ms", "5000", "--control", "none"];
    const started = deadpeer(["run", "--client", client, ...args, ...limits, "--out", temporaryDirectory(t)]);
    const { code, stderr } = await started.outcome;
    assert.match(stderr, SAYS);
    assert.equal(code, 3);
    assert.deepEqual(started.leftovers(), []);
  });
}

test("run --expect-verdict told=: the run is kept, and inconclusive", async (t) => {
  const args = ["--client", client, "--control", "none", "--watch-ms", "300"];
  // It is said in what the verdict calls told: the line printed once the server is gone.
  const noisy = args.map((arg) =>
    arg
      .replace(`() => console.log("${line}"));`, "() => undefined);")
      .replace("s.resume()", `s.on("end", () => console.log("${line}"))`),
  );
  const { code, runs } = await run(t, [...noisy, "--expect-verdict", `told=${EXPLODING}`]);
  assert.match(runs[0]?.verdict.missing ?? "", SAYS);
  assert.equal(runs[0]?.verdict.grade, "inconclusive");
  assert.equal(code, 3);
});

test("judge: a saved run whose expectation has such a pattern", async (t) => {
  const file = join(temporaryDirectory(t), "run.json");
  const saved = JSON.parse(readFileSync("test/golden/run-5-12.json", "utf8")) as RunDocument;
  const expectations = [{ expected: "told=/(.+)+\\u0000$/", observed: "", outcome: "pass" }];
  const runs = saved.runs.map((each) => ({ ...each, expectations }));
  writeFileSync(file, JSON.stringify({ ...saved, runs }));
  const { code, stdout, stderr } = await deadpeer(["judge", file]).outcome;
  assert.match(stdout.replaceAll(/\s+/g, " "), /Inconclusive: Matching \/\(\.\+\)\+\\u0000\$\/ against/);
  assert.equal(stderr, "");
  assert.equal(code, 3);
});
