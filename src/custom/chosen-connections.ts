// Chooses which connections the fault is for, if the client has several.

import { sameEndpoint, type Connection } from "../tcp/endpoint.ts";
import { findExit } from "../timeline/queries.ts";
import { findServer } from "../inside/steps.ts";
import { answerableConnections } from "../inside/client-sampler.ts";
import { faultOf, inflictFault } from "../inside/inflict-fault.ts";
import type { Experiment } from "../inside/experiment.ts";
import { hasProxy } from "../inside/programs.ts";
import { findServing } from "../inside/serving-process.ts";
import type { Session } from "../inside/session.ts";

/** Inflicts the fault on each chosen connection. Returns the process of the one that is judged. */
export async function inflictOnChosen(session: Session): Promise<number> {
  const others = turnToChosen(session);
  // Each may yet have to be accepted. Afterwards nobody is waited for: who holds it may have died with the first.
  const isControl = faultOf(session.experiment).isControl === true;
  for (const connection of isControl ? [] : others) await findServer({ ...session, connection });
  const pid = await inflictOne(session);
  const done = new Set([pid]);
  const { endsConnectionOnly = false } = faultOf(session.experiment);
  for (const connection of others) {
    // One process may serve several, and a host has all of them.
    const serving = findServing(session.experiment, connection);
    if (serving === undefined) continue;
    if (!endsConnectionOnly && serving.owners.some((each) => done.has(each.pid))) continue;
    done.add(await inflictFault({ ...session, connection }, serving));
  }
  return pid;
}

/** The session is about the one that is judged from now on: what holds its segments has to know. Returns the others. */
export function turnToChosen(session: Session): readonly Connection[] {
  const [judged = session.connection, ...others] = choose(session);
  if (!isSame(judged, session.connection)) {
    session.experiment.record({ kind: "connection", ...judged });
    Object.assign(session, { connection: judged });
  }
  return others;
}

async function inflictOne(session: Session): Promise<number> {
  const { experiment } = session;
  if (faultOf(experiment).isControl) return await inflictFault(session, undefined);
  if (findExit(experiment.timeline.observations, "server")) return await inflictFault(session, undefined);
  return await inflictFault(session, await findServer(session));
}

function choose({ experiment, connection }: Session): readonly Connection[] {
  if (hasProxy(experiment.spec)) return [connection];
  const open = inOrderOfBirth(experiment, answerableConnections(experiment));
  if (experiment.spec.custom?.connections === "newest") return open.slice(-1);
  const first = open.find((each) => isSame(each, connection)) ?? open[0];
  if (experiment.spec.custom?.connections !== "all") return first ? [first] : [];
  return [...(first ? [first] : []), ...open.filter((each) => each !== first)];
}

/** By the times of their SYNs, if they were captured. */
function inOrderOfBirth(experiment: Experiment, connections: readonly Connection[]): readonly Connection[] {
  const born = new Map<number, number>();
  for (const fact of experiment.timeline.observations) {
    if (fact.kind === "segment" && fact.flags === "S") born.set(fact.from.port, fact.atNs);
  }
  const at = ({ client }: Connection): number => born.get(client.port) ?? 0;
  return [...connections].sort((one, other) => at(one) - at(other));
}

function isSame(one: Connection, other: Connection): boolean {
  return sameEndpoint(one.client, other.client);
}
