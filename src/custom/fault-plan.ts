// When the fault comes: once everything is quiet, or at an exact moment of an exchange.

import { turnToChosen } from "./chosen-connections.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { findServer } from "../inside/steps.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { matchConnection, waitForHeld, wireOf } from "../inside/wire-holds.ts";
import { settle } from "../inside/settle.ts";
import type { MomentName } from "../fault/moments.ts";
import { say } from "./exchange.ts";
import { inTheMiddle } from "./in-the-middle.ts";
import { type FaultPlan, firstLine, waitForItsEnd } from "./moment-plan.ts";
import { printedMoment } from "./printed-moment.ts";

export type { FaultPlan } from "./moment-plan.ts";

const idle: FaultPlan = {
  isAfterExchange: true,
  when: "",
  beforeFault: () => Promise.resolve(0),
  afterFault: () => Promise.resolve(),
};

/** Called before the programs are started: some moments need preparation. */
export async function planFault(experiment: Experiment): Promise<FaultPlan> {
  return await makers[experiment.spec.moment.at](experiment);
}

const makers: Readonly<Record<MomentName, (experiment: Experiment) => FaultPlan | Promise<FaultPlan>>> = {
  idle: () => idle,
  accepted: () => acceptedMoment(),
  "mid-request": inTheMiddle,
  "mid-reply": inTheMiddle,
  answered: inTheMiddle,
  request: inTheMiddle,
  reply: inTheMiddle,
  printed: printedMoment,
  crossing: () => crossingMoment(),
};

/** No byte has arrived. */
function acceptedMoment(): FaultPlan {
  let release: (() => Promise<void>) | undefined;
  return {
    isAfterExchange: false,
    when: ", when it has accepted the connection and before any byte",
    async beforeClient(experiment) {
      const hold = await wireOf(experiment).hold({ minLength: 1 });
      release = () => hold.release();
    },
    async beforeFault(session) {
      await findServer(session);
      return 0;
    },
    async afterFault({ experiment, heals }, pid) {
      await waitForItsEnd(experiment, pid);
      if (heals.length > 0 && faultOf(experiment).needsTwoHosts) heals.push(async () => release?.());
      else await release?.();
    },
  };
}

function crossingMoment(): FaultPlan {
  let cross = (): Promise<void> => Promise.resolve();
  return {
    isAfterExchange: true,
    when: ", while a line of the client is on its way",
    async beforeFault(session, cursor, afterwards) {
      const line = firstLine(session.experiment, afterwards);
      const wire = wireOf(session.experiment);
      turnToChosen(session);
      const ending = await wire.hold({ ...matchConnection(session), direction: "server->client" });
      const data = await wire.hold({
        ...matchConnection(session),
        direction: "client->server",
        minLength: 1,
      });
      cross = async () => {
        if (!faultOf(session.experiment).isControl) await waitForHeld(session, ending, endsConnection);
        await say(session, cursor, line, "after");
        await waitForHeld(session, data, ({ length }) => length > 0);
        await settle(session); // the client waits for its answer
        await ending.release();
        await settle(session); // the RST must not arrive while the client is still handling the FIN
        await data.release();
      };
      return 1;
    },
    async afterFault({ experiment }, pid) {
      await waitForItsEnd(experiment, pid);
      await cross();
    },
  };
}

function endsConnection(segment: { readonly flags: string }): boolean {
  return hasFlag(segment, "F") || hasFlag(segment, "R");
}
