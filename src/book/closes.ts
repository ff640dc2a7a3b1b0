// The sections in which nobody dies: 2.6 and 6.7, the half-close of a client in 6.6, and the many children of 5.10.

import { after, findExit, ofKind, printedBy } from "../timeline/queries.ts";
import { findHolders } from "../sys/proc.ts";
import {
  type Begin,
  beginAfterEnd,
  createSteps,
  exchangeFirstLine,
  findServer,
  waitForClientExit,
  waitForEnding,
  waitForLeftovers,
} from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { BATCH, SECOND_LINE } from "../inside/lines.ts";
import { holdWhile, recordOwners, recordProcesses } from "../inside/serving-process.ts";
import { type Session, endInput, openSession, typeLine } from "../inside/session.ts";

export async function performNormalClose(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("2.6.1", "Three segments open the connection. A line goes back and forth.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);
  if (experiment.spec.name === "client-first") {
    begin("2.6.2", "The client's input ends: it closes first, the active close.");
    await inflictFault(session, undefined);
    endInput(session);
  } else {
    begin("2.6.2", "The server closes first: now the active close is its own.");
    await waitForEnding(session, await inflictFault(session, serving));
  }
  await finish(session, begin, "2.6.3");
}

export async function performBatch(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("6.7.1", "Server and client are started. The wire takes its time.");
  const session = await openSession(experiment);
  await findServer(session);
  await experiment.wire?.delay(WIRE_MS);
  begin("6.7.2", `${BATCH.length} lines are typed, and the input ends.`);
  await inflictFault(session, undefined);
  for (const line of BATCH) typeLine(session, line);
  endInput(session);
  await finish(session, begin, "6.7.3");
}

const WIRE_MS = 20;

/** The server's child is held, so that its answer is sent after the client's FIN has come. */
export async function performClientHalfClose(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("6.6.1", "Server and client are started, and one line is typed.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);
  begin("6.6.2", "A second line, and the input ends: the client half-closes. The server is slow to answer.");
  await inflictFault(session, undefined);
  const half = async (): Promise<void> => {
    typeLine(session, SECOND_LINE);
    endInput(session);
    await experiment.until(
      "the client's end in FIN_WAIT2",
      ["sockets"],
      (seen) =>
        ofKind(seen, "sockets")
          .at(-1)
          ?.rows.find(({ state }) => state === "FIN_WAIT2"),
      () => experiment.sockets.sample(),
    );
  };
  const child = experiment.spec.server === undefined ? serving?.owners.at(-1) : undefined;
  await (child ? holdWhile(experiment, child.pid, half) : half());
  await finish(session, begin, "6.6.3");
}

async function finish(session: Session, begin: Begin, step: string): Promise<void> {
  await waitForClientExit(session);
  beginAfterEnd(session.experiment, begin, step, "Who is left in TIME_WAIT?");
  await waitForLeftovers(session);
}

export async function performManyChildren(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("5.10.1", "A client has five connections, each served by a child of its own.");
  const session = await openSession(experiment);
  await exchangeFirstLine(session);
  const children = await findChildren(session);
  recordProcesses(experiment);

  begin("5.10.2", "The client's input ends, and with it five connections at once.");
  await inflictFault(session, undefined);
  for (const pid of children) experiment.processes.watchEnd(pid);
  const endedNs = experiment.timeline.now();
  endInput(session);
  await waitForClientExit(session);
  await experiment.until("the end of every child, waited for", ["processes"], (seen) => {
    const reaped = new Set(ofKind(after(seen, endedNs), "process-reaped").map(({ pid }) => pid));
    return children.every((pid) => reaped.has(pid)) || undefined;
  });
  await experiment.until("a report of every child", ["output"], (seen) => {
    const text = printedBy(seen, "server").map((printed) => printed.text);
    return children.every((pid) => text.join("").includes(`child ${pid} terminated`)) || undefined;
  });
  beginAfterEnd(experiment, begin, "5.10.3", "Is one of them left a zombie?");
  recordProcesses(experiment);
  await waitForLeftovers(session);
}

/** The children that hold the server's ends of the client's connections. */
async function findChildren(session: Session): Promise<number[]> {
  const { experiment, connection } = session;
  const children = new Map<number, number>();
  await experiment.timeline.until(
    "a child for every connection",
    (seen) => {
      const ends = experiment.sockets
        .sample()
        .filter(({ state, local }) => state === "ESTABLISHED" && local.port === experiment.spec.port);
      for (const { local, remote, inode } of ends) {
        const owners = findHolders(experiment.trees.of("server"), inode);
        const owner = owners.at(-1);
        if (owner === undefined || children.has(inode)) continue;
        children.set(inode, owner.pid);
        if (remote.port !== connection.client.port)
          recordOwners(experiment, { client: remote, server: local }, { inode, owners });
      }
      return (ends.length > 1 && children.size >= ends.length) || findExit(seen, "client") || undefined;
    },
    { limitMs: experiment.spec.startMs },
  );
  return [...children.values()];
}
