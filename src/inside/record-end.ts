// How a program ended: with its first process; or, where others that it had started are still there, with the last of them,
// if that does not take long. A program that leaves some of them behind for good has become a daemon.

import type { Role } from "../timeline/observation.ts";
import type { ProcessEnd } from "../timeline/program-facts.ts";
import type { Experiment } from "./experiment.ts";

/** So long after its first process the others may end that end with it: ssh after its sftp. */
const ENDING_MS = 100;
const LOOK_EVERY_MS = 5;

interface Ended {
  readonly role: Role;
  readonly pid: number;
  readonly end: ProcessEnd;
}

/** @param others the living processes of that program, without the first */
export function recordEnd(
  { record }: Pick<Experiment, "record">,
  { role, pid, end }: Ended,
  others: () => readonly number[],
): void {
  const look = (waitedMs: number): void => {
    const left = end.signal === undefined ? others() : [];
    if (left.length === 0) record({ kind: "program-exited", role, pid, ...end });
    else if (waitedMs >= ENDING_MS) record({ kind: "went-to-background", role, pid, ...end, left });
    else setTimeout(() => look(waitedMs + LOOK_EVERY_MS), LOOK_EVERY_MS);
  };
  look(0);
}
