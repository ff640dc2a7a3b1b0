// The moment of the fault: once all is quiet, or exactly at a byte of what is being said.

import type { Program } from "../program/program.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { findServer, seeProcessEnd } from "../inside/steps.ts";
import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { holdTheMiddle, ours, refuseUnsent, seeHeld, seeTheMiddle, wireOf } from "../book/moment.ts";
import { orderHold } from "../inside/relay-holds.ts";
import { settle } from "../inside/settle.ts";
import type { ExchangeStep, MomentName } from "../inside/spec.ts";
import type { Stage } from "../inside/session.ts";
import { type Talk, say } from "./exchange.ts";

export interface Moment {
  readonly isAfterExchange: boolean;
  /** `, when 5 bytes of a request have arrived` */
  readonly told: string;
  /** The server listens, and the client is not yet started. */
  beforeClient?(lab: Lab, server: Program): Promise<void>;
  /** Just before the fault. Answers how many of the steps to come it has done. */
  comes(stage: Stage, talk: Talk, afterwards: readonly ExchangeStep[]): Promise<number>;
  /** Just after it. @param pid the process it was done to */
  passes(stage: Stage, pid: number): Promise<void>;
}

const idle: Moment = {
  isAfterExchange: true,
  told: "",
  comes: () => Promise.resolve(0),
  passes: () => Promise.resolve(),
};

/** Before the programs are started: some moments must be prepared for. */
export async function prepareMoment(lab: Lab): Promise<Moment> {
  return await makers[lab.spec.moment.at](lab);
}

const makers: Readonly<Record<MomentName, (lab: Lab) => Moment | Promise<Moment>>> = {
  idle: () => idle,
  accepted: acceptedMoment,
  "mid-request": (lab) => inTheMiddle(lab, "client->server"),
  "mid-reply"(lab) {
    if (lab.spec.own?.upstream === undefined) refuseUnsent(lab);
    return inTheMiddle(lab, "server->client");
  },
  crossing: () => crossingMoment(),
};

/** Nobody's first byte has arrived. */
async function acceptedMoment(lab: Lab): Promise<Moment> {
  const hold = await wireOf(lab).hold({ minLength: 1 });
  return {
    isAfterExchange: false,
    told: ", when it has accepted the connection and before any byte",
    async comes(stage) {
      await findServer(stage);
      return 0;
    },
    async passes(_, pid) {
      await seeItEnd(lab, pid);
      await hold.release();
    },
  };
}

/** Of what is said for the second time; or, of a client that asks by itself, of the first that goes that way. */
function inTheMiddle({ spec }: Lab, direction: Direction): Moment {
  const { bytes } = spec.moment;
  const asksByItself = (spec.own?.afterwards ?? []).length === 0;
  const what = direction === "client->server" ? "a request have arrived" : "a reply have arrived";
  let first: ((stage: Stage) => Promise<() => Promise<void>>) | undefined;
  let letGo: (() => Promise<void>) | undefined;
  return {
    isAfterExchange: !asksByItself,
    told: `, when ${bytes} bytes of ${what}`,
    async beforeClient(lab, server) {
      if (asksByItself) first = await holdTheFirst(lab, server, direction);
    },
    async comes(stage, talk, afterwards) {
      letGo = await first?.(stage);
      if (letGo !== undefined) return 0;
      const line = firstLine(stage.lab, afterwards);
      letGo = await holdTheMiddle(stage, direction, bytes, () => say(stage, talk, line, "after"));
      return 1;
    },
    async passes({ lab }, pid) {
      await seeItEnd(lab, pid);
      // What was held of a request finds nobody; of a reply it was never sent. Without a fault it goes on.
      const isOurs = lab.spec.own?.upstream !== undefined; // and would hold the next connection's, too
      if (direction === "client->server" || isOurs || lab.spec.fault === "none") await letGo?.();
    },
  };
}

/** Before there is a connection. Answers what waits until it is held, and then answers what lets go. */
async function holdTheFirst(
  lab: Lab,
  server: Program,
  direction: Direction,
): Promise<(stage: Stage) => Promise<() => Promise<void>>> {
  const { own, moment } = lab.spec;
  if (own?.upstream !== undefined) return await orderHold(lab, server, direction, moment.bytes);
  const hold = await wireOf(lab).holdAfter({ direction, minLength: 1 }, moment.bytes);
  const sinceNs = lab.timeline.now();
  return async (stage) => {
    await seeTheMiddle(stage, hold, direction, moment.bytes, sinceNs);
    return () => hold.release();
  };
}

function crossingMoment(): Moment {
  let cross = (): Promise<void> => Promise.resolve();
  return {
    isAfterExchange: true,
    told: ", while a line of the client is on its way",
    async comes(stage, talk, afterwards) {
      const line = firstLine(stage.lab, afterwards);
      const wire = wireOf(stage.lab);
      const ending = await wire.hold({ ...ours(stage), direction: "server->client" });
      const data = await wire.hold({ ...ours(stage), direction: "client->server", minLength: 1 });
      cross = async () => {
        if (stage.lab.spec.fault !== "none") await seeHeld(stage, ending, endsConnection);
        await say(stage, talk, line, "after");
        await seeHeld(stage, data, ({ length }) => length > 0);
        await settle(stage); // it waits for its answer
        await ending.release();
        await settle(stage); // the RST that answers its line is not to come while it is still at the FIN
        await data.release();
      };
      return 1;
    },
    async passes({ lab }, pid) {
      await seeItEnd(lab, pid);
      await cross();
    },
  };
}

function endsConnection(segment: { readonly flags: string }): boolean {
  return hasFlag(segment, "F") || hasFlag(segment, "R");
}

async function seeItEnd(lab: Lab, pid: number): Promise<void> {
  if (faultOf(lab).expects.process === "ended" && pid > 0) await seeProcessEnd(lab, pid);
}

/** What is said when the fault comes. */
function firstLine({ spec }: Lab, [first]: readonly ExchangeStep[]): string {
  if (first !== undefined && "say" in first) return first.say;
  throw failure(
    2,
    `The moment ${spec.moment.at} needs something that is said to the client.`,
    "Add --say TEXT: the fault comes while it is said for the second time.",
  );
}
