// Moments in the middle of an exchange: part of a request or of a reply has arrived, and no more; or the server has answered,
// and nothing of the answer has arrived.

import type { Experiment } from "../inside/experiment.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import { orderHold } from "../inside/relay-holds.ts";
import type { Session } from "../inside/session.ts";
import { type Stop, hasRelay, stopOf } from "../inside/stop.ts";
import { holdAt, openHold, waitForStop } from "../inside/wire-holds.ts";
import type { Program } from "../program/program.ts";
import { type FaultPlan, firstLine, isNeverAsked, waitForItsEnd } from "./moment-plan.ts";
import { say } from "./exchange.ts";

type Release = () => Promise<void>;

/** In the second exchange; for a client that sends requests unprompted, in the first data in that direction. */
export function inTheMiddle({ spec }: Experiment): FaultPlan {
  const stop = stopOf(spec.moment);
  const asksByItself = isNeverAsked(spec.custom);
  let first: ((session: Session) => Promise<Release>) | undefined;
  let release: Release | undefined;
  return {
    isAfterExchange: !asksByItself,
    when: `${describe(spec.moment)}${spec.isRelayed ? BY_RELAY : ""}`,
    async beforeClient(experiment, server) {
      if (asksByItself) first = await holdFirst(experiment, server, stop);
    },
    async beforeFault(session, cursor, afterwards) {
      release = await first?.(session);
      if (release !== undefined) return 0;
      const line = firstLine(session.experiment, afterwards);
      release = await holdAt(session, stop, () => say(session, cursor, line, "after"));
      return 1;
    },
    async afterFault({ experiment, heals }, pid) {
      await waitForItsEnd(experiment, pid);
      // Released now, it would pass a cut cable.
      if (heals.length > 0 && faultOf(experiment).needsTwoHosts)
        return void heals.push(async () => release?.());
      // The rest of a request finds no process; the rest of a reply was never sent. Without a fault it is released. The relay
      // would hold the next connection's as well.
      const isOfRequest = stop.direction === "client->server";
      const { isControl, endsConnectionOnly } = faultOf(experiment);
      if (isOfRequest || hasRelay(experiment.spec) || isControl || endsConnectionOnly) await release?.();
    },
  };
}

const BY_RELAY = " (a relay before the server holds the rest, and it is the relay's process that dies)";

function describe(moment: Experiment["spec"]["moment"]): string {
  const { at, bytes, pattern } = moment;
  if (at === "answered") {
    const which = pattern === undefined ? "the request" : `the request with ${pattern}`;
    return `, when the server has answered ${which} and nothing of the answer has arrived`;
  }
  const what = at === "mid-request" || at === "request" ? "a request" : "a reply";
  if (pattern !== undefined) return `, when ${what} has arrived up to the end of ${pattern}`;
  return `, when ${bytes} bytes of ${what} have arrived`;
}

/**
 * Called before there is a connection. Returns a function that waits until segments are held, and then returns one that
 * releases them.
 */
async function holdFirst(
  experiment: Experiment,
  server: Program,
  stop: Stop,
): Promise<(session: Session) => Promise<Release>> {
  if (hasRelay(experiment.spec)) return await orderHold(experiment, server, stop);
  const hold = await openHold(experiment, stop);
  const sinceNs = experiment.timeline.now();
  return async (session) => {
    await waitForStop(session, hold, stop, sinceNs);
    return () => hold.release();
  };
}
