// Who connects to the server's port, on one host: a program of `--server` may do so as well (a health check), and what it
// does there is not the client's doing.

import { createPace } from "../observe/pace.ts";
import { readHeldSockets } from "../sys/proc.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Role, SocketSample } from "../timeline/observation.ts";
import type { Keeper } from "./keeper.ts";
import type { Trees } from "./process-trees.ts";

/** The part of the time that looking may take, and how much of it in advance. */
const SHARE = 0.02;
const CREDIT_MS = 20;
/** After so many connections of which none was a server program's, none is looked for any more. */
const LOOKS = 64;

/** Who holds the ends of these that have connected; of those that are over, and are held by nobody, undefined. */
type Find = (connections: readonly Connection[]) => readonly (Role | undefined)[];

/**
 * Looks at each connection to that port as it is made, and keeps who holds it. Who was not seen to hold it then is looked
 * for with the next one, at the fault and in the end.
 */
export function keepWhose(keeper: Keeper, port: number, find: Find): Keeper {
  const pace = createPace(SHARE, CREDIT_MS);
  let [looks, areServers, waiting] = [0, false, [] as Connection[]];

  function look(): void {
    if (waiting.length === 0 || pace.isResting()) return;
    const found = pace.look(() => find(waiting));
    for (const [i, { client, server }] of waiting.entries()) {
      const by = found[i];
      areServers ||= by === "server";
      if (by !== undefined) keeper.keep({ kind: "connects", client, server, by });
    }
    waiting = waiting.filter((_, i) => found[i] === undefined).slice(-LOOKS);
  }

  return {
    ...keeper,
    keep(fact, atNs) {
      keeper.keep(fact, atNs);
      if (fact.kind === "fault") look();
      if (fact.kind !== "segment" || fact.flags !== "S" || fact.to.port !== port) return;
      if (looks >= LOOKS && !areServers) return;
      looks += 1;
      waiting.push({ client: fact.from, server: fact.to });
      look();
    },
    finish() {
      look();
      keeper.finish();
    },
  };
}

/** By the socket table. Either tree is looked at when it is needed. */
export function lookForOwners(rows: () => readonly SocketSample[], trees: Pick<Trees, "of">): Find {
  return (connections) => {
    const all = new Map(rows().map((row) => [`${row.local.port} ${row.remote.port}`, row.inode]));
    const inodes = connections.map(({ client, server }) => all.get(`${client.port} ${server.port}`) ?? 0);
    const left = new Set(inodes.filter((inode) => inode !== 0));
    const whose = new Map<number, Role>();
    for (const role of ["server", "client"] as const) {
      if (left.size === 0) break;
      const held = readHeldSockets(trees.of(role)).inodes;
      for (const inode of left) if (held.has(inode)) whose.set(inode, role);
      for (const inode of whose.keys()) left.delete(inode);
    }
    return inodes.map((inode) => whose.get(inode));
  };
}
