// `deadpeer run` with programs of one's own: the verdict in plain sentences first, then what shows it.

import type { RunOptions } from "../scenario/perform-plan.ts";
import { runScenario } from "../scenario/run.ts";
import type { ScenarioName } from "../scenario/spec.ts";
import { formatExpectations } from "../report/expectations.ts";
import { formatVerdict } from "../report/statements.ts";
import { createStory } from "../report/story.ts";
import { type Terminal, paint, wrap } from "../report/terminal.ts";
import type { Observation } from "../timeline/observation.ts";
import type { NetworkRecord, Observer, RunRecord } from "../timeline/record.ts";
import { exitCodeOf } from "./exit-code.ts";
import { describeMissing } from "./narrator.ts";
import type { Save } from "./run.ts";

export async function tellExperiment(
  options: RunOptions & { readonly scenario: ScenarioName },
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const write = (lines: readonly string[]): void => void output.write(`${lines.join("\n")}\n`);
  const seen: Observation[] = [];
  let where: { network: NetworkRecord; observers: readonly Observer[] } | undefined;
  try {
    const document = await runScenario({
      ...options,
      began: (run) => {
        where = run;
      },
      observed: (observation) => seen.push(observation),
    });
    const [run] = document.runs;
    if (run) write([...describeVerdict(run, terminal), "", ...describeEvidence(run, terminal)]);
    write(["", `Saved: ${save(document)}`]);
    return exitCodeOf(document);
  } catch (error) {
    // What was observed until then is worth more than the error alone.
    const told = tellStory(seen, terminal);
    if (where && told.length > 0) write([...told, ""]);
    throw error;
  }
}

function describeVerdict(run: RunRecord, terminal: Terminal): string[] {
  const { note } = run.network;
  return [
    ...(note === undefined ? [] : wrap(note, terminal.width).map((line) => paint(terminal, "yellow", line))),
    ...describeMissing(run.observers, terminal),
    ...formatVerdict(run, terminal),
    ...formatExpectations(run, terminal),
  ];
}

function describeEvidence(run: RunRecord, terminal: Terminal): string[] {
  return [
    paint(terminal, "dim", (terminal.unicode ? "━" : "=").repeat(terminal.width)),
    ...tellStory(run.observations, terminal),
  ];
}

function tellStory(observations: readonly Observation[], terminal: Terminal): string[] {
  const story = createStory(terminal);
  const inOrder = [...observations].sort((one, other) => one.atNs - other.atNs);
  return [...inOrder.flatMap((observation) => story.tell(observation)), ...story.end()];
}
