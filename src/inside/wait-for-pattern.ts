// For a program that prints when it is ready.

import type { Role } from "../timeline/observation.ts";
import { type Pattern, findMatch, showPattern } from "../timeline/pattern.ts";
import { findExit } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import type { Experiment } from "./experiment.ts";
import { type AwaitedProgram, neverReady, programIn } from "./not-ready.ts";

/**
 * Waits until the program, as it was started last, has printed the pattern. Throws a Failure if it does not.
 * @param from how many observations there were before it was started: its output can be recorded before its start, and
 *   the output of an earlier program does not count
 */
export async function waitForPattern(
  experiment: Experiment,
  role: Role,
  pattern: Pattern,
  from = 0,
  program: AwaitedProgram = programIn(experiment, role),
): Promise<void> {
  const { timeline } = experiment;
  const what = `printed ${showPattern(pattern)}`;
  const look = (): object | undefined =>
    findMatch(pattern, outputOf(timeline.observations.slice(from), role));
  await timeline.until(`a ${role} that has ${what}`, (seen) => look() ?? findExit(seen, role), {
    limitMs: experiment.spec.startMs,
  });
  if (look() === undefined) throw neverReady(experiment, role, what, program);
}
