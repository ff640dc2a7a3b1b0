// A client that finished and ended before its connection could be observed.

import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import type { Connection } from "../tcp/endpoint.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import { countDistinctBytes } from "../timeline/distinct-bytes.ts";
import { formatEnd } from "../timeline/units.ts";
import { othersIn } from "../timeline/whose.ts";

/** The connection of a client that has ended, from its SYN and the reply; undefined while it runs. */
export function brieflyConnected(experiment: Experiment): Connection | undefined {
  return findExit(experiment.timeline.observations, "client") && findAnswered(experiment);
}

/** Throws a Failure if the fault should have come meanwhile. */
export function refuseBrief(experiment: Experiment, { client }: Connection): void {
  const { observations } = experiment.timeline;
  const exit = findExit(observations, "client");
  if (exit === undefined || faultOf(experiment).isControl) return;
  const came = countDistinctBytes(
    ofKind(observations, "segment").filter(({ to }) => to.port === client.port),
  );
  const printed = outputOf(observations, "client").trim().slice(-300);
  throw failure(
    3,
    `The client connected, got ${came} bytes, and ended (${formatEnd(exit)}) before the fault. ${printed === "" ? "It printed nothing." : `It printed: ${printed}`}`,
    "A client that ends after its request can lose its server only meanwhile: `--fault FAULT@mid-request` or `@mid-reply`.",
  );
}

function findAnswered({ timeline, spec }: Experiment): Connection | undefined {
  const segments = ofKind(timeline.observations, "segment");
  const { known } = othersIn(timeline);
  const answer = segments.find(
    ({ from, to, flags }) =>
      from.port === spec.port && flags.includes("S") && flags.includes(".") && !known.has(to.port),
  );
  return answer && { client: answer.to, server: answer.from };
}
