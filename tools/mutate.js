// `npm run mutate`: Stryker over src/verdict/, a few files at a time, so that what has been tested is kept (build/mutation/)
// when it is interrupted; then the score of each file, and the changes that no test notices. docs/mutation.md lists those
// that are as they should be: the others are marked with `!`. Arguments that are no file are Stryker's own (`--force`).

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

const FOLDER = "src/verdict";
const RESULTS = "build/mutation/incremental.json";
/** Stryker takes about ten seconds to begin. */
const LINES_A_PIECE = 250;
/** Per cent: with fewer the exit code is 1. */
const LEAST = 85;

const others = process.argv.slice(2).filter((argument) => !argument.endsWith(".ts"));
const asked = process.argv.slice(2).filter((argument) => argument.endsWith(".ts"));
const files = asked.length > 0 ? asked : filesIn(FOLDER);
for (const piece of pieces(files)) {
  const { status } = spawnSync("stryker", ["run", "--mutate", piece.join(","), ...others], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
process.exitCode = report(files) < LEAST ? 1 : 0;

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => `${folder}/${file}`);
}

/** In order; a long file is a piece by itself. */
function pieces(all) {
  const made = [];
  let left = 0;
  for (const file of all) {
    const lines = readFileSync(file, "utf8").split("\n").length;
    if (lines > left) {
      made.push([]);
      left = LINES_A_PIECE;
    }
    made.at(-1).push(file);
    left -= lines;
  }
  return made;
}

/** Prints the table of docs/mutation.md. @returns the score of all together */
function report(all) {
  const results = JSON.parse(readFileSync(RESULTS, "utf8")).files;
  const known = readFileSync("docs/mutation.md", "utf8");
  const rows = all.map((file) => ({ file, ...countsOf(results[file]?.mutants ?? []) }));
  for (const { file } of rows) console.log(survivorsIn(file, results[file], known).join("\n"));
  console.log("\n| file | noticed | of | % | not made |\n|---|---|---|---|---|");
  for (const { file, noticed, made, left } of rows)
    console.log(`| \`${nameOf(file)}\` | ${noticed} | ${made} | ${percent(noticed, made)} | ${left || ""} |`);
  const [noticed, made] = [sum(rows, "noticed"), sum(rows, "made")];
  console.log(`\n${noticed} of ${made} changes are noticed: ${percent(noticed, made)} %.`);
  return (100 * noticed) / made;
}

function countsOf(mutants) {
  const have = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = have("Killed", "Timeout");
  return { noticed, made: noticed + have("Survived", "NoCoverage"), left: have("Ignored") };
}

function survivorsIn(file, { source, mutants } = { source: "", mutants: [] }, known = "") {
  const lines = source.split("\n");
  const list = known
    .replaceAll("\n  ", " ") // a long one goes on in the next line
    .split("\n")
    .filter((line) => line.startsWith(`- \`${nameOf(file)}\``));
  return mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ location: { start, end }, replacement, status }) => {
      const text = lines.slice(start.line - 1, end.line);
      const last = text.length - 1;
      text[last] = text[last].slice(0, end.column - 1);
      text[0] = text[0].slice(start.column - 1);
      const original = text.map((line) => line.trim()).join(" ");
      const isListed = list.some((line) => line.replaceAll("\\|", "|").includes(`\`${original}\``));
      const never = status === "NoCoverage" ? " (no test comes there)" : "";
      return `${isListed ? " " : "!"} ${file}:${start.line}:${start.column} ${original} → ${replacement}${never}`;
    });
}

function nameOf(file) {
  return file.replace(/^.*\/|\.ts$/g, "");
}

function percent(part, all) {
  return all === 0 ? "" : ((100 * part) / all).toFixed(1);
}

function sum(rows, name) {
  return rows.reduce((all, row) => all + row[name], 0);
}
