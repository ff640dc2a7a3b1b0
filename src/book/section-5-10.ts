// UNP 5.10: five children end at the same time.

import type { Case } from "../timeline/case.ts";
import type { Observed } from "../timeline/observation.ts";
import { after, ofKind, printedBy, findExit } from "../timeline/queries.ts";
import { type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { formatDuration } from "../timeline/units.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards510 } from "./cards/section-5-10.ts";
import type { Experiment } from "../inside/experiment.ts";
import { type Session, openSession, endInput } from "../inside/session.ts";
import {
  createSteps,
  exchangeFirstLine,
  waitForClientExit,
  waitForLeftovers,
  beginAfterEnd,
} from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import { recordOwners, recordProcesses } from "../inside/serving-process.ts";
import { findHolders } from "../sys/proc.ts";

/** The children that served the client's connections, each looked up by the socket it holds. */
function childrenOf({ observations }: Case): {
  pids: readonly number[];
  owners: readonly Observed<"owners">[];
} {
  const owners = ofKind(observations, "owners").filter(({ end }) => end === "server");
  const pids = owners.flatMap((each) => each.owners.at(-1)?.pid ?? []);
  return { pids: [...new Set(pids)], owners };
}

const served: Rule = {
  id: "5.10.children",
  text: "A client opens five connections, and each is served by a child of its own.",
  needs: ["sockets", "processes"],
  judge(seen) {
    const { pids, owners } = childrenOf(seen);
    const note = `${owners.length} connections, children ${pids.join(", ")}`;
    return pids.length === 5 && owners.length === 5 ? holds(note, ...owners) : differs(note, ...owners);
  },
};

const together: Rule = {
  id: "5.10.together",
  text: "The client ends: five FINs are sent, and the five children end at about the same time.",
  needs: ["processes"],
  judge(seen) {
    const { pids } = childrenOf(seen);
    const ends = ofKind(seen.observations, "process-ended").filter(({ pid }) => pids.includes(pid));
    const [first, last] = [ends[0], ends.at(-1)];
    if (first === undefined || last === undefined || ends.length < pids.length)
      return differs(`${ends.length} of ${pids.length} ended`, ...ends);
    return holds(`${ends.length} ends within ${formatDuration(last.atNs - first.atNs)}`, ...ends);
  },
};

const waitedFor: Rule = {
  id: "5.10.waitpid",
  text: "The parent has waited for every one of them, however few SIGCHLD were delivered: no zombie is left.",
  needs: ["processes"],
  judge(seen) {
    const { pids } = childrenOf(seen);
    const reaped = ofKind(seen.observations, "process-reaped").filter(({ pid }) => pids.includes(pid));
    const last = ofKind(seen.observations, "processes").at(-1);
    if (last === undefined) return unknown("the server's processes were not looked at");
    const zombies = last.rows.filter(({ state }) => state === "Z");
    if (zombies.length > 0) return differs(`${zombies.length} left a zombie`, last);
    const note = `${reaped.length} of ${pids.length} waited for; no zombie`;
    return pids.length > 0 && reaped.length === pids.length
      ? holds(note, ...reaped, last)
      : differs(note, ...reaped, last);
  },
};

const reported: Rule = {
  id: "5.10.reports",
  text: "It reports every one of them.",
  needs: ["processes", "output"],
  judge(seen) {
    const { pids } = childrenOf(seen);
    const printed = after(printedBy(seen.observations, "server"), seen.fault?.atNs ?? 0);
    const text = printed.map((each) => each.text).join("");
    const told = pids.filter((pid) => text.includes(`child ${pid} terminated`));
    const note = `${told.length} of ${pids.length} reported`;
    return pids.length > 0 && told.length === pids.length
      ? holds(note, ...printed)
      : differs(note, ...printed);
  },
};

const rules: readonly Rule[] = [served, together, waitedFor, reported];

async function performManyChildren(experiment: Experiment): Promise<void> {
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
  beginAfterEnd(experiment, begin, "5.10.3", "Is any of them left as a zombie?");
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
        const { holders: owners } = findHolders(experiment.trees.of("server"), inode);
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

export const section510: Scenario = {
  title: "wait and waitpid Functions",
  summary: "five children end at the same time, and no zombie is left",
  introduction:
    "A client with five connections, each served by a child of its own, ends. Five SIGCHLD arrive at once, and " +
    "signals of one kind are not queued. Does the server wait for every child?",
  network: "loopback",
  runs: [
    {
      name: "five",
      title: "A client with five connections",
      waitOn: "both",
      fault: "none",
      clientOptions: ["--connections", "5"],
    },
  ],
  perform: performManyChildren,
  rules,
  cards: cards510,
};
