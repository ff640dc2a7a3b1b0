// Runs the compiled tests: node --test, with what is given on the command line as a filter of file names. With --any-user
// only those whose titles say that they are worth it as an ordinary user too, when all have passed as root. With --again
// end-to-end tests that failed are run once more, each alone: what then passes is named as `contended`, and no failure. Unit
// tests run in two processes, and not each file in one of its own: to start that takes three times as long as the tests.

import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const ANY_USER = "--any-user";
const AGAIN = "--again";
const END_TO_END = join("build", "test", "e2e");
const UNIT = join("build", "test", "unit");
/** So few files are run each for itself. */
const FEW = 8;
const PYTHON = "/usr/bin/python3";
/** Where more fail, it is not the machine. */
const MOST_AGAIN = 5;

const given = process.argv.slice(2);
const forAnyUser = given.includes(ANY_USER);
const filters = given.filter((argument) => ![ANY_USER, AGAIN].includes(argument));
const files = readdirSync("build/test", { recursive: true })
  .map((file) => join("build/test", String(file)))
  .filter((file) => file.endsWith(".test.js") && hasSource(file))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .filter((file) => !forAnyUser || readFileSync(file, "utf8").includes("anyUser("))
  .sort();
if (files.length === 0) {
  console.error(`No test file matches ${filters.join(" ")}.`);
  process.exit(2);
}
// Two at a time: the end-to-end tests start many processes each. The time limit is that of a file, on a slow machine.
// The reporter is the one that says again at the end what failed, which is all that a log cut to its end has.
const env = { ...process.env, PATH: pathWithSystemPython() };
const options = ["--test", "--test-concurrency=2", "--test-timeout=600000"];
const spec = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
const all = forAnyUser ? ["--test-name-pattern=\\[any user\\]$", ...together()] : together();
process.exit(given.includes(AGAIN) ? runAgain() : node([...options, ...spec, ...all]));

/** The end-to-end tests, and two files in place of all unit tests, each of which has half of them. */
function together() {
  const units = files.filter((file) => file.startsWith(UNIT));
  if (units.length <= FEW) return files;
  const halves = [0, 1].map((half) => {
    const file = join("build", "test", `units-${half + 1}.js`);
    const own = units.filter((_, i) => i % 2 === half).map((each) => relative(join("build", "test"), each));
    writeFileSync(file, own.map((each) => `import "./${each}";\n`).join(""));
    return file;
  });
  return [...halves, ...files.filter((file) => !units.includes(file))];
}

/** What is left in `build` of a test that is no more is not run. */
function hasSource(file) {
  return existsSync(relative("build", file).replace(/js$/, "ts"));
}

function node(args) {
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
}

/**
 * The system's Python has the modules that clients of the tests need. That of a version manager has others, and takes most
 * of a second of a processor to start.
 */
function pathWithSystemPython() {
  const folder = join(process.cwd(), "build", "bin");
  if (!existsSync(PYTHON)) return process.env.PATH;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "python3"))) symlinkSync(PYTHON, join(folder, "python3"));
  return `${folder}:${process.env.PATH}`;
}

/** The exit code of all the tests, or of those that failed, each run alone after the rest. */
function runAgain() {
  const { status, results } = runListed(all);
  const failed = results.filter(({ passed }) => !passed);
  if (status === 0 || failed.length === 0 || failed.length > MOST_AGAIN || !failed.every(isEndToEnd))
    return status;
  const stillFail = failed.filter((each) => !passesAlone(each));
  for (const { name, file } of failed.filter((each) => !stillFail.includes(each)))
    console.log(`contended: failed beside others and passed alone: ${name} (${relative("", file)})`);
  return stillFail.length === 0 ? 0 : status;
}

/** A pattern that matches nothing is no pass. */
function passesAlone(test) {
  const { status, results } = runListed(onlyThis(test));
  return status === 0 && results.length > 0;
}

function runListed(args) {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-tests-"));
  const list = join(folder, "results");
  try {
    const reporter = ["--test-reporter=./test/results.js", `--test-reporter-destination=${list}`];
    const status = node([...options, ...spec, ...reporter, ...args]);
    const lines = readFileSync(list, "utf8").split("\n");
    return { status, results: lines.filter((line) => line !== "").map((line) => JSON.parse(line)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isEndToEnd({ file }) {
  return relative("", file ?? "").startsWith(END_TO_END);
}

/** A file that fails as a whole is named like itself. */
function onlyThis({ file, name }) {
  if (file.endsWith(name)) return [file];
  return [`--test-name-pattern=^${name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}$`, file];
}
