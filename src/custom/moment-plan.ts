// What a moment does before and after the fault, and what several moments need.

import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import type { Session } from "../inside/session.ts";
import type { ExchangeStep, ExperimentSpec } from "../inside/spec.ts";
import { waitForProcessEnd } from "../inside/steps.ts";
import type { Program } from "../program/program.ts";
import type { OutputCursor } from "./exchange.ts";

export interface FaultPlan {
  readonly isAfterExchange: boolean;
  /** For people: `, when 5 bytes of a request have arrived` */
  readonly when: string;
  /** Called when the server listens and the client is not yet started. */
  beforeClient?(experiment: Experiment, server: Program): Promise<void>;
  /** Called just before the fault. Returns how many of the coming steps it has already done. */
  beforeFault(session: Session, cursor: OutputCursor, afterwards: readonly ExchangeStep[]): Promise<number>;
  /** Called just after the fault. @param pid the process it was done to */
  afterFault(session: Session, pid: number): Promise<void>;
}

/** Nothing is typed: the client prints unprompted what is expected. */
export function isNeverAsked(custom: ExperimentSpec["custom"]): boolean {
  const { exchange = [], afterwards = [] } = custom ?? {};
  const isSaid = (steps: readonly ExchangeStep[]): boolean => steps.some((step) => "say" in step);
  return afterwards.length === 0 || !(isSaid(exchange) || isSaid(afterwards));
}

export async function waitForItsEnd(experiment: Experiment, pid: number): Promise<void> {
  if (faultOf(experiment).expects.process === "ended" && pid > 0) await waitForProcessEnd(experiment, pid);
}

/** The line that is typed when the fault comes. */
export function firstLine({ spec }: Experiment, [first]: readonly ExchangeStep[]): string {
  if (first !== undefined && "say" in first) return first.say;
  throw failure(
    2,
    `The moment ${spec.moment.at} needs a line to type to the client.`,
    "Add --say TEXT: the fault comes while it is sent for the second time.",
  );
}
