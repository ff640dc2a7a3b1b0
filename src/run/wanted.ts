// What is asked for of a run, before it is known whether its options go together.

import type { FaultName } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import type { CustomExperiment } from "../inside/spec.ts";
import type { Spelling } from "./option-checks.ts";
import type { CommonOptions } from "./option-table.ts";
import type { RunnableName } from "./options.ts";

/** What is asked for, its fault taken apart and its scenarios chosen. */
export interface Wanted {
  readonly options: CommonOptions;
  readonly scenarios: readonly RunnableName[];
  readonly fault?: FaultName;
  /** The number behind the fault's name. */
  readonly amount?: number;
  readonly moment: FaultMoment;
  readonly custom: CustomExperiment;
}

/** Throws a Failure (2) where something contradicts something. */
export type Refuse = (wanted: Wanted, spelling: Spelling) => void;
