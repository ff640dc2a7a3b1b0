// A program that says by itself when it is ready.

import type { Role } from "../timeline/observation.ts";
import { type Pattern, findMatch, showPattern } from "../timeline/pattern.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { outputOf } from "../verdict/output.ts";
import type { Lab } from "./lab.ts";
import { neverReady } from "./never-ready.ts";

/** Waits until the program, as it was started last, has printed the pattern. Throws a Failure when it does not. */
export async function seePattern(lab: Lab, role: Role, pattern: Pattern): Promise<void> {
  const { timeline } = lab;
  const what = `printed ${showPattern(pattern)}`;
  const startedNs = ofKind(timeline.observations, "program-started").findLast(
    (each) => each.role === role,
  )?.atNs;
  const look = (): object | undefined =>
    // What it prints may be heard before it is known that it has been started.
    findMatch(pattern, outputOf(after(timeline.observations, (startedNs ?? 0) - EARLY_NS), role));
  await timeline.until(`a ${role} that has ${what}`, (seen) => look() ?? findExit(seen, role), {
    limitMs: lab.spec.startMs,
  });
  if (look() === undefined) throw neverReady(lab, role, what);
}

const EARLY_NS = 50e6;
