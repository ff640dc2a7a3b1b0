// `deadpeer report`: renders saved runs, one or many, in the formats that people and other tools read.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { renderAnnotations } from "../report/annotations.ts";
import type { PageSource } from "../report/html/page.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { mergeDocuments } from "../report/merge.ts";
import { type Terminal, describeTerminal } from "../report/terminal.ts";
import { formatDocument } from "../report/text.ts";
import { writeLines } from "../report/write.ts";
import { failure } from "../failure.ts";
import type { RunDocument } from "../timeline/record.ts";
import { mergeDirectories } from "./merge.ts";
import { loadDocument } from "./shared/load.ts";
import { openInBrowser } from "./shared/open-in-browser.ts";
import { prepareDirectory, refuseInputs } from "./shared/places.ts";
import { type FileFormat, type Sources, documentsOf, fileFormats, filesIn, saveAll } from "./shared/save.ts";
import { type Given, choice, onCommandLine, parseCommand, usageError } from "./shared/usage.ts";

export const help: string = `
deadpeer report: render saved runs, one or many

Usage: deadpeer report FILE... [OPTIONS]
       deadpeer report --merge DIR... [--out DIR]

  --format LIST  formats, separated by commas (default html):
                   html      index.html: the ladder of each run; for many runs,
                             a table of clients against faults, linked to them
                   pcapng    capture.pcapng, for Wireshark
                   json      run.json: all runs in one document
                   junit     junit.xml
                   markdown  a table for a pull request, on standard output
                   github    annotations of a GitHub job, on standard output
                   text      the whole story, on standard output
  --merge        put the results of several shards of \`deadpeer test\` together:
                   each results.jsonl in the directories and below them, with
                   the folders of its cases; says which cases are missing
  --fail-on-contended
                 with --merge: exit code 1 for contended cases too
  --any-build    with --merge: also what different builds of a CI have left
  --compare OLD  with --merge: say what has changed since earlier results (a
                 directory, or its results.jsonl)
  --out DIR      where files are written (default deadpeer-report, and
                   deadpeer-merged for --merge)
  --force        replace files there that are not deadpeer's
  --open         open the page in a browser

FILE is a document written by \`deadpeer run\`; - is standard input.
Exit codes of --merge: 1 a case failed or is stale, 3 one is missing or could
not be observed.

Examples:
  deadpeer report deadpeer-report/run.json --format text
  deadpeer report before/run.json after/run.json --open
  deadpeer report */run.json --format html,junit --out report
  deadpeer report run.json --format markdown >> "$GITHUB_STEP_SUMMARY"
  deadpeer report --merge shards/ --out results
`;

type Documents = readonly [RunDocument, ...RunDocument[]];

const files: ReadonlyMap<string, FileFormat> = new Map(Object.entries(fileFormats));

/** The formats that are printed. Their content has been escaped; annotations are commands to the runner. */
const texts: ReadonlyMap<string, (documents: Documents) => void> = new Map([
  ["markdown", (documents) => writeLines(process.stdout, renderMarkdown(documents).split("\n"))],
  ["github", (documents) => print(renderAnnotations(documents))],
  ["text", (documents) => writeLines(process.stdout, formatDocument(mergeDocuments(documents), here()))],
]);

function here(): Terminal {
  return describeTerminal(process.stdout, process.env);
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals, given } = parseCommand("report", args, options, Number.POSITIVE_INFINITY);
  if (values.merge === true) {
    refuseWithMerge(given);
    return await mergeDirectories(positionals, values.out ?? "deadpeer-merged", {
      mayReplace: values.force === true,
      failOnContended: values["fail-on-contended"] === true,
      anyBuild: values["any-build"] === true,
      compare: values.compare,
    });
  }
  const ofMerge = given.find(({ name }) => OF_MERGE.has(name));
  if (ofMerge !== undefined)
    throw usageError(`--${ofMerge.name} is only for --merge.`, "Add --merge, or leave it out.");
  const formats = chooseFormats(values.format, values.open === true);
  const sources = await loadAll(positionals);
  const toWrite = formats.flatMap((format) => files.get(format) ?? []);
  const directory = values.out ?? "deadpeer-report";
  if (toWrite.length > 0) {
    const { path } = prepareDirectory(directory, toWrite, values.force === true);
    refuseInputs(
      positionals.filter((file) => file !== "-"),
      toWrite.map(({ name }) => join(path, name)),
    );
  }
  for (const format of formats) texts.get(format)?.(documentsOf(sources));
  // Standard output carries nothing but the format that another program reads.
  const output = formats.some((format) => texts.has(format)) ? process.stderr : process.stdout;
  await saveAll(filesIn(directory, toWrite, sources), (path) =>
    writeLines(output, [`${path.endsWith(".html") ? "Report" : "Written"}: ${path}`]),
  );
  if (values.open === true) openInBrowser(pathToFileURL(resolve(directory, "index.html")).href);
  return 0;
}

const OF_MERGE: ReadonlySet<string> = new Set(["fail-on-contended", "any-build", "compare"]);

const options = {
  format: { type: "string", default: "html" },
  merge: { type: "boolean" },
  "fail-on-contended": { type: "boolean" },
  "any-build": { type: "boolean" },
  compare: { type: "string" },
  out: { type: "string" },
  force: { type: "boolean" },
  open: { type: "boolean" },
} as const;

function refuseWithMerge(given: readonly Given[]): void {
  const other = given.find(({ name }) => name === "format" || name === "open");
  if (other !== undefined)
    throw usageError(`--merge and --${other.name} do not go together.`, `Leave --${other.name} out.`);
}

function chooseFormats(written: string, isOpened: boolean): string[] {
  const known = [...files.keys(), ...texts.keys()];
  const formats = written.split(",");
  const place = { option: "--format", spelling: onCommandLine("report") };
  for (const format of formats) choice(place, format, known, "format");
  if (isOpened && !formats.includes("html"))
    throw usageError("--open needs a page, and none is written.", "Add html to --format.");
  return [...new Set(formats)];
}

async function loadAll(paths: readonly string[]): Promise<Sources> {
  const [first, ...others] = paths;
  if (first === undefined)
    throw usageError("No file to render.", "For example: `deadpeer report deadpeer-report/run.json`.");
  const load = async (name: string): Promise<PageSource> => ({ name, document: await loadDocument(name) });
  const rest: PageSource[] = [];
  const begun = await load(first);
  for (const name of others) rest.push(await load(name));
  refuseUnlike([begun, ...rest]);
  return [begun, ...rest];
}

/** Verdicts of different versions cannot be compared. */
function refuseUnlike(sources: readonly PageSource[]): void {
  const [first, ...others] = sources;
  const other = others.find(({ document }) => document.tool.version !== first?.document.tool.version);
  if (first === undefined || other === undefined) return;
  throw failure(
    2,
    `${first.name} was written by deadpeer ${first.document.tool.version}, ${other.name} by ${other.document.tool.version}: their verdicts cannot be compared.`,
    "Judge each again with one version: `deadpeer judge FILE --json > NEW-FILE`.",
  );
}
