// A fault on a connection of programs that are already running, and what follows.

import { type FaultName, faultNames, faults } from "../fault/index.ts";
import { SIGCONT, signalAll } from "../fault/signals.ts";
import { findHolders, readProcess } from "../sys/proc.ts";
import { createSteps, waitForEnding, watchSilence } from "../inside/steps.ts";
import { createClientSampler } from "../inside/client-sampler.ts";
import { failure } from "../failure.ts";
import { faultOf, inflictOn } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { recordOwners, recordProcesses } from "../inside/serving-process.ts";

export async function performInflict(experiment: Experiment): Promise<void> {
  const { found } = experiment.spec;
  if (found === undefined) throw new Error("no connection to inflict a fault on");
  const { connection, inode, clientPid, pids } = found;
  const begin = createSteps(experiment);
  begin("1", "The connection as it is.");
  experiment.record({ kind: "connection", ...connection });
  for (const pid of pids) experiment.trees.add("server", pid);
  if (clientPid !== undefined) experiment.trees.add("client", clientPid);
  const { holders: owners, hidden } = findHolders(
    pids.flatMap((pid) => readProcess(pid) ?? []),
    inode,
  );
  const owner = owners.at(-1);
  if (owner === undefined && hidden.length > 0)
    throw failure(3, `Process ${hidden.join(", ")} can no longer be inspected.`, "Run deadpeer as root.");
  if (owner === undefined) throw failure(3, "The connection is gone.", "Choose another.");
  recordOwners(experiment, connection, { inode, owners });
  const sampleWaiting = createClientSampler(experiment, { pid: clientPid ?? 0 });
  if (clientPid !== undefined) sampleWaiting(true);
  experiment.sockets.snapshot();

  const fault = faultOf(experiment);
  begin("2", `The fault: ${fault.summary}.`);
  const session = {
    experiment,
    connection,
    heals: [],
    sampleWaiting: clientPid === undefined ? () => undefined : sampleWaiting,
  };
  await inflictOn(session, fault, owner.pid, inode);
  await waitForEnding(session, owner.pid);
  recordProcesses(experiment);
  begin("3", "What follows.");
  const { continueAfterMs } = experiment.spec;
  if (continueAfterMs !== undefined) {
    await experiment.timeline.watch(continueAfterMs, () => undefined, session.sampleWaiting);
    begin("4", `SIGCONT to process ${owner.pid}: it continues.`);
    signalAll([owner.pid], SIGCONT);
  }
  await watchSilence(session);
  experiment.sockets.snapshot();
}

/** The faults that need nothing but the process and its socket. */
export const inflictable: readonly FaultName[] = faultNames.filter((name) => {
  const { isControl, isOwnDoing, needsTwoHosts, makesOwnMoment, needsCommand, expects } = faults[name];
  const isNothing = isControl || isOwnDoing || needsCommand;
  return !isNothing && !needsTwoHosts && !makesOwnMoment && !expects.lives;
});
