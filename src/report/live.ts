// Shows a run on a terminal while it is in progress, and its outcome.

import type { Writable } from "node:stream";
import { formatCutShort } from "./many.ts";
import { formatCount, formatStatements, formatVerdict } from "./statements.ts";
import { type Story, createStory } from "./story.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";
import { rule } from "./text.ts";
import { writeLines } from "./write.ts";
import type { Observation } from "../timeline/observation.ts";
import type { NetworkRecord, Observer, RunDocument } from "../timeline/record.ts";

export interface LiveOutput {
  readonly listeners: {
    readonly began: (run: {
      readonly title: string;
      readonly network: NetworkRecord;
      readonly observers: readonly Observer[];
    }) => void;
    readonly observed: (observation: Observation) => void;
    readonly completed: () => void;
  };
  /** The statements and the verdicts. */
  conclude(document: RunDocument): void;
  /** The run has failed: shows what was observed so far. */
  stop(): void;
}

/** Segments arrive a little later than observations of processes, so everything is shown in order once it is this old. */
const SETTLE_MS = 25;

/** The section's number, title and introduction. */
export interface Heading {
  readonly name: string;
  readonly title: string;
  readonly introduction: string;
}

export function createLiveOutput(output: Writable, terminal: Terminal, heading: Heading): LiveOutput {
  const write = (lines: readonly string[]): void => writeLines(output, lines);
  let story: Story = createStory(terminal);
  const queue = createQueue((observation) => write(story.tell(observation)));
  return {
    listeners: {
      began({ title, network, observers }) {
        story = createStory(terminal);
        write(formatOpening(terminal, heading, title, network.note));
        write(describeMissing(observers, terminal));
      },
      observed: (observation) => queue.add(observation),
      completed() {
        queue.flush();
        write([...story.end(), ""]);
      },
    },
    conclude: (document) => write(formatConclusion(document, terminal)),
    stop: () => queue.flush(),
  };
}

interface Queue {
  add(observation: Observation): void;
  /** Shows everything that waits, in the order of time. */
  flush(): void;
}

function createQueue(tell: (observation: Observation) => void): Queue {
  let waiting: { readonly heardAtMs: number; readonly observation: Observation }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function tellUntil(ripeAtMs: number): void {
    waiting.sort((one, other) => one.observation.atNs - other.observation.atNs);
    const ripe = waiting.findLastIndex(({ heardAtMs }) => heardAtMs <= ripeAtMs) + 1;
    const told = waiting.slice(0, ripe);
    waiting = waiting.slice(ripe);
    for (const { observation } of told) tell(observation);
  }

  function settle(): void {
    tellUntil(performance.now() - SETTLE_MS);
    timer = waiting.length > 0 ? setTimeout(settle, SETTLE_MS) : undefined;
  }

  return {
    add(observation) {
      waiting.push({ heardAtMs: performance.now(), observation });
      timer ??= setTimeout(settle, SETTLE_MS);
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      tellUntil(Number.POSITIVE_INFINITY);
    },
  };
}

function formatOpening(
  terminal: Terminal,
  { name, title: section, introduction }: Heading,
  title: string,
  note: string | undefined,
): string[] {
  const heading = wrap(`${title}. UNP ${name}, ${section}.`, terminal.width);
  const notes = note === undefined ? [] : wrap(note, terminal.width);
  return [
    rule(terminal),
    ...heading.map((line) => paint(terminal, "bold", line)),
    ...wrap(introduction, terminal.width),
    ...notes.map((line) => paint(terminal, "yellow", line)),
  ];
}

export function describeMissing(observers: readonly Observer[], terminal: Terminal): string[] {
  return observers
    .filter(({ on }) => !on)
    .flatMap(({ name, how }) => wrap(`Not observed: ${name}: ${how}.`, terminal.width, 2))
    .map((line) => paint(terminal, "yellow", line));
}

function formatConclusion(document: RunDocument, terminal: Terminal): string[] {
  const { runs } = document;
  const tables = runs.flatMap(({ title, statements }) => [
    rule(terminal),
    ...wrap(`${title}, as the section says: ${formatCount(statements)}`, terminal.width).map((line) =>
      paint(terminal, "bold", line),
    ),
    "",
    ...formatStatements(statements, terminal),
  ]);
  const verdicts = runs.flatMap((run) => [...formatVerdict(run, terminal), ""]);
  return [...tables, rule(terminal), ...verdicts, ...formatCutShort(document)];
}
