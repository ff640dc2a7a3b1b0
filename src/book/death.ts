// What several sections have in common: a line goes back and forth, the server or its host dies, and the client is
// watched, given a second line, and watched again.

import {
  beginAfterEnd,
  clientRuns,
  createSteps,
  exchangeFirstLine,
  seeClientEnd,
  seeItReaped,
  seeItsEnding,
  seeWhatIsLeft,
  sendLine,
  watchSilence,
} from "../inside/steps.ts";
import { faultOf, inflictFault } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { SECOND_LINE } from "../inside/lines.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import { findExit } from "../timeline/queries.ts";
import { type Stage, setStage } from "../inside/session.ts";

export interface Telling {
  readonly section: string;
  /** `The server's host crashes.` */
  readonly fault: string;
  /** `What comes of it?`, when the second line has been typed. */
  readonly secondLine: string;
}

export async function performDeath(lab: Lab, { section, fault, secondLine }: Telling): Promise<void> {
  const begin = createSteps(lab);
  begin(`${section}.1`, "Server and client are started, and one line is typed.");
  const stage = await setStage(lab);
  const serving = await exchangeFirstLine(stage);

  begin(`${section}.2`, fault);
  const pid = await inflictFault(stage, serving);
  await seeItsEnding(stage, pid);
  await seeWhoWaits(stage, pid);
  recordProcesses(lab);

  begin(`${section}.3`, "What does the client do? It is watched, and nothing is typed.");
  if (tellsByItself(lab)) await seeClientEnd(stage);
  else await watchSilence(stage);
  lab.sockets.snapshot();

  if (clientRuns(lab)) {
    begin(`${section}.4`, secondLine);
    await sendLine(stage, SECOND_LINE);
    await seeClientEnd(stage);
  }
  beginAfterEnd(lab, begin, `${section}.5`, "What is left of the connection?");
  if (faultOf(lab).expects.wire?.at(-1) === "cut") lab.sockets.snapshot();
  else await seeWhatIsLeft(stage);
}

/** A process that has ended is waited for by its parent; where the whole host has, by us. */
async function seeWhoWaits(stage: Stage, pid: number): Promise<void> {
  const { expects, needsTwoHosts } = faultOf(stage.lab);
  if (expects.process !== "ended") return;
  if (needsTwoHosts) {
    await stage.lab.until("the end of the server", ["output"], (seen) => findExit(seen, "server"));
  } else await seeItReaped(stage, pid);
}

/** A client that waits on its socket, and a FIN or a keep-alive timer to end the wait. */
function tellsByItself(lab: Lab): boolean {
  const ends = !faultOf(lab).expects.endings.includes("silence");
  return lab.spec.waitOn === "both" && (ends || lab.spec.clientOptions.includes("--keepalive"));
}
