// `npm run matrix`: runs examples/clients, and writes docs/matrix.md from its results.
//
//     npm run matrix [-- FILTER...]            only the cases that fit; the other cells stay as they are, with their making
//     npm run matrix -- --results DIR...       from the results of `deadpeer test`, whole or in shards; nothing is run
//     npm run matrix -- --page                 the page anew, from the cells there are; nothing is run
//     npm run matrix -- --versions DIR         writes the versions of this machine into the directory of such results: those
//                                              without are "not recorded"

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SUITE, kernelOf, readJson, versionsHere, withNewCells } from "./matrix-makings.js";
import { page } from "./matrix-page.js";

const PAGE = "docs/matrix.md";
/** Each cell of the page, with the number of its making. */
const CELLS = "docs/matrix.jsonl";
/** When, on which kernel and with which versions. */
const MAKINGS = "docs/matrix-makings.json";
/** In a directory of results: the versions of the machine that made them. */
const VERSIONS = "versions.json";
const TEST = ["dist/cli/main.js", "test", "--config", `${SUITE}/deadpeer.config.ts`];

/** Runs the suite; returns the folder of its results. */
function runSuite(filters) {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-matrix-"));
  const { status } = spawnSync(process.execPath, [...TEST, ...filters, "--out", folder], {
    stdio: "inherit",
  });
  if (status === 0 || status === 1 || status === 3) return folder;
  throw new Error(`deadpeer test ended with exit code ${status}.`);
}

/** Ids of all cases, in their order. */
function listCases() {
  const { stdout, status, stderr } = spawnSync(process.execPath, [...TEST, "--list"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

function readLines(file) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8").trim();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line));
}

/** What a folder of results has: its making, and its cells; a case without a run has none. */
function readResults(folder) {
  const file = join(folder, "results.jsonl");
  const [plan, ...lines] = readLines(file);
  const making = {
    day: statSync(file).mtime.toISOString().slice(0, 10),
    kernel: kernelOf(plan.kernel),
    deadpeer: plan.tool.version,
    versions: readJson(join(folder, VERSIONS)),
  };
  return { making, cells: lines.flatMap((line) => (line.run ? cellOf(line) : [])) };
}

function writeVersions(folder) {
  writeFileSync(join(folder, VERSIONS), `${JSON.stringify(versionsHere(), undefined, 2)}\n`);
}

function cellOf({ id, outcome, run, expectations }) {
  const { noticed, reaction, patience } = run;
  const broken = outcome === "contended" ? [] : brokenBy(expectations); // alone it passed
  return {
    id,
    outcome,
    noticed,
    reaction,
    ...(patience && { patience }),
    ...(broken.length > 0 && { broken }),
  };
}

/** Of docs/requirements.md. */
const requirements = {
  noticed: "notice",
  lingers: "let go",
  unreported: "report",
  patience: "wait",
  belief: "one each",
  "holds-socket": "let go",
  hangs: "stop waiting",
  crashes: "survive",
};

/** Which requirements are broken by what has failed. */
function brokenBy(expectations) {
  const names = expectations
    .filter(({ outcome }) => outcome === "fail")
    .map(({ expected, observed }) => {
      const [field] = /^[a-z]+/.exec(expected);
      return requirements[field === "reaction" ? observed : field];
    });
  return [...new Set(names)].sort();
}

function makePage(folders) {
  const ids = listCases();
  const before = { cells: readLines(CELLS), makings: existsSync(MAKINGS) ? readJson(MAKINGS) : [] };
  const { cells, makings } = withNewCells(before, folders.map(readResults), ids);
  writeFileSync(CELLS, cells.map((cell) => `${JSON.stringify(cell)}\n`).join(""));
  writeFileSync(MAKINGS, `${JSON.stringify(makings, undefined, 2)}\n`);
  writeFileSync(PAGE, page({ cells, makings }, ids, readJson(`${SUITE}/deadpeer.known.json`)));
  console.log(
    `${PAGE}: ${cells.length} cases, ${cells.filter(({ broken }) => broken).length} not as required`,
  );
}

const { values, positionals } = parseArgs({
  options: {
    results: { type: "string", multiple: true },
    versions: { type: "string" },
    page: { type: "boolean" },
  },
  allowPositionals: true,
});
if (values.versions !== undefined) writeVersions(values.versions);
else if (values.page) makePage([]);
else if (values.results !== undefined) makePage(values.results);
else {
  const folder = runSuite(positionals);
  writeVersions(folder);
  makePage([folder]);
  rmSync(folder, { recursive: true });
}
