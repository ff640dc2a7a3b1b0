// A fault on a connection of programs that run already, and what follows.

import { faults } from "../fault/index.ts";
import { findHolders, readProcess } from "../sys/proc.ts";
import { createSteps, seeItsEnding, watchSilence } from "../inside/steps.ts";
import { createClientSampler } from "../inside/client-sampler.ts";
import { failure } from "../failure.ts";
import { faultOf, inflictOn } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { recordOwners, recordProcesses } from "../inside/serving-process.ts";

export async function performFound(lab: Lab): Promise<void> {
  const { found } = lab.spec;
  if (found === undefined) throw new Error("no connection to inflict a fault on");
  const { connection, inode, clientPid, pids } = found;
  const begin = createSteps(lab);
  begin("1", "The connection as it is.");
  lab.record({ kind: "connection", ...connection });
  for (const pid of pids) lab.trees.add("server", pid);
  if (clientPid !== undefined) lab.trees.add("client", clientPid);
  const owners = findHolders(
    pids.flatMap((pid) => readProcess(pid) ?? []),
    inode,
  );
  const owner = owners.at(-1);
  if (owner === undefined) throw failure(3, "The connection is gone.", "Choose another.");
  recordOwners(lab, connection, { inode, owners });
  const sampleWaiting = createClientSampler(lab, { pid: clientPid ?? 0 });
  if (clientPid !== undefined) sampleWaiting(true);
  lab.sockets.snapshot();

  const fault = faultOf(lab);
  begin("2", `The fault: ${fault.summary}.`);
  const stage = { lab, connection, sampleWaiting: clientPid === undefined ? () => undefined : sampleWaiting };
  await inflictOn(stage, fault, owner.pid, inode);
  await seeItsEnding(stage, owner.pid);
  recordProcesses(lab);
  begin("3", "What follows.");
  await watchSilence(stage);
  lab.sockets.snapshot();
}

/** Those that need nothing but the process and its socket. */
export const inflictable: readonly string[] = [...faults.values()]
  .filter(({ name, needsTwoHosts, expects }) => name !== "none" && !needsTwoHosts && !expects.unread)
  .map(({ name }) => name);
