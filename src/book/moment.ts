// A death at one exact moment of the conversation: before any byte, in the middle of a request or of a reply, or while
// the server's FIN and the client's next line pass each other on the wire.

import type { Match } from "../wire/rules.ts";
import type { Hold, Wire } from "../wire/wire.ts";
import { type Direction, type SeenSegment, arrivals, hasFlag, segmentsOf } from "../timeline/conversation.ts";
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
import { failure } from "../failure.ts";
import { faultOf, inflictFault } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { FIRST_LINE, SECOND_LINE } from "../inside/lines.ts";
import { type Serving, recordProcesses } from "../inside/serving-process.ts";
import type { MomentName } from "../inside/spec.ts";
import { holdInRelay } from "../inside/relay-holds.ts";
import { settle } from "../inside/settle.ts";
import { type Session, openSession, typeLine } from "../inside/session.ts";

interface Act {
  readonly session: Session;
  readonly begin: Begin;
}

export async function performMoment(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("moment.1", "Server and client are started.");
  const session = await openSession(experiment);
  await acts[experiment.spec.moment.at]({ session, begin });
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

const acts: Readonly<Record<MomentName, (act: Act) => Promise<void>>> = {
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
  async "mid-reply"({ session, begin }) {
    refuseUnsent(session.experiment);
    await inTheMiddle({ session, begin }, "server->client", "of the reply have reached the client");
  },
  async crossing({ session, begin }) {
    const serving = await exchangeFirstLine(session);
    const wire = wireOf(session.experiment);
    const fin = await wire.hold({ ...ours(session), direction: "server->client" });
    const line = await wire.hold({ ...ours(session), direction: "client->server", minLength: 1 });
    begin("moment.2", "The server dies, and a line is typed: both are on the wire at the same time.");
    const pid = await inflictFault(session, serving);
    await waitForHeld(session, fin, (segment) => hasFlag(segment, "F") || hasFlag(segment, "R"));
    if (faultOf(session.experiment).expects.process === "ended")
      await waitForProcessEnd(session.experiment, pid);
    typeLine(session, SECOND_LINE);
    await waitForHeld(session, line, ({ length }) => length > 0);
    await fin.release();
    await settle(session); // the RST that answers its line is not to come while it is still at the FIN
    await line.release();
  },
};

async function die(session: Session, serving: Serving | undefined): Promise<void> {
  await waitForEnding(session, await inflictFault(session, serving));
}

async function inTheMiddle(
  { session, begin }: Act,
  direction: "client->server" | "server->client",
  what: string,
): Promise<void> {
  const { experiment } = session;
  const { bytes } = experiment.spec.moment;
  const serving = await findServer(session);
  const release = await holdAfterBytes(session, direction, bytes, () => typeLine(session, FIRST_LINE));
  begin("moment.2", `${bytes} bytes ${what}. Now the server dies.`);
  const pid = await inflictFault(session, serving);
  if (faultOf(experiment).expects.process === "ended") await waitForProcessEnd(experiment, pid);
  // What was held of a request finds nobody; of a reply it was never sent.
  if (direction === "client->server") await release();
}

/**
 * Has something said, and sees that its first `bytes` (or those of the answer) arrive, and no more. Answers what lets the
 * rest go.
 */
export async function holdAfterBytes(
  session: Session,
  direction: Direction,
  bytes: number,
  speak: () => Promise<void> | void,
): Promise<() => Promise<void>> {
  const { experiment } = session;
  if (experiment.spec.custom?.upstream !== undefined)
    return await holdInRelay(session, direction, bytes, speak);
  const hold = await wireOf(experiment).holdAfter({ ...ours(session), direction, minLength: 1 }, bytes);
  const sinceNs = experiment.timeline.now();
  await speak();
  await waitForBytes(session, hold, direction, bytes, sinceNs);
  return () => hold.release();
}

/** So many bytes have arrived since, and what comes behind them is held. */
export async function waitForBytes(
  session: Session,
  hold: Hold,
  direction: Direction,
  bytes: number,
  sinceNs: number,
): Promise<void> {
  await waitForHeld(session, hold, ({ length }) => length > 0);
  await session.experiment.until(`${bytes} bytes`, ["segments"], (seen) => {
    const come = arrivals(segmentsOf(seen, session.connection)).filter(
      (each) => each.direction === direction && each.arrivedAtNs > sinceNs,
    );
    return come.reduce((sum, { length }) => sum + length, 0) >= bytes ? come.at(-1) : undefined;
  });
}

/** What a process has written is its kernel's to send, whatever becomes of the process. */
export function refuseUnsent({ spec }: Experiment): void {
  if (["host-crash", "host-reboot", "stop", "none"].includes(spec.fault)) return;
  throw failure(
    2,
    `The fault \`${spec.fault}\` cannot come in the middle of a reply: the rest is in the kernel's hands, and is sent.`,
    "Use host-crash, host-reboot or stop; or put a relay in its place, which can: --upstream HOST:PORT.",
  );
}

export function wireOf({ wire }: Experiment): Wire {
  if (wire !== undefined) return wire;
  throw failure(2, "This moment needs a wire between two hosts.", "Leave out --network.");
}

export function ours({ connection }: Session): Match {
  return { clientPort: connection.client.port };
}

export async function waitForHeld(
  { experiment, connection, sampleWaiting }: Session,
  { rule }: Hold,
  isIt: (segment: SeenSegment) => boolean,
): Promise<void> {
  await experiment.until(
    "a segment held on the wire",
    ["segments"],
    (seen) => segmentsOf(seen, connection).find((segment) => segment.wire?.rule === rule && isIt(segment)),
    sampleWaiting,
  );
}
