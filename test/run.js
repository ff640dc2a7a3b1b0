// Runs the compiled tests: node --test, with what is given on the command line as a filter of file names.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const filters = process.argv.slice(2);
const files = readdirSync("build/test", { recursive: true })
  .map((file) => join("build/test", String(file)))
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
if (files.length === 0) {
  console.error(`No test file matches ${filters.join(" ")}.`);
  process.exit(2);
}
// Two at a time: the end-to-end tests start many processes each. The time limit is that of a file, on a slow machine.
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-concurrency=2", "--test-timeout=600000", ...files],
  {
    stdio: "inherit",
  },
);
process.exit(status ?? 1);
