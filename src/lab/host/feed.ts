// The observations of a run on their way to the page. Of a flood of segments the page gets those that change a state.

import type { Observation } from "../../timeline/observation.ts";

export interface Feed {
  /** What a page that is opened now is to have. */
  readonly given: readonly Observation[];
  readonly leftOut: number;
  /** Returns whether it goes to the page. */
  offer(observation: Observation): boolean;
}

/** Up to so many the page gets everything: it can still be read, and drawn at once. */
const PLENTY = 3000;
/** Nothing more but what was done, and the ends of processes. */
const MOST = 12_000;

export function createFeed(): Feed {
  const given: Observation[] = [];
  let leftOut = 0;
  return {
    given,
    get leftOut() {
      return leftOut;
    },
    offer(observation) {
      if (observation.kind === "spent") return false; // the page shows nothing of it
      const isWanted = given.length < PLENTY || (given.length < MOST && isWorthIt(observation));
      if (isWanted || isAction(observation)) given.push(observation);
      else leftOut += 1;
      return given.at(-1) === observation;
    },
  };
}

function isWorthIt(observation: Observation): boolean {
  if (observation.kind === "segment") return /[SFR]/.test(observation.flags);
  return observation.kind !== "delivered";
}

/** There are never many of these. */
function isAction({ kind }: Observation): boolean {
  return actions.has(kind);
}

const actions: ReadonlySet<Observation["kind"]> = new Set<Observation["kind"]>([
  "typed",
  "pressed",
  "fault",
  "recovered",
  "wire",
  "probe",
  "step",
  "program-started",
  "program-exited",
  "process-ended",
]);
