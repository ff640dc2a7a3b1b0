// `deadpeer report`: saved runs drawn again, one or many, in the formats that people and their other tools read.

import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { renderAnnotations } from "../report/annotations.ts";
import { renderJUnit } from "../report/junit.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { mergeDocuments } from "../report/merge.ts";
import { renderPage } from "../report/html/page.ts";
import { renderCapture } from "../report/pcapng/capture.ts";
import { describeTerminal } from "../report/terminal.ts";
import { formatDocument } from "../report/text.ts";
import { failure } from "../failure.ts";
import { checkJudgement } from "../timeline/document-check.ts";
import type { RunDocument } from "../timeline/record.ts";
import { loadDocument } from "./shared/load.ts";
import { prepareDirectory, saveFile } from "./shared/save.ts";
import { type Parsed, choice, parseCommand, usageError } from "./shared/usage.ts";

export const help: string = `
deadpeer report: draw saved runs, one or many

Usage: deadpeer report FILE... [OPTIONS]

  --format LIST  what to make of them, separated by commas (default html):
                   html      index.html: the ladder of each run, or a table of
                             clients against faults that leads to them
                   pcapng    capture.pcapng, for Wireshark
                   json      run.json: all runs in one document
                   junit     junit.xml
                   markdown  a table for a pull request, on standard output
                   github    annotations of a GitHub job, on standard output
                   text      the whole story, on standard output
  --out DIR      where files are written (default deadpeer-report)
  --open         open the page in a browser

FILE is a document written by \`deadpeer run\`; - is standard input.

Examples:
  deadpeer report deadpeer-report/run.json --format text
  deadpeer report before/run.json after/run.json --open
  deadpeer report */run.json --format html,junit --out report
  deadpeer report run.json --format markdown >> "$GITHUB_STEP_SUMMARY"
`;

type Documents = readonly [RunDocument, ...RunDocument[]];

interface Source {
  readonly name: string;
  readonly document: RunDocument;
}

/** Those that become a file, with its name; the others are printed. */
const files: Readonly<
  Record<string, readonly [string, (sources: readonly Source[]) => Promise<string | Uint8Array>]>
> = {
  html: ["index.html", (sources) => renderPage(sources)],
  pcapng: ["capture.pcapng", async (sources) => renderCapture(documentsOf(sources))],
  json: ["run.json", async (sources) => `${JSON.stringify(mergeDocuments(documentsOf(sources)))}\n`],
  junit: ["junit.xml", async (sources) => renderJUnit(documentsOf(sources))],
};

const texts: Readonly<Record<string, (documents: Documents) => string[]>> = {
  markdown: (documents) => [renderMarkdown(documents)],
  github: (documents) => renderAnnotations(documents),
  text: (documents) =>
    formatDocument(mergeDocuments(documents), describeTerminal(process.stdout, process.env)),
};

export async function main(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(
    "report",
    args,
    {
      format: { type: "string", default: "html" },
      out: { type: "string", default: "deadpeer-report" },
      open: { type: "boolean", default: false },
    },
    Number.POSITIVE_INFINITY,
  );
  const formats = chooseFormats(parsed);
  const sources = await loadAll(parsed.positionals);
  const toWrite = formats.filter((format) => Object.hasOwn(files, format));
  const directory = toWrite.length > 0 ? prepareDirectory(String(parsed.values["out"])) : "";
  for (const format of toWrite) await writeFormat(format, sources, directory, formats);
  for (const format of formats) {
    const lines = texts[format]?.(documentsOf(sources)) ?? [];
    if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  }
  if (parsed.values["open"] === true) openInBrowser(join(directory, "index.html"));
  return 0;
}

function chooseFormats({ values }: Parsed): string[] {
  const known = [...Object.keys(files), ...Object.keys(texts)];
  const formats = String(values["format"]).split(",");
  for (const format of formats) choice("format", format, known, "deadpeer report --help");
  if (values["open"] === true && !formats.includes("html"))
    throw usageError("--open opens the page, and no page is made.", "Add html to --format.");
  return [...new Set(formats)];
}

async function loadAll(paths: readonly string[]): Promise<Source[]> {
  if (paths.length === 0)
    throw usageError("No file to draw.", "For example `deadpeer report deadpeer-report/run.json`.");
  const sources: Source[] = [];
  for (const name of paths) sources.push({ name, document: await loadJudged(name) });
  refuseUnlike(sources);
  return sources;
}

/** What is drawn is the verdict that was saved. */
async function loadJudged(name: string): Promise<RunDocument> {
  const document = await loadDocument(name);
  for (const [i, run] of document.runs.entries()) {
    const fault = checkJudgement(run);
    if (fault !== undefined)
      throw failure(
        2,
        `${name} is damaged: runs[${i}]${fault}.`,
        "Judge it again: `deadpeer judge FILE --json > NEW-FILE`.",
      );
  }
  return document;
}

/** Verdicts of unlike versions do not say the same. */
function refuseUnlike(sources: readonly Source[]): void {
  const [first, ...others] = sources;
  const other = others.find(({ document }) => document.tool.version !== first?.document.tool.version);
  if (first === undefined || other === undefined) return;
  throw failure(
    2,
    `${first.name} is of deadpeer ${first.document.tool.version}, ${other.name} of ${other.document.tool.version}: what they say cannot be compared.`,
    "Judge them again with one version, each: `deadpeer judge FILE --json > NEW-FILE`.",
  );
}

async function writeFormat(
  format: string,
  sources: readonly Source[],
  directory: string,
  all: readonly string[],
): Promise<void> {
  const [name, render] = files[format] ?? [format, async () => ""];
  const path = join(directory, name);
  saveFile(path, await render(sources), "Give another place with --out DIR.");
  // What is printed for another program stays alone on standard output.
  const output = all.some((each) => Object.hasOwn(texts, each)) ? process.stderr : process.stdout;
  output.write(`${format === "html" ? "Report" : "Written"}: ${path}\n`);
}

function documentsOf(sources: readonly Source[]): Documents {
  return sources.map(({ document }) => document) as unknown as Documents;
}

/** By xdg-open(1), which goes on by itself; where there is none, the page's address is said. */
function openInBrowser(path: string): void {
  const address = pathToFileURL(resolve(path)).href;
  const opener = spawn("xdg-open", [address], { stdio: "ignore", detached: true });
  opener.on("error", () => process.stderr.write(`No xdg-open here: open ${address} in a browser.\n`));
  opener.unref();
}
