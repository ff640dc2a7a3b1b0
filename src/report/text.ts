// A saved document as text: for each run the story, the statements, the verdict and the expectations.

import type { RunDocument, RunRecord } from "../timeline/record.ts";
import type { Observation } from "../timeline/observation.ts";
import { formatExpectations } from "./expectations.ts";
import { formatCutShort } from "./many.ts";
import { sanitize } from "./sanitize.ts";
import { formatCount, formatStatements, formatVerdict } from "./statements.ts";
import { createStory } from "./story.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";

export function formatDocument(document: RunDocument, terminal: Terminal): string[] {
  return [...document.runs.flatMap((run) => formatRun(run, terminal)), ...formatCutShort(document)];
}

function formatRun(run: RunRecord, terminal: Terminal): string[] {
  const title = wrap(sanitize(run.title), terminal.width).map((line) => paint(terminal, "bold", line));
  return [
    rule(terminal),
    ...title,
    ...formatStory(run.observations, terminal),
    "",
    ...formatJudgement(run, terminal),
    "",
  ];
}

/** The statements of a section, the verdict, and the expectations. */
export function formatJudgement(run: RunRecord, terminal: Terminal): string[] {
  const { title, statements } = run;
  const heading = paint(terminal, "bold", `${sanitize(title)}: ${formatCount(statements)}`);
  return [
    ...(statements.length === 0 ? [] : [heading, "", ...formatStatements(statements, terminal), ""]),
    ...formatVerdict(run, terminal),
    ...formatExpectations(run, terminal),
  ];
}

/** The whole story of observations in any order. */
export function formatStory(observations: readonly Observation[], terminal: Terminal): string[] {
  const story = createStory(terminal);
  const inOrder = [...observations].sort((one, other) => one.atNs - other.atNs);
  return [...inOrder.flatMap((observation) => story.tell(observation)), ...story.end()];
}

export function rule(terminal: Terminal): string {
  return paint(terminal, "dim", (terminal.unicode ? "━" : "=").repeat(terminal.width));
}
