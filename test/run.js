// Runs the compiled tests: node --test, with what is given on the command line as a filter of file names. With --any-user
// only those whose titles say that they are worth it as an ordinary user too, when all have passed as root.

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ANY_USER = "--any-user";
const forAnyUser = process.argv.includes(ANY_USER);
const filters = process.argv.slice(2).filter((argument) => argument !== ANY_USER);
const files = readdirSync("build/test", { recursive: true })
  .map((file) => join("build/test", String(file)))
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .filter((file) => !forAnyUser || readFileSync(file, "utf8").includes("anyUser("))
  .sort();
if (files.length === 0) {
  console.error(`No test file matches ${filters.join(" ")}.`);
  process.exit(2);
}
// Two at a time: the end-to-end tests start many processes each. The time limit is that of a file, on a slow machine.
// The reporter is the one that says again at the end what failed, which is all that a log cut to its end has.
const options = ["--test-concurrency=2", "--test-timeout=600000", "--test-reporter=spec"];
if (forAnyUser) options.push("--test-name-pattern=\\[any user\\]$");
const { status } = spawnSync(process.execPath, ["--test", ...options, ...files], { stdio: "inherit" });
process.exit(status ?? 1);
