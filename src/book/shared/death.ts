// The steps that several sections share: a line goes back and forth, the server or its host dies, the client is watched,
// a second line is typed, and the client is watched again.

import {
  beginAfterEnd,
  clientRuns,
  createSteps,
  exchangeFirstLine,
  waitForClientExit,
  waitForReaping,
  waitForEnding,
  waitForLeftovers,
  sendLine,
  watchSilence,
} from "../../inside/steps.ts";
import { faultOf, inflictFault } from "../../inside/inflict-fault.ts";
import type { Experiment } from "../../inside/experiment.ts";
import { SECOND_LINE } from "../../inside/lines.ts";
import { recordProcesses } from "../../inside/serving-process.ts";
import { findExit } from "../../timeline/queries.ts";
import { type Session, openSession } from "../../inside/session.ts";

export interface DeathTexts {
  readonly section: string;
  /** `The server's host crashes.` */
  readonly fault: string;
  /** The step in which the second line is typed. */
  readonly secondLine: string;
}

export async function performDeath(
  experiment: Experiment,
  { section, fault, secondLine }: DeathTexts,
): Promise<void> {
  const begin = createSteps(experiment);
  begin(`${section}.1`, "Server and client are started, and one line is typed.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);

  begin(`${section}.2`, fault);
  const pid = await inflictFault(session, serving);
  await waitForEnding(session, pid);
  await waitForParent(session, pid);
  recordProcesses(experiment);

  begin(`${section}.3`, "What does the client do? It is watched, and nothing is typed.");
  if (endsUnprompted(experiment)) await waitForClientExit(session);
  else await watchSilence(session);
  experiment.sockets.snapshot();

  if (clientRuns(experiment)) {
    begin(`${section}.4`, secondLine);
    await sendLine(session, SECOND_LINE);
    await waitForClientExit(session);
  }
  beginAfterEnd(experiment, begin, `${section}.5`, "What is left of the connection?");
  if (faultOf(experiment).expects.wire?.at(-1) === "cut") experiment.sockets.snapshot();
  else await waitForLeftovers(session);
}

/** Waits until the process has been reaped by its parent, or, if the whole host died, by us. */
async function waitForParent(session: Session, pid: number): Promise<void> {
  const { expects, needsTwoHosts } = faultOf(session.experiment);
  if (expects.process !== "ended") return;
  if (needsTwoHosts) {
    await session.experiment.until("the end of the server", ["output"], (seen) => findExit(seen, "server"));
  } else await waitForReaping(session, pid);
}

/** A client that waits on its socket ends with nothing typed, by a FIN or a keep-alive timer. */
function endsUnprompted(experiment: Experiment): boolean {
  const ends = !faultOf(experiment).expects.endings.includes("silence");
  return experiment.spec.waitOn === "both" && (ends || experiment.spec.clientOptions.includes("--keepalive"));
}
