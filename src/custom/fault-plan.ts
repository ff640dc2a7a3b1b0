// When the fault beforeFault: once everything is quiet, or at an exact byte of a request or a reply.

import type { Program } from "../program/program.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { findServer, waitForProcessEnd } from "../inside/steps.ts";
import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { holdAfterBytes, matchConnection, waitForHeld, waitForBytes, wireOf } from "../inside/wire-holds.ts";
import { orderHold } from "../inside/relay-holds.ts";
import { settle } from "../inside/settle.ts";
import type { ExchangeStep, ExperimentSpec } from "../inside/spec.ts";
import type { MomentName } from "../fault/moments.ts";
import type { Session } from "../inside/session.ts";
import { type OutputCursor, say } from "./exchange.ts";

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
  "mid-request": (experiment) => inTheMiddle(experiment, "client->server"),
  "mid-reply": (experiment) => inTheMiddle(experiment, "server->client"),
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

/** In the second exchange; for a client that sends requests unprompted, in the first data in that direction. */
function inTheMiddle({ spec }: Experiment, direction: Direction): FaultPlan {
  const { bytes } = spec.moment;
  const asksByItself = isNeverAsked(spec.custom);
  const what = direction === "client->server" ? "a request have arrived" : "a reply have arrived";
  let first: ((session: Session) => Promise<() => Promise<void>>) | undefined;
  let release: (() => Promise<void>) | undefined;
  return {
    isAfterExchange: !asksByItself,
    when: `, when ${bytes} bytes of ${what}`,
    async beforeClient(experiment, server) {
      if (asksByItself) first = await holdFirstAfterBytes(experiment, server, direction);
    },
    async beforeFault(session, cursor, afterwards) {
      release = await first?.(session);
      if (release !== undefined) return 0;
      const line = firstLine(session.experiment, afterwards);
      release = await holdAfterBytes(session, direction, bytes, () => say(session, cursor, line, "after"));
      return 1;
    },
    async afterFault({ experiment, heals }, pid) {
      await waitForItsEnd(experiment, pid);
      // Released now, it would pass a cut cable.
      if (heals.length > 0 && faultOf(experiment).needsTwoHosts)
        return void heals.push(async () => release?.());
      // The rest of a request finds no process; the rest of a reply was never sent. Without a fault it is released.
      const isOurs = experiment.spec.custom?.upstream !== undefined; // the relay would hold the next connection's as well
      const { isControl, endsConnectionOnly } = faultOf(experiment);
      if (direction === "client->server" || isOurs || isControl || endsConnectionOnly) await release?.();
    },
  };
}

/** Nothing is typed: the client prints unprompted what is expected. */
function isNeverAsked(custom: ExperimentSpec["custom"]): boolean {
  const { exchange = [], afterwards = [] } = custom ?? {};
  const isSaid = (steps: readonly ExchangeStep[]): boolean => steps.some((step) => "say" in step);
  return afterwards.length === 0 || !(isSaid(exchange) || isSaid(afterwards));
}

/**
 * Called before there is a connection. Returns a function that waits until segments are held, and then returns one that
 * releases them.
 */
async function holdFirstAfterBytes(
  experiment: Experiment,
  server: Program,
  direction: Direction,
): Promise<(session: Session) => Promise<() => Promise<void>>> {
  const { custom, moment } = experiment.spec;
  if (custom?.upstream !== undefined) return await orderHold(experiment, server, direction, moment.bytes);
  const hold = await wireOf(experiment).holdAfter({ direction, minLength: 1 }, moment.bytes);
  const sinceNs = experiment.timeline.now();
  return async (session) => {
    await waitForBytes(session, hold, direction, moment.bytes, sinceNs);
    return () => hold.release();
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

async function waitForItsEnd(experiment: Experiment, pid: number): Promise<void> {
  if (faultOf(experiment).expects.process === "ended" && pid > 0) await waitForProcessEnd(experiment, pid);
}

/** The line that is typed when the fault comes. */
function firstLine({ spec }: Experiment, [first]: readonly ExchangeStep[]): string {
  if (first !== undefined && "say" in first) return first.say;
  throw failure(
    2,
    `The moment ${spec.moment.at} needs a line to type to the client.`,
    "Add --say TEXT: the fault comes while it is sent for the second time.",
  );
}
