// `npm run matrix`: runs examples/clients, and writes docs/matrix.md from its results.
//
//     npm run matrix [-- FILTER...]            only the cases that fit; the other cells stay as they are, with their day
//     npm run matrix -- --results DIR...       from the results of `deadpeer test`, whole or in shards; nothing is run

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SUITE, page, readJson } from "./matrix-page.js";

const PAGE = "docs/matrix.md";
/** Each cell of the page, with the day on which it was made. */
const CELLS = "docs/matrix.jsonl";
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

/** Cells of a folder of results; a case without a run has none. */
function readResults(folder) {
  const file = join(folder, "results.jsonl");
  const day = statSync(file).mtime.toISOString().slice(0, 10);
  return readLines(file).flatMap((line) => (line.kind === "plan" || !line.run ? [] : cellOf(line, day)));
}

function cellOf({ id, outcome, run, expectations }, day) {
  const { noticed, reaction, patience } = run;
  const broken = outcome === "contended" ? [] : brokenBy(expectations); // alone it passed
  return {
    id,
    day,
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

const { values, positionals } = parseArgs({
  options: { results: { type: "string", multiple: true } },
  allowPositionals: true,
});
const folder = values.results === undefined ? runSuite(positionals) : undefined;
const cells = new Map(readLines(CELLS).map((cell) => [cell.id, cell]));
for (const cell of (values.results ?? [folder]).flatMap(readResults)) cells.set(cell.id, cell);
const ids = listCases();
const kept = ids.flatMap((id) => cells.get(id) ?? []);
writeFileSync(CELLS, kept.map((cell) => `${JSON.stringify(cell)}\n`).join(""));
writeFileSync(PAGE, page(kept, ids, readJson(`${SUITE}/deadpeer.known.json`)));
if (folder !== undefined) rmSync(folder, { recursive: true });
console.log(`${PAGE}: ${kept.length} cases, ${kept.filter(({ broken }) => broken).length} not as required`);
