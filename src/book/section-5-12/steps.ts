// UNP 5.12 "Termination of Server Process", performed: what is done, and what is waited for before the next step.
// Whether it went as the section says is judged afterwards, from the timeline alone.

import { after, findExit, printedBy } from "../../timeline/queries.ts";
import {
  type Begin,
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
} from "../../inside/steps.ts";
import { inflictFault } from "../../inside/inflict-fault.ts";
import type { Lab } from "../../inside/experiment.ts";
import { SECOND_LINE } from "../../inside/lines.ts";
import { probeServer } from "../../inside/probe.ts";
import { recordProcesses } from "../../inside/serving-process.ts";
import { type Stage, setStage } from "../../inside/session.ts";

export async function performSection512(lab: Lab): Promise<void> {
  const begin = createSteps(lab);

  begin("5.12.1", "Server and client are started, and one line is typed.");
  const stage = await setStage(lab);
  const serving = await exchangeFirstLine(stage);

  const kills = lab.spec.fault === "kill";
  const act = kills ? "is found, and killed" : `is found; the fault is \`${lab.spec.fault}\``;
  begin("5.12.2", `The process that serves this connection ${act}.`);
  const killedPid = await inflictFault(stage, serving);
  await seeItsEnding(stage, killedPid);

  begin("5.12.3", "SIGCHLD tells the server's parent, which waits for its child.");
  if (kills) await seeItReaped(stage, killedPid);
  recordProcesses(lab);

  if (lab.spec.waitOn === "terminal") {
    begin("5.12.4", "What does the client do? It is watched, and nothing is typed.");
    await watchSilence(stage);
    begin("5.12.5", "The sockets, as netstat shows them.");
    lab.sockets.snapshot();
    if (clientRuns(lab)) await exchangeSecondLine(stage, begin);
  } else {
    begin("5.12.select", "What does the client do, with nothing typed?");
    await seeClientEnd(stage);
  }

  beginAfterEnd(lab, begin, "5.12.8", "The client ends. What is left of its connection?");
  await seeWhatIsLeft(stage);

  begin("5.12/sigchld", "Does the server go on serving? Another client connects to it.");
  await probeServer(lab);
}

async function exchangeSecondLine(stage: Stage, begin: Begin): Promise<void> {
  const { lab } = stage;
  begin("5.12.6", "A second line is typed. TCP lets the client send it: a FIN closes one direction only.");
  const typedAtNs = lab.timeline.now();
  const answer = await sendLine(stage, SECOND_LINE);
  begin(
    "5.12.7",
    "The client reads from its socket. Does it see the FIN, or the RST?",
    answer && answer.atNs + 1,
  );
  await lab.until(
    "something printed by the client, or its end",
    ["output"],
    (seen) => printedBy(after(seen, typedAtNs), "client").at(0) ?? findExit(seen, "client"),
  );
  await seeClientEnd(stage);
}
