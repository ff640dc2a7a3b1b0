// `deadpeer run`: runs a scenario, shows it live, judges it and saves it.

import { join } from "node:path";
import { exitCodeOf } from "../../run/exit-code.ts";
import { requireLinux } from "../../run/platform.ts";
import type { ManyRequest, RunRequest } from "../../run/request.ts";
import { runRequest } from "../../run/run.ts";
import { scenarios } from "../../run/scenarios.ts";
import { type Terminal, describeTerminal } from "../../report/terminal.ts";
import { createLiveOutput } from "../../report/live.ts";
import { writeLines } from "../../report/write.ts";
import { showMany } from "./many.ts";
import { type Chosen, type RunCommand, readArguments } from "./options.ts";
import { showExperiment } from "./custom.ts";
import { type Save, finish } from "./finish.ts";
import { endSoon } from "../shared/end-soon.ts";
import { chooseFile, prepareDirectory } from "../shared/places.ts";
import { filesIn, jsonFile, reportFormats, saveAll } from "../shared/save.ts";
import { abortOnSignals } from "../shared/signals.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer run");
  const command = readArguments(args);
  const chosen = await withStory(command.chosen);
  const { save, discard } = prepareToSave(command);
  const output = command.json === "-" ? process.stderr : process.stdout;
  const terminal = describeTerminal(output, process.env);
  const { signal, exitCode, exitCodeFor } = abortOnSignals(process.stdout);
  const orInterrupted = async (run: () => Promise<number>): Promise<number> => {
    try {
      return await run();
    } catch (error) {
      discard(); // unless something was saved
      return exitCodeFor(error);
    }
  };
  if ("many" in chosen) {
    const many = { ...chosen.many, signal };
    const code = await orInterrupted(() => runManyScenarios(many, terminal, output, save));
    if ("story" in command.chosen) endSoon();
    return exitCode() ?? code; // what was finished by then is saved
  }
  const request = { ...chosen.one, signal };
  const show = request.scenario === "experiment" ? showExperiment : showScenario;
  const code = await orInterrupted(() => show(request, terminal, output, save));
  if ("story" in command.chosen) endSoon();
  return code;
}

/** A story is read before anything else is done. */
async function withStory(chosen: Chosen): Promise<Exclude<Chosen, { story: string }>> {
  if (!("story" in chosen)) return chosen;
  const { loadStory } = await import("../../story/load-story.ts");
  const request = await loadStory(chosen.story);
  return chosen.times === undefined
    ? { one: request }
    : { many: { ...request, scenarios: ["experiment"], times: chosen.times } };
}

async function showScenario(
  request: RunRequest,
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const live = createLiveOutput(output, terminal, {
    name: request.scenario,
    ...scenarios[request.scenario],
  });
  try {
    const result = await runRequest({ ...request, ...live.listeners });
    live.stop(); // what was observed of a run that was not finished
    live.conclude(result.document);
    return await finish(result, async (document) =>
      writeLines(output, [await save(document), ...byHand(request, output)]),
    );
  } catch (error) {
    live.stop();
    throw error;
  }
}

/** For somebody who has just watched it. */
function byHand({ scenario }: RunRequest, { isTTY }: NodeJS.WriteStream): string[] {
  return isTTY && scenarios[scenario].cards ? [`By your own hands: deadpeer lab ${scenario} --open`] : [];
}

async function runManyScenarios(
  request: ManyRequest,
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const write = (line: string): void => writeLines(output, [line]);
  const { document, failed } = await showMany(request, terminal, write);
  write(await save(document));
  const code = exitCodeOf(document);
  const isFailed = request.story !== undefined && code === 1; // whatever is not known of other deaths
  return failed && !isFailed ? 3 : code;
}

interface Saving {
  readonly save: Save;
  /** There is nothing to save: removes what was prepared. */
  readonly discard: () => void;
}

/** Checks where to save before anything runs. */
function prepareToSave({ json, out, force }: RunCommand): Saving {
  const chosen = json === undefined || json === "-" ? undefined : chooseFile("json", json);
  const { path, discard } = prepareDirectory(out, reportFormats, force);
  const save: Save = async (document) => {
    const files = filesIn(path, reportFormats, [{ document, name: "run.json" }]);
    await saveAll(json === undefined ? files : [jsonFile(chosen, document), ...files]);
    return `Report: ${join(path, "index.html")} (with run.json and capture.pcapng)`;
  };
  return { save, discard };
}
