// The steps of UNP 5.12 "Termination of Server Process": what is done, and what is waited for before the next step.
// Whether it went as the section says is judged afterwards, from the timeline alone.

import { after, findExit, printedBy } from "../../timeline/queries.ts";
import {
  type Begin,
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
import { inflictFault } from "../../inside/inflict-fault.ts";
import type { Experiment } from "../../inside/experiment.ts";
import { SECOND_LINE } from "../../inside/lines.ts";
import { probeServer } from "../../inside/probe.ts";
import { recordProcesses } from "../../inside/serving-process.ts";
import { type Session, openSession } from "../../inside/session.ts";

export async function performSection512(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);

  begin("5.12.1", "Server and client are started, and one line is typed.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);

  const kills = experiment.spec.fault === "kill";
  const act = kills ? "is found, and killed" : `is found; the fault is \`${experiment.spec.fault}\``;
  begin("5.12.2", `The process that serves this connection ${act}.`);
  const killedPid = await inflictFault(session, serving);
  await waitForEnding(session, killedPid);

  begin("5.12.3", "The server's parent gets SIGCHLD and waits for its child.");
  if (kills) await waitForReaping(session, killedPid);
  recordProcesses(experiment);

  if (experiment.spec.waitOn === "terminal") {
    begin("5.12.4", "What does the client do? It is watched, and nothing is typed.");
    await watchSilence(session);
    begin("5.12.5", "The sockets, as netstat shows them.");
    experiment.sockets.snapshot();
    if (clientRuns(experiment)) await exchangeSecondLine(session, begin);
  } else {
    begin("5.12.select", "What does the client do, with nothing typed?");
    await waitForClientExit(session);
  }

  beginAfterEnd(experiment, begin, "5.12.8", "The client ends. What is left of its connection?");
  await waitForLeftovers(session);

  begin("5.12/sigchld", "Does the server keep serving? Another client connects to it.");
  await probeServer(experiment);
}

async function exchangeSecondLine(session: Session, begin: Begin): Promise<void> {
  const { experiment } = session;
  begin("5.12.6", "A second line is typed. TCP lets the client send it: a FIN closes one direction only.");
  const typedAtNs = experiment.timeline.now();
  const answer = await sendLine(session, SECOND_LINE);
  begin(
    "5.12.7",
    "The client reads from its socket. Does it see the FIN, or the RST?",
    answer && answer.atNs + 1,
  );
  await experiment.until(
    "something printed by the client, or its end",
    ["output"],
    (seen) => printedBy(after(seen, typedAtNs), "client").at(0) ?? findExit(seen, "client"),
  );
  await waitForClientExit(session);
}
