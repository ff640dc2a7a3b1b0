// A fault that lasts for a time: what comes next is said meanwhile, and its answer is waited for once the fault is over.

import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { Session } from "../inside/session.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import type { Begin } from "../inside/steps.ts";
import { arrivals, segmentsOf } from "../timeline/conversation.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { endFault } from "./end-fault.ts";
import { type OutputCursor, runExchange } from "./exchange.ts";

/** Returns the steps that are still to be done: from the first answer on. */
export async function waitOutFault(
  session: Session,
  cursor: OutputCursor,
  steps: readonly ExchangeStep[],
  begin: Begin,
): Promise<readonly ExchangeStep[]> {
  const { experiment, sampleWaiting } = session;
  const { lastsMs = 0 } = experiment.spec;
  const isControl = faultOf(experiment).isControl === true;
  const untilNs = beganNs(experiment) + lastsMs * 1e6;
  const firstAnswer = steps.findIndex((step) => "expect" in step);
  const said = firstAnswer < 0 ? steps : steps.slice(0, firstAnswer);
  begin("4", isControl ? "As long as the fault would last." : `It lasts. ${whatIsSaid(said)}`);
  await runExchange(session, cursor, said, "after");
  sampleWaiting(true);
  const leftMs = (untilNs - experiment.timeline.now()) / 1e6;
  if (leftMs > 0) await experiment.timeline.watch(leftMs, (seen) => findExit(seen, "client"), sampleWaiting);
  sampleWaiting(true);
  begin("5", isControl ? "It would be over." : "It is over.");
  await endFault(session, "Make it shorter.");
  recordProcesses(experiment);
  if (said.length === steps.length) await waitForAnswer(session);
  return steps.slice(said.length);
}

function whatIsSaid(said: readonly ExchangeStep[]): string {
  return said.length > 0 ? "The exchange again, meanwhile." : "What does the client do meanwhile?";
}

/** It lasts from when it was done, not from when it was asked for. */
function beganNs({ timeline }: Experiment): number {
  const fault = ofKind(timeline.observations, "fault").at(-1);
  const done = after(timeline.observations, fault?.atNs ?? 0).find(
    ({ kind }) => kind === "wire" || kind === "processes",
  );
  return (done ?? fault)?.atNs ?? timeline.now();
}

/** Nothing is expected of the client: that something of the server's arrives is the answer to what it was told. */
async function waitForAnswer({ experiment, connection, sampleWaiting }: Session): Promise<void> {
  const { observations } = experiment.timeline;
  const saidNs = ofKind(observations, "typed").at(-1)?.atNs ?? 0;
  const fault = ofKind(observations, "fault").at(-1);
  if (saidNs < (fault?.atNs ?? 0)) return;
  await experiment.until(
    "data from the server, once it is there again",
    ["segments"],
    (seen) =>
      findExit(seen, "client") ??
      arrivals(segmentsOf(seen, connection)).find(
        ({ direction, length, arrivedAtNs }) =>
          direction === "server->client" && length > 0 && arrivedAtNs > saidNs,
      ),
    sampleWaiting,
  );
}
