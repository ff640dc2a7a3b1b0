// Tells a run on a terminal while it goes on, and how it came out.

import type { Writable } from "node:stream";
import { formatCount, formatStatements, formatVerdict } from "../report/statements.ts";
import { type Story, createStory } from "../report/story.ts";
import { type Terminal, paint, wrap } from "../report/terminal.ts";
import type { RunOptions } from "../scenario/run.ts";
import { scenarios } from "../scenario/scenarios.ts";
import type { ScenarioName } from "../scenario/spec.ts";
import type { Observation } from "../timeline/observation.ts";
import type { Observer, RunDocument } from "../timeline/record.ts";

export interface Narrator {
  readonly listeners: Required<Pick<RunOptions, "began" | "observed" | "completed">>;
  conclude(document: RunDocument, savedAt: string): void;
  /** The run has failed: tells what was observed until then. */
  stop(): void;
}

/** Segments come a little later than what the processes did: observations are told in order once they are this old. */
const SETTLE_MS = 25;

export function createNarrator(output: Writable, terminal: Terminal, scenario: ScenarioName): Narrator {
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
  };
  const rule = (terminal.unicode ? "━" : "=").repeat(terminal.width);
  let story: Story = createStory(terminal);
  let waiting: { readonly heardAtMs: number; readonly observation: Observation }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(untilMs: number): void {
    waiting.sort((one, other) => one.observation.atNs - other.observation.atNs);
    const ripe = waiting.findLastIndex(({ heardAtMs }) => heardAtMs <= untilMs) + 1;
    write(waiting.slice(0, ripe).flatMap(({ observation }) => story.tell(observation)));
    waiting = waiting.slice(ripe);
  }

  function settle(): void {
    timer = undefined;
    flush(performance.now() - SETTLE_MS);
    if (waiting.length > 0) timer = setTimeout(settle, SETTLE_MS);
  }

  return {
    listeners: {
      began({ title, network, observers }) {
        story = createStory(terminal);
        const { title: section } = scenarios[scenario];
        const heading = wrap(`${title}. UNP ${scenario}, ${section}.`, terminal.width);
        write([paint(terminal, "dim", rule), ...heading.map((line) => paint(terminal, "bold", line))]);
        write(wrap(scenarios[scenario].introduction, terminal.width));
        write(
          network.note === undefined
            ? []
            : wrap(network.note, terminal.width).map((line) => paint(terminal, "yellow", line)),
        );
        write(describeMissing(observers, terminal));
      },
      observed(observation) {
        waiting.push({ heardAtMs: performance.now(), observation });
        timer ??= setTimeout(settle, SETTLE_MS);
      },
      completed() {
        clearTimeout(timer);
        timer = undefined;
        flush(Number.POSITIVE_INFINITY);
        write([...story.end(), ""]);
      },
    },
    conclude: (document, savedAt) => write(conclusion(document, savedAt, terminal, rule)),
    stop() {
      clearTimeout(timer);
      flush(Number.POSITIVE_INFINITY);
    },
  };
}

function describeMissing(observers: readonly Observer[], terminal: Terminal): string[] {
  return observers
    .filter(({ on }) => !on)
    .flatMap(({ name, how }) => wrap(`Not observed: ${name}: ${how}.`, terminal.width, 2))
    .map((line) => paint(terminal, "yellow", line));
}

function conclusion({ runs }: RunDocument, savedAt: string, terminal: Terminal, rule: string): string[] {
  const tables = runs.flatMap(({ title, statements }) => [
    paint(terminal, "dim", rule),
    ...wrap(`${title}, as the section says: ${formatCount(statements)}`, terminal.width).map((line) =>
      paint(terminal, "bold", line),
    ),
    "",
    ...formatStatements(statements, terminal),
  ]);
  const verdicts = runs.flatMap((run) => [...formatVerdict(run, terminal), ""]);
  return [...tables, paint(terminal, "dim", rule), ...verdicts, `Saved: ${savedAt}`];
}
