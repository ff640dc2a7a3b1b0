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
  seeClientEnd,
  seeItsEnding,
  seeProcessEnd,
  watchSilence,
} from "../inside/steps.ts";
import { failure } from "../failure.ts";
import { faultOf, inflictFault } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { FIRST_LINE, SECOND_LINE } from "../inside/lines.ts";
import { type Serving, recordProcesses } from "../inside/serving-process.ts";
import type { MomentName } from "../inside/spec.ts";
import { holdInRelay } from "../inside/relay-holds.ts";
import { settle } from "../inside/settle.ts";
import { type Stage, setStage, typeLine } from "../inside/session.ts";

interface Act {
  readonly stage: Stage;
  readonly begin: Begin;
}

export async function performMoment(lab: Lab): Promise<void> {
  const begin = createSteps(lab);
  begin("moment.1", "Server and client are started.");
  const stage = await setStage(lab);
  await acts[lab.spec.moment.at]({ stage, begin });
  recordProcesses(lab);

  begin("moment.3", "What does the client do? It is watched, and nothing is typed.");
  await watchSilence(stage);
  if (clientRuns(lab)) {
    begin("moment.4", "A line is typed.");
    typeLine(stage, SECOND_LINE);
    await seeClientEnd(stage);
  }
  beginAfterEnd(lab, begin, "moment.5", "What is left of the connection?");
  lab.sockets.snapshot();
}

const acts: Readonly<Record<MomentName, (act: Act) => Promise<void>>> = {
  async idle({ stage, begin }) {
    const serving = await exchangeFirstLine(stage);
    begin("moment.2", "A line has gone back and forth. Now the server dies.");
    await die(stage, serving);
  },
  async accepted({ stage, begin }) {
    const serving = await findServer(stage);
    begin("moment.2", "The server has accepted the connection, and no byte has been sent. Now it dies.");
    await die(stage, serving);
  },
  "mid-request": ({ stage, begin }) =>
    inTheMiddle({ stage, begin }, "client->server", "of the request have reached the server"),
  async "mid-reply"({ stage, begin }) {
    refuseUnsent(stage.lab);
    await inTheMiddle({ stage, begin }, "server->client", "of the reply have reached the client");
  },
  async crossing({ stage, begin }) {
    const serving = await exchangeFirstLine(stage);
    const wire = wireOf(stage.lab);
    const fin = await wire.hold({ ...ours(stage), direction: "server->client" });
    const line = await wire.hold({ ...ours(stage), direction: "client->server", minLength: 1 });
    begin("moment.2", "The server dies, and a line is typed: both are on the wire at the same time.");
    const pid = await inflictFault(stage, serving);
    await seeHeld(stage, fin, (segment) => hasFlag(segment, "F") || hasFlag(segment, "R"));
    if (faultOf(stage.lab).expects.process === "ended") await seeProcessEnd(stage.lab, pid);
    typeLine(stage, SECOND_LINE);
    await seeHeld(stage, line, ({ length }) => length > 0);
    await fin.release();
    await settle(stage); // the RST that answers its line is not to come while it is still at the FIN
    await line.release();
  },
};

async function die(stage: Stage, serving: Serving | undefined): Promise<void> {
  await seeItsEnding(stage, await inflictFault(stage, serving));
}

async function inTheMiddle(
  { stage, begin }: Act,
  direction: "client->server" | "server->client",
  what: string,
): Promise<void> {
  const { lab } = stage;
  const { bytes } = lab.spec.moment;
  const serving = await findServer(stage);
  const letGo = await holdTheMiddle(stage, direction, bytes, () => typeLine(stage, FIRST_LINE));
  begin("moment.2", `${bytes} bytes ${what}. Now the server dies.`);
  const pid = await inflictFault(stage, serving);
  if (faultOf(lab).expects.process === "ended") await seeProcessEnd(lab, pid);
  // What was held of a request finds nobody; of a reply it was never sent.
  if (direction === "client->server") await letGo();
}

/**
 * Has something said, and sees that its first `bytes` (or those of the answer) arrive, and no more. Answers what lets the
 * rest go.
 */
export async function holdTheMiddle(
  stage: Stage,
  direction: Direction,
  bytes: number,
  speak: () => Promise<void> | void,
): Promise<() => Promise<void>> {
  const { lab } = stage;
  if (lab.spec.own?.upstream !== undefined) return await holdInRelay(stage, direction, bytes, speak);
  const hold = await wireOf(lab).holdAfter({ ...ours(stage), direction, minLength: 1 }, bytes);
  const sinceNs = lab.timeline.now();
  await speak();
  await seeTheMiddle(stage, hold, direction, bytes, sinceNs);
  return () => hold.release();
}

/** So many bytes have arrived since, and what comes behind them is held. */
export async function seeTheMiddle(
  stage: Stage,
  hold: Hold,
  direction: Direction,
  bytes: number,
  sinceNs: number,
): Promise<void> {
  await seeHeld(stage, hold, ({ length }) => length > 0);
  await stage.lab.until(`${bytes} bytes`, ["segments"], (seen) => {
    const come = arrivals(segmentsOf(seen, stage.connection)).filter(
      (each) => each.direction === direction && each.arrivedAtNs > sinceNs,
    );
    return come.reduce((sum, { length }) => sum + length, 0) >= bytes ? come.at(-1) : undefined;
  });
}

/** What a process has written is its kernel's to send, whatever becomes of the process. */
export function refuseUnsent({ spec }: Lab): void {
  if (["host-crash", "host-reboot", "stop", "none"].includes(spec.fault)) return;
  throw failure(
    2,
    `The fault \`${spec.fault}\` cannot come in the middle of a reply: the rest is in the kernel's hands, and is sent.`,
    "Use host-crash, host-reboot or stop; or put a relay in its place, which can: --upstream HOST:PORT.",
  );
}

export function wireOf({ wire }: Lab): Wire {
  if (wire !== undefined) return wire;
  throw failure(2, "This moment needs a wire between two hosts.", "Leave out --network.");
}

export function ours({ connection }: Stage): Match {
  return { clientPort: connection.client.port };
}

export async function seeHeld(
  { lab, connection, sampleWaiting }: Stage,
  { rule }: Hold,
  isIt: (segment: SeenSegment) => boolean,
): Promise<void> {
  await lab.until(
    "a segment held on the wire",
    ["segments"],
    (seen) => segmentsOf(seen, connection).find((segment) => segment.wire?.rule === rule && isIt(segment)),
    sampleWaiting,
  );
}
