// The sections in which nobody dies: 2.6 and 6.7, the half-close of a client in 6.6, and the many children of 5.10.

import { after, findExit, ofKind, printedBy } from "../timeline/queries.ts";
import { findHolders } from "../sys/proc.ts";
import {
  type Begin,
  beginAfterEnd,
  createSteps,
  exchangeFirstLine,
  findServer,
  seeClientEnd,
  seeItsEnding,
  seeWhatIsLeft,
} from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import { BATCH, SECOND_LINE } from "../inside/lines.ts";
import { holdWhile, recordOwners, recordProcesses } from "../inside/serving-process.ts";
import { type Stage, endInput, setStage, typeLine } from "../inside/session.ts";

export async function performNormalClose(lab: Lab): Promise<void> {
  const begin = createSteps(lab);
  begin("2.6.1", "Three segments open the connection. A line goes back and forth.");
  const stage = await setStage(lab);
  const serving = await exchangeFirstLine(stage);
  if (lab.spec.name === "client-first") {
    begin("2.6.2", "The client's input ends: it closes first, the active close.");
    await inflictFault(stage, undefined);
    endInput(stage);
  } else {
    begin("2.6.2", "The server closes first: now the active close is its own.");
    await seeItsEnding(stage, await inflictFault(stage, serving));
  }
  await finish(stage, begin, "2.6.3");
}

export async function performBatch(lab: Lab): Promise<void> {
  const begin = createSteps(lab);
  begin("6.7.1", "Server and client are started. The wire takes its time.");
  const stage = await setStage(lab);
  await findServer(stage);
  await lab.wire?.delay(WIRE_MS);
  begin("6.7.2", `${BATCH.length} lines are typed, and the input ends.`);
  await inflictFault(stage, undefined);
  for (const line of BATCH) typeLine(stage, line);
  endInput(stage);
  await finish(stage, begin, "6.7.3");
}

const WIRE_MS = 20;

/** The server's child is held, so that its answer is sent after the client's FIN has come. */
export async function performClientHalfClose(lab: Lab): Promise<void> {
  const begin = createSteps(lab);
  begin("6.6.1", "Server and client are started, and one line is typed.");
  const stage = await setStage(lab);
  const serving = await exchangeFirstLine(stage);
  begin("6.6.2", "A second line, and the input ends: the client half-closes. The server is slow to answer.");
  await inflictFault(stage, undefined);
  const half = async (): Promise<void> => {
    typeLine(stage, SECOND_LINE);
    endInput(stage);
    await lab.until(
      "the client's end in FIN_WAIT2",
      ["sockets"],
      (seen) =>
        ofKind(seen, "sockets")
          .at(-1)
          ?.rows.find(({ state }) => state === "FIN_WAIT2"),
      () => lab.sockets.sample(),
    );
  };
  const child = lab.spec.server === undefined ? serving?.owners.at(-1) : undefined;
  await (child ? holdWhile(lab, child.pid, half) : half());
  await finish(stage, begin, "6.6.3");
}

async function finish(stage: Stage, begin: Begin, step: string): Promise<void> {
  await seeClientEnd(stage);
  beginAfterEnd(stage.lab, begin, step, "Who is left in TIME_WAIT?");
  await seeWhatIsLeft(stage);
}

export async function performManyChildren(lab: Lab): Promise<void> {
  const begin = createSteps(lab);
  begin("5.10.1", "A client has five connections, each served by a child of its own.");
  const stage = await setStage(lab);
  await exchangeFirstLine(stage);
  const children = await findChildren(stage);
  recordProcesses(lab);

  begin("5.10.2", "The client's input ends, and with it five connections at once.");
  await inflictFault(stage, undefined);
  for (const pid of children) lab.processes.watchEnd(pid);
  const endedNs = lab.timeline.now();
  endInput(stage);
  await seeClientEnd(stage);
  await lab.until("the end of every child, waited for", ["processes"], (seen) => {
    const reaped = new Set(ofKind(after(seen, endedNs), "process-reaped").map(({ pid }) => pid));
    return children.every((pid) => reaped.has(pid)) || undefined;
  });
  await lab.until("a report of every child", ["output"], (seen) => {
    const text = printedBy(seen, "server").map((printed) => printed.text);
    return children.every((pid) => text.join("").includes(`child ${pid} terminated`)) || undefined;
  });
  beginAfterEnd(lab, begin, "5.10.3", "Is one of them left a zombie?");
  recordProcesses(lab);
  await seeWhatIsLeft(stage);
}

/** The children that hold the server's ends of the client's connections. */
async function findChildren(stage: Stage): Promise<number[]> {
  const { lab, connection } = stage;
  const children = new Map<number, number>();
  await lab.timeline.until(
    "a child for every connection",
    (seen) => {
      const ends = lab.sockets
        .sample()
        .filter(({ state, local }) => state === "ESTABLISHED" && local.port === lab.spec.port);
      for (const { local, remote, inode } of ends) {
        const owners = findHolders(lab.trees.of("server"), inode);
        const owner = owners.at(-1);
        if (owner === undefined || children.has(inode)) continue;
        children.set(inode, owner.pid);
        if (remote.port !== connection.client.port)
          recordOwners(lab, { client: remote, server: local }, { inode, owners });
      }
      return (ends.length > 1 && children.size >= ends.length) || findExit(seen, "client") || undefined;
    },
    { limitMs: lab.spec.startMs },
  );
  return [...children.values()];
}
