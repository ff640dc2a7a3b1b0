// Of a client with several connections: which of them the fault is for.

import { sameEndpoint, type Connection } from "../tcp/endpoint.ts";
import { findExit } from "../timeline/queries.ts";
import { findServer } from "../inside/steps.ts";
import { clientConnections } from "../inside/client-sampler.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import type { Lab } from "../inside/experiment.ts";
import type { Stage } from "../inside/session.ts";

/** Inflicts the fault on each that is meant. Answers the process of the connection that is judged. */
export async function inflictOnChosen(stage: Stage): Promise<number> {
  const [judged = stage.connection, ...others] = choose(stage);
  if (!isSame(judged, stage.connection)) {
    stage.lab.record({ kind: "connection", ...judged });
    Object.assign(stage, { connection: judged });
  }
  const pid = await inflictOne(stage);
  const done = new Set([pid]);
  for (const connection of others) {
    const also = { ...stage, connection };
    const owner = await findServer(also);
    // One process may serve several: it has died already.
    if (owner?.owners.every((each) => done.has(each.pid)) !== false) continue;
    done.add(await inflictFault(also, owner));
  }
  return pid;
}

async function inflictOne(stage: Stage): Promise<number> {
  const { lab } = stage;
  if (lab.spec.fault === "none") return await inflictFault(stage, undefined);
  if (findExit(lab.timeline.observations, "server")) return await inflictFault(stage, undefined);
  return await inflictFault(stage, await findServer(stage));
}

function choose({ lab, connection }: Stage): readonly Connection[] {
  const open = inOrderOfBirth(lab, clientConnections(lab));
  if (lab.spec.own?.connections === "newest") return open.slice(-1);
  const first = open.find((each) => isSame(each, connection)) ?? open[0];
  if (lab.spec.own?.connections !== "all") return first ? [first] : [];
  return [...(first ? [first] : []), ...open.filter((each) => each !== first)];
}

/** By their SYNs, where they were seen. */
function inOrderOfBirth(lab: Lab, connections: readonly Connection[]): readonly Connection[] {
  const born = new Map<number, number>();
  for (const fact of lab.timeline.observations) {
    if (fact.kind === "segment" && fact.flags === "S") born.set(fact.from.port, fact.atNs);
  }
  const at = ({ client }: Connection): number => born.get(client.port) ?? 0;
  return [...connections].sort((one, other) => at(one) - at(other));
}

function isSame(one: Connection, other: Connection): boolean {
  return sameEndpoint(one.client, other.client);
}
