// Moments in the middle of an exchange: part of a request or of a reply has arrived, and no more; or the server has
// answered, and nothing of the answer has arrived.

import type { Experiment } from "../inside/experiment.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import { orderHold } from "../inside/relay-holds.ts";
import type { Session } from "../inside/session.ts";
import { type Stop, hasRelay, stopOf } from "../inside/stop.ts";
import { holdsRequest } from "../fault/moments.ts";
import { holdAt, openHold, waitForStop } from "../inside/wire-holds.ts";
import type { Held } from "../inside/held.ts";
import type { Program } from "../program/program.ts";
import { type FaultPlan, firstLine, isNeverAsked, waitForItsEnd } from "./moment-plan.ts";
import { say } from "./exchange.ts";

/** In the second exchange; for a client that sends requests unprompted, in the first data in that direction. */
export function inTheMiddle({ spec }: Experiment): FaultPlan {
  const stop = stopOf(spec.moment);
  const asksByItself = isNeverAsked(spec.custom);
  let first: ((session: Session) => Promise<Held>) | undefined;
  let held: Held | undefined;
  return {
    isAfterExchange: !asksByItself,
    when: `${describe(spec.moment)}${spec.isRelayed ? BY_RELAY : ""}`,
    async beforeClient(experiment, server) {
      if (asksByItself) first = await holdFirst(experiment, server, stop);
    },
    async beforeFault(session, cursor, afterwards) {
      held = await first?.(session);
      if (held !== undefined) return 0;
      const line = firstLine(session.experiment, afterwards);
      held = await holdAt(session, stop, () => say(session, cursor, line, "after"));
      return 1;
    },
    async afterFault({ experiment, heals }, pid) {
      await waitForItsEnd(experiment, pid);
      // Released now, it would pass a cut cable.
      if (heals.length > 0 && faultOf(experiment).needsTwoHosts)
        return void heals.push(async () => held?.release());
      await afterEnd(experiment, stop, held);
    },
  };
}

/**
 * The rest of a request finds no process, and the rest of a reply was never sent: both ends are gone. Who lives on has other
 * connections, of which nothing is to be held; and what an RST cuts short must not arrive before the client obeys it (its
 * sequence number is that behind what is held: RFC 5961 3.2).
 */
async function afterEnd(experiment: Experiment, stop: Stop, held: Held | undefined): Promise<void> {
  const { isControl, endsConnectionOnly, cutsReply } = faultOf(experiment);
  const isOfRequest = stop.direction === "client->server";
  if (isOfRequest || hasRelay(experiment.spec) || isControl) await held?.release();
  else if (endsConnectionOnly) await (cutsReply ? held?.lose() : held?.release());
}

const BY_RELAY = " (a relay before the server holds the rest, and it is the relay's process that dies)";

function describe(moment: Experiment["spec"]["moment"]): string {
  const { at, bytes, pattern } = moment;
  if (at === "answered") {
    const which = pattern === undefined ? "the request" : `the request with ${pattern}`;
    return `, when the server has answered ${which} and nothing of the answer has arrived`;
  }
  const what = holdsRequest(at) ? "a request" : "a reply";
  if (pattern !== undefined) return `, when ${what} has arrived up to the end of ${pattern}`;
  return `, when ${bytes} bytes of ${what} have arrived`;
}

/** Called before there is a connection. Returns a function that waits until segments are held. */
async function holdFirst(
  experiment: Experiment,
  server: Program,
  stop: Stop,
): Promise<(session: Session) => Promise<Held>> {
  if (hasRelay(experiment.spec)) return await orderHold(experiment, server, stop);
  const hold = await openHold(experiment, stop);
  const sinceNs = experiment.timeline.now();
  return async (session) => {
    await waitForStop(session, hold, stop, sinceNs);
    return hold;
  };
}
