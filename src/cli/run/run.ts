// `deadpeer run`: a scenario, told live, judged, and saved.

import { join } from "node:path";
import type { ManyOptions } from "../../run/many.ts";
import type { RunOptions } from "../../run/plan.ts";
import { runScenario } from "../../run/run.ts";
import { type ScenarioName, scenarios } from "../../run/scenarios.ts";
import type { RunDocument } from "../../timeline/record.ts";
import { type Terminal, describeTerminal } from "../../report/terminal.ts";
import { exitCodeOf } from "../shared/exit-code.ts";
import { createLiveOutput } from "../../report/live.ts";
import { writeLines } from "../../report/write.ts";
import { showMany } from "./many.ts";
import { chooseScenarios, known, readOptions, text } from "./options.ts";
import { showExperiment } from "./custom.ts";
import { requireLinux } from "../shared/platform.ts";
import { chooseFile, prepareDirectory } from "../shared/places.ts";
import { filesIn, jsonFile, reportFormats, saveAll } from "../shared/save.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { type Parsed, parseCommand, wholeNumber } from "../shared/usage.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("run");
  const parsed = parseCommand("run", args, known, 1);
  const chosen = chooseScenarios(parsed);
  const times = wholeNumber("times", String(parsed.values["times"]), 1, 100_000);
  const runOptions = readOptions(parsed, chosen[0]);
  const { save, discard } = prepareToSave(parsed);
  const output = text(parsed, "json") === "-" ? process.stderr : process.stdout;
  const terminal = describeTerminal(output, process.env);
  const { signal, exitCode } = abortOnSignals(process.stdout);
  const orInterrupted = async (run: () => Promise<number>): Promise<number> => {
    try {
      return await run();
    } catch (error) {
      discard();
      const interrupted = exitCode();
      if (interrupted !== undefined) return interrupted;
      throw error;
    }
  };
  const [only = "5.12", ...others] = chosen;
  if (others.length > 0 || times > 1) {
    const many = { ...runOptions, scenarios: chosen, times, signal };
    return await orInterrupted(() => runManyScenarios(many, terminal, output, save));
  }
  const tell = only === "experiment" ? showExperiment : showScenario;
  return await orInterrupted(() => tell({ ...runOptions, scenario: only, signal }, terminal, output, save));
}

/** Returns a line that says where it is. */
export type Save = (document: RunDocument) => Promise<string>;

async function showScenario(
  options: RunOptions & { readonly scenario: ScenarioName },
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const live = createLiveOutput(output, terminal, {
    name: options.scenario,
    ...scenarios[options.scenario],
  });
  try {
    const document = await runScenario({ ...options, ...live.listeners });
    live.conclude(document);
    writeLines(output, [await save(document)]);
    return exitCodeOf(document);
  } catch (error) {
    live.stop();
    throw error;
  }
}

async function runManyScenarios(
  options: ManyOptions,
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const write = (line: string): void => writeLines(output, [line]);
  const { document, failed } = await showMany(options, terminal, write);
  write(await save(document));
  return failed ? 3 : exitCodeOf(document);
}

interface Saving {
  readonly save: Save;
  /** There is nothing to be saved. */
  readonly discard: () => void;
}

/** The places are checked before anything is run. */
function prepareToSave(parsed: Parsed): Saving {
  const json = text(parsed, "json");
  const chosen = json === undefined || json === "-" ? undefined : chooseFile("json", json);
  const mayReplace = parsed.values["force"] === true;
  const { path, discard } = prepareDirectory(String(parsed.values["out"]), reportFormats, mayReplace);
  const save: Save = async (document) => {
    const files = filesIn(path, reportFormats, [{ document, name: "run.json" }]);
    await saveAll(json === undefined ? files : [jsonFile(chosen, document), ...files]);
    return `Report: ${join(path, "index.html")} (beside it run.json and capture.pcapng)`;
  };
  return { save, discard };
}
