// A death at one exact moment of the exchange: before any byte, in the middle of a request or of a reply, or while the
// server's FIN and the client's next line cross on the wire.

import { hasFlag } from "../timeline/conversation.ts";
import {
  type Begin,
  beginAfterEnd,
  clientRuns,
  createSteps,
  exchangeFirstLine,
  findServer,
  waitForClientExit,
  waitForEnding,
  waitForProcessEnd,
  watchSilence,
} from "../inside/steps.ts";
import { faultOf, inflictFault } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { FIRST_LINE, SECOND_LINE } from "../inside/lines.ts";
import { type Serving, recordProcesses } from "../inside/serving-process.ts";
import { settle } from "../inside/settle.ts";
import { type Session, openSession, typeLine } from "../inside/session.ts";
import type { Scenario } from "../inside/scenario.ts";
import { terminalClient, selectClient } from "./shared/clients.ts";
import { DEFAULT_FAULT } from "../fault/index.ts";
import { momentRule } from "../inside/moment-rule.ts";
import { holdAt, wireOf, matchConnection, waitForHeld } from "../inside/wire-holds.ts";

interface Opened {
  readonly session: Session;
  readonly begin: Begin;
}

async function performMoment(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("moment.1", "Server and client are started.");
  const session = await openSession(experiment);
  await dieAt[momentOf(experiment)]({ session, begin });
  recordProcesses(experiment);

  begin("moment.3", "What does the client do? It is watched, and nothing is typed.");
  await watchSilence(session);
  if (clientRuns(experiment)) {
    begin("moment.4", "A line is typed.");
    typeLine(session, SECOND_LINE);
    await waitForClientExit(session);
  }
  beginAfterEnd(experiment, begin, "moment.5", "What is left of the connection?");
  experiment.sockets.snapshot();
}

type OwnMoment = keyof typeof dieAt;

/** Other moments are for an experiment, as the options have been checked for. */
function momentOf({ spec: { moment } }: Experiment): OwnMoment {
  if (Object.hasOwn(dieAt, moment.at)) return moment.at as OwnMoment;
  throw new Error(`no moment ${moment.at} of deadpeer's own programs`);
}

const dieAt: Readonly<
  Record<"idle" | "accepted" | "mid-request" | "mid-reply" | "crossing", (opened: Opened) => Promise<void>>
> = {
  async idle({ session, begin }) {
    const serving = await exchangeFirstLine(session);
    begin("moment.2", "A line has gone back and forth. Now the server dies.");
    await die(session, serving);
  },
  async accepted({ session, begin }) {
    const serving = await findServer(session);
    begin("moment.2", "The server has accepted the connection, and no byte has been sent. Now it dies.");
    await die(session, serving);
  },
  "mid-request": ({ session, begin }) =>
    inTheMiddle({ session, begin }, "client->server", "of the request have reached the server"),
  "mid-reply": ({ session, begin }) =>
    inTheMiddle({ session, begin }, "server->client", "of the reply have reached the client"),
  async crossing({ session, begin }) {
    const serving = await exchangeFirstLine(session);
    const wire = wireOf(session.experiment);
    const fin = await wire.hold({ ...matchConnection(session), direction: "server->client" });
    const line = await wire.hold({ ...matchConnection(session), direction: "client->server", minLength: 1 });
    begin("moment.2", "The server dies, and a line is typed: both are on the wire at the same time.");
    const pid = await inflictFault(session, serving);
    await waitForHeld(session, fin, (segment) => hasFlag(segment, "F") || hasFlag(segment, "R"));
    if (faultOf(session.experiment).expects.process === "ended")
      await waitForProcessEnd(session.experiment, pid);
    typeLine(session, SECOND_LINE);
    await waitForHeld(session, line, ({ length }) => length > 0);
    await fin.release();
    await settle(session); // the RST must not arrive while the client is still handling the FIN
    await line.release();
  },
};

async function die(session: Session, serving: Serving | undefined): Promise<void> {
  await waitForEnding(session, await inflictFault(session, serving));
}

async function inTheMiddle(
  { session, begin }: Opened,
  direction: "client->server" | "server->client",
  what: string,
): Promise<void> {
  const { experiment } = session;
  const { bytes } = experiment.spec.moment;
  const serving = await findServer(session);
  const held = await holdAt(session, { direction, bytes }, () => typeLine(session, FIRST_LINE));
  begin("moment.2", `${bytes} bytes ${what}. Now the server dies.`);
  const pid = await inflictFault(session, serving);
  if (faultOf(experiment).expects.process === "ended") await waitForProcessEnd(experiment, pid);
  // The rest of a request finds no process; the rest of a reply was never sent.
  if (direction === "client->server") await held.release();
}

export const momentScenario: Scenario = {
  title: "A death at a given moment",
  summary: "what `--fault FAULT@MOMENT` runs: accepted, mid-request, mid-reply, crossing",
  introduction: "The server dies at one exact moment of its exchange with the client.",
  network: "two-hosts",
  needsWire: true,
  runs: [
    { ...terminalClient, fault: DEFAULT_FAULT },
    { ...selectClient, fault: DEFAULT_FAULT },
  ],
  perform: performMoment,
  rules: [momentRule],
};
