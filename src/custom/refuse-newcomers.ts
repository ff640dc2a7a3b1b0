// What meets those who connect after the fault: the server comes back wedged, or out of reach. It is so from before the
// fault on, so that nobody is faster.

import { faults } from "../fault/index.ts";
import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { faultOf, meansOf } from "../inside/inflict-fault.ts";
import { recordProcesses } from "../inside/serving-process.ts";

/** The listening socket is meant, and no process in particular. */
const NOBODY = { pid: 0, pidfd: -1, fd: -1, others: [] } as const;

/** Called before the fault, and again once the server has been started again. Does nothing where newcomers are welcome. */
export async function refuseNewcomers(experiment: Experiment): Promise<void> {
  const as = experiment.spec.custom?.comeBackAs;
  if (as === undefined || faultOf(experiment).isControl) return;
  try {
    await faults[as].inflict(meansOf({ experiment, heals: [] }, NOBODY));
  } catch (error) {
    throw failure(
      3,
      `New connections could not be met with \`${as}\`: ${(error as Error).message}.`,
      "`deadpeer doctor` says what this machine allows.",
    );
  }
  recordProcesses(experiment);
  experiment.record({ kind: "barred", as, text: `for new connections: ${faults[as].describe(NOBODY, 0)}` });
}
