// `deadpeer lab`: opens the lab, says where its page is, waits for its end, and saves what was done.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isFailure } from "../../failure.ts";
import { type Finished, type Lab, explainUnsaved, openLab } from "../../lab/host/lab.ts";
import { type Web, openWeb } from "../../lab/host/web.ts";
import { writeLines } from "../../report/write.ts";
import { requireLinux, requireProc } from "../../run/platform.ts";
import { documentOf } from "../../run/run.ts";
import { openInBrowser } from "../shared/open-in-browser.ts";
import { prepareDirectory } from "../shared/places.ts";
import { filesIn, reportFormats, saveAll } from "../shared/save.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { readArguments } from "./options.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer lab");
  requireProc();
  const command = readArguments(args);
  const { path, discard } = prepareDirectory(command.out, reportFormats, command.force);
  let lab: Lab | undefined;
  const end = (): void => lab?.order({ do: "finish" });
  const asking = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const { signal, exitCode, exitCodeFor } = abortOnSignals(process.stdout, end, asking);
  let web: Web | undefined;
  let forgetShortcut: () => void = () => undefined;
  try {
    web = await openWeb(() => lab as Lab, command.pagePort);
    lab = openLab(command.who, { ...command.request, signal });
    if (exitCode() !== undefined) end(); // the signal came before there was anything to end
    const isThere = await Promise.race([lab.ready.then(() => true), lab.finished.then(() => false)]);
    // A lab of which nobody knows the address is of no use.
    process.stdout.once(
      "error",
      ({ code }: NodeJS.ErrnoException) => code === "EPIPE" || command.open || end(),
    );
    if (isThere) writeLines(process.stdout, announce(web.address));
    if (isThere && command.open) forgetShortcut = openPage(web);
    const finished = await lab.finished;
    const saved = await save(finished, path);
    if (saved === undefined) discard();
    const words = lastWords(finished, saved);
    if (saved !== undefined || finished.unsaved.length > 0) writeLines(process.stdout, words);
    lab.conclude([...reasonOf(finished), ...words].join(" "));
    if ("broken" in finished) throw finished.broken;
    return exitCode() ?? 0;
  } catch (error) {
    discard(); // unless something was saved
    return exitCodeFor(error);
  } finally {
    forgetShortcut();
    await web?.close();
  }
}

function lastWords({ unsaved }: Finished, saved: string | undefined): string[] {
  return [...(unsaved.length > 0 ? [explainUnsaved(unsaved)] : []), saved ?? "Nothing was saved."];
}

/** For a page; the terminal has it from whoever catches the error. */
function reasonOf({ broken }: Finished): string[] {
  return isFailure(broken) ? [broken.message, broken.remedy] : [];
}

function announce(address: string): string[] {
  return [
    `The lab is open: ${address}`,
    "Open this address in a browser on this machine. Ctrl-C ends the lab, and saves what was done.",
  ];
}

/** Returns a line for people; undefined where nothing was finished. */
async function save({ runs }: Finished, path: string): Promise<string | undefined> {
  if (runs.length === 0) return undefined;
  const document = documentOf("lab", runs);
  await saveAll(filesIn(path, reportFormats, [{ document, name: "run.json" }]));
  return `Saved: ${join(path, "index.html")} (with run.json and capture.pcapng)`;
}

/**
 * Everybody on the machine can read a command line: the browser gets a file of ours that leads to the address. Returns what
 * removes it, at the latest when the lab ends.
 */
function openPage({ address, visited }: Web): () => void {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-lab-"));
  chmodSync(folder, 0o700);
  const file = join(folder, "open.html");
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}"><title>deadpeer lab</title>\n`;
  writeFileSync(file, page, { mode: 0o600 });
  openInBrowser(pathToFileURL(file).href, address);
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  void visited.then(forget);
  return forget;
}
