// Whether anything has happened in a run of the lab. There is nothing to save of one that was only begun. Pure.

import { connectionUnderTest, segmentsOf } from "../timeline/conversation.ts";
import type { Observation } from "../timeline/observation.ts";

/** The step with which each run begins. */
export const BEGINNING = "lab";

/** Somebody did something, or one of the programs said something or ended. */
export function hasHappened(observations: readonly Observation[]): boolean {
  const connection = connectionUnderTest(observations);
  const sent = connection ? segmentsOf(observations, connection) : [];
  return (
    sent.some(({ length, flags }) => length > 0 || /[FR]/.test(flags)) ||
    observations.some((each) => (each.kind === "step" ? each.step !== BEGINNING : happenings.has(each.kind)))
  );
}

const happenings: ReadonlySet<Observation["kind"]> = new Set<Observation["kind"]>([
  "typed",
  "pressed",
  "end-of-input",
  "fault",
  "recovered",
  "wire",
  "probe",
  "program-exited",
]);
