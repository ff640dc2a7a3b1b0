// A client that has done all it was started for, and ended, before its connection could be looked at.

import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import type { Connection } from "../tcp/endpoint.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { outputOf } from "../timeline/output.ts";
import { formatEnd } from "../timeline/units.ts";

/** The connection that a client had which has ended, by its SYN and the answer to it; undefined while it runs. */
export function brieflyConnected(experiment: Experiment): Connection | undefined {
  return findExit(experiment.timeline.observations, "client") && findAnswered(experiment);
}

/** Throws where something was to be done to its server meanwhile. */
export function refuseBrief(experiment: Experiment, { client }: Connection): void {
  const { observations } = experiment.timeline;
  const exit = findExit(observations, "client");
  if (exit === undefined || faultOf(experiment).isControl) return;
  const came = ofKind(observations, "segment")
    .filter(({ to }) => to.port === client.port)
    .reduce((sum, { length }) => sum + length, 0);
  const printed = outputOf(observations, "client").trim().slice(-300);
  throw failure(
    3,
    `The client connected, got ${came} bytes, and ended (${formatEnd(exit)}) before the fault. ${printed === "" ? "It printed nothing." : `It printed: ${printed}`}`,
    "A client that ends after its request can lose its server only meanwhile: `--fault FAULT@mid-request` or `@mid-reply`.",
  );
}

function findAnswered({ timeline, spec }: Experiment): Connection | undefined {
  const segments = ofKind(timeline.observations, "segment");
  const probes = new Set(
    ofKind(timeline.observations, "probe").map((probe) => probe.connection?.client.port),
  );
  const answer = segments.find(
    ({ from, to, flags }) =>
      from.port === spec.port && flags.includes("S") && flags.includes(".") && !probes.has(to.port),
  );
  return answer && { client: answer.to, server: answer.from };
}
