// Makes the server's end of the connection die in the experiment's way.

import { type Fault, type Heal, type Means, faults } from "../fault/index.ts";
import type { ServerHost } from "../fault/fault.ts";
import { forgetSockets, slowHost, switchHost } from "../network/two-hosts.ts";
import { close } from "../sys/io.ts";
import { pidfdOpen } from "../sys/pidfd.ts";
import { hasEnded, isGone } from "../sys/proc.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import { failure, isFailure } from "../failure.ts";
import type { Experiment } from "./experiment.ts";
import { UNREAD_LINE } from "./lines.ts";
import { fillAcceptQueue } from "./accept-queue.ts";
import { descriptorOf } from "./programs.ts";
import { refuseUndone, runCommand } from "./run-command.ts";
import { type Serving, recordProcesses, waitForContinue, waitForStop } from "./serving-process.ts";
import { type Session, typeLine } from "./session.ts";
import { closedEnd, nobodyToEnd, refuseTooLate } from "./too-late.ts";

export function faultOf({ spec }: Experiment): Fault {
  return faults[spec.fault];
}

/** Returns the pid of the process it was done to, 0 if nothing was done. What ends it is added to the session's `heals`. */
export async function inflictFault(session: Session, serving: Serving | undefined): Promise<number> {
  const { experiment } = session;
  const fault = faultOf(experiment);
  if (fault.isControl) {
    experiment.record({ kind: "fault", fault: fault.name, pid: 0, text: "nothing is done to the server" });
    return 0;
  }
  // If a process and its child both hold the socket, the child serves (and no FIN is sent until both are gone).
  const owner = serving?.owners.at(-1);
  const host = serving === undefined ? closedEnd(session, fault) : undefined;
  if (host !== undefined) {
    await inflictOn(session, fault, host.pid, 0);
    return host.pid;
  }
  refuseTooLate(session);
  if (serving === undefined || owner === undefined) throw nobodyToEnd(experiment);
  await inflictOn(session, fault, owner.pid, serving.inode);
  return owner.pid;
}

/** Programs that were already running have no client that can be typed to. */
type InflictSession =
  | Session
  | Pick<Session, "experiment" | "connection" | "heals">
  /** Before there is a connection. */
  | (Pick<Session, "experiment" | "heals"> & { readonly connection?: undefined });

export async function inflictOn(
  session: InflictSession,
  fault: Fault,
  pid: number,
  inode: number,
): Promise<void> {
  const { experiment } = session;
  experiment.processes.watchEnd(pid);
  const others = othersToDie(experiment, pid).filter((other) => watchIfThere(experiment, other));
  const pidfd = pidfdOpen(pid);
  try {
    const target = { pid, pidfd, fd: descriptorOf(pid, inode) ?? -1, others };
    const means = meansOf(session, target);
    await fault.prepare?.(means);
    recordFault(experiment, fault, target);
    const heal = await fault.inflict(means);
    // It may soon be continued: that it was stopped is seen now.
    if (fault.expects.process === "stopped" || fault.expects.process === "paused")
      recordProcesses(experiment);
    if (heal) session.heals.push(healedBy(experiment, heal));
  } catch (error) {
    if (isFailure(error)) throw error;
    const remedy = "`deadpeer doctor` says what this machine allows.";
    const message = (error as Error).message;
    throw failure(
      3,
      `The fault \`${fault.name}\` could not be inflicted on process ${pid}: ${message}.`,
      remedy,
    );
  } finally {
    close(pidfd);
  }
}

function recordFault(experiment: Experiment, { name, describe }: Fault, target: Means["target"]): void {
  const { amount } = experiment.spec;
  const also = target.others.length > 0 ? { others: target.others } : {};
  const text = describe(target, amount ?? 0, experiment.spec.custom?.faultCommand);
  const number = amount === undefined ? {} : { amount };
  experiment.record({ kind: "fault", fault: name, ...number, pid: target.pid, ...also, text });
}

/** Ends it, and records that: from here on what comes is no longer the fault's doing. */
function healedBy(experiment: Experiment, heal: Heal): () => Promise<void> {
  return async () => {
    const sinceNs = experiment.timeline.now(); // what comes while it is being ended comes because it is
    const text = await heal();
    recordProcesses(experiment);
    experiment.record({ kind: "recovered", isUndone: true, text }, sinceNs);
  };
}

/** Others of the server come and go: one that has just ended by itself need not be made to. */
function watchIfThere(experiment: Experiment, pid: number): boolean {
  try {
    experiment.processes.watchEnd(pid);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** With `--kill tree` every process of the server. */
function othersToDie(experiment: Experiment, pid: number): readonly number[] {
  if (experiment.spec.custom?.kill !== "tree") return [];
  return experiment.trees
    .of("server")
    .filter((row) => row.pid !== pid && row.state !== "Z")
    .map((row) => row.pid);
}

export function meansOf(session: InflictSession, target: Means["target"]): Means {
  const { experiment } = session;
  const host = hostOf(experiment, session.connection);
  return {
    target,
    processes: () => experiment.trees.of("server").map(({ pid }) => pid),
    ...(session.connection && { connection: session.connection }),
    ...(host && { host }),
    amount: experiment.spec.amount ?? 0,
    async waitForStop(pids = [target.pid]) {
      for (const pid of pids)
        if (!(await waitForStop(experiment, pid))) throw new Error(`process ${pid} did not stop`);
    },
    async waitForContinue(pids = [target.pid]) {
      for (const pid of pids)
        if (!(await waitForContinue(experiment, pid))) throw new Error(`process ${pid} did not go on`);
    },
    fillAcceptQueue: () => fillAcceptQueue(experiment),
    leaveLineUnread: () =>
      "client" in session
        ? leaveLineUnread(session)
        : Promise.reject(new Error("no client can be made to send a line")),
    runCommand: () => runFaultCommand(session, target),
    waitForEnds: (pids, limitMs) => waitForEnds(experiment, pids, limitMs),
  };
}

async function runFaultCommand(
  { experiment, connection }: InflictSession,
  { pid }: Means["target"],
): Promise<void> {
  const { address = "", port = "" } = connection?.client ?? {};
  const env = { CLIENT_ADDRESS: address, CLIENT_PORT: String(port), SERVER_PID: String(pid) };
  const line = experiment.spec.custom?.faultCommand ?? "";
  const end = await runCommand(experiment, line, "the connection of the command that is the fault", env);
  refuseUndone(experiment, "The command of --fault-command", end);
}

export function hostOf(
  { wire, site }: Experiment,
  connection?: Session["connection"],
): ServerHost | undefined {
  const server = site.twoHosts?.server;
  if (wire === undefined || server === undefined) return undefined;
  return {
    wire,
    switch: (power) => switchHost(server, power),
    forgetSockets: () => forgetSockets(server),
    limitSpeed: (bytesPerSecond) => slowHost(server, bytesPerSecond, connection?.server.address ?? ""),
  };
}

async function leaveLineUnread(session: Session): Promise<void> {
  const { experiment, connection } = session;
  typeLine(session, lineToLeave(experiment));
  const lies = await experiment.until(
    "the line unread in the server's receive queue",
    ["sockets"],
    (seen) => {
      const table = ofKind(seen, "sockets").at(-1);
      return ((table && rowsOf(table.rows, connection).server?.recvQ) ?? 0) > 0 || undefined;
    },
    () => experiment.sockets.sample(),
  );
  if (!lies) throw new Error("the client's line was not seen in the server's receive queue");
  session.sampleWaiting(true); // what it sleeps in now is something else than before it sent the line
}

/** One that the client takes and passes on, as the first that is said to it: not every client sends just any line. */
function lineToLeave({ spec: { custom } }: Experiment): string {
  const steps = [...(custom?.exchange ?? []), ...(custom?.afterwards ?? [])];
  return steps.find((step) => "say" in step)?.say ?? UNREAD_LINE;
}

async function waitForEnds(
  experiment: Experiment,
  pids: readonly number[],
  limitMs: number,
): Promise<number[]> {
  const left = (): number[] => pids.filter((pid) => !hasEnded(pid));
  await experiment.timeline.watch(
    limitMs,
    () => left().length === 0 || undefined,
    () => undefined,
  );
  return left();
}
