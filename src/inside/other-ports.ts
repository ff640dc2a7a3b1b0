// Connections between other ports than the server's, which are not recorded: for each port and holder the first one is told
// at once, and how many more there were, and when the last was, at the fault and in the end.

import { type HeldSockets, type ProcStat, readHeldSockets } from "../sys/proc.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { AtNs, Fact, Holder, OtherPortFact, SocketSample } from "../timeline/observation.ts";
import type { Keeper } from "./keeper.ts";
import type { Trees } from "./process-trees.ts";

/** Keeps these in this way, and all else as `keeper` does. */
export function keepOtherPorts(
  keeper: Keeper,
  look: (connection: Connection) => Held,
  now: () => AtNs,
  isShared: boolean,
): Keeper {
  const others = createOtherPorts(look, keeper.keep, isShared);
  return {
    ...keeper,
    keep(fact, atNs) {
      if (fact.kind === "other-port") return others.add(fact, atNs ?? now());
      if (fact.kind === "fault") others.tell(true);
      keeper.keep(fact, atNs);
    },
    finish() {
      others.tell();
      keeper.finish();
    },
  };
}

interface OtherPorts {
  add(fact: OtherPortFact, atNs: AtNs): void;
  /** Tells what is counted and not told yet, and at the fault what the client keeps. What comes then is told anew. */
  tell(isAtFault?: boolean): void;
}

type Held = Pick<OtherPortFact, "by" | "isServers">;

/** How often it is looked up who holds a connection to a port, before the fault and after it: that takes a millisecond; */
const LOOKS = 8;
/** and for all ports together. */
const ALL_LOOKS = 64;
/** Ports to which a client connects are few, but for those that are made up for each connection (FTP). */
const MOST_PORTS = 1000;

/** @param isShared other programs use the same network: only what the client is seen to hold is told */
function createOtherPorts(
  look: (connection: Connection) => Held,
  record: (fact: Fact, atNs: AtNs) => void,
  isShared: boolean,
): OtherPorts {
  const told = new Map<string, { fact: OtherPortFact; atNs: AtNs; untold: number }>();
  const seen = new Map<number, Held[]>();
  let looks = 0;

  function heldOf({ client, server }: OtherPortFact): Held {
    const before = seen.get(server.port) ?? [];
    if (before.length < LOOKS && looks < ALL_LOOKS) {
      looks += 1;
      const held = look({ client, server });
      seen.set(server.port, [...before, held]);
      return held;
    }
    const [first] = before;
    return first !== undefined && before.every(({ by }) => by === first.by) ? first : {};
  }

  function tell(isAtFault = false): void {
    for (const { fact, untold, atNs } of told.values()) {
      const isKept = isAtFault && fact.by === "client" && look(fact).by === "client";
      if (untold > 0 || isKept) record({ ...fact, count: untold, ...(isKept && { isKept }) }, atNs);
    }
    told.clear();
    seen.clear();
    looks = 0;
  }

  return {
    add(fact, atNs) {
      const held = heldOf(fact);
      if (isShared && held.by !== "client") return;
      const key = `${fact.server.port} ${held.by}`;
      const before = told.get(key);
      if (before === undefined) {
        if (told.size >= MOST_PORTS) return;
        told.set(key, { fact: { ...fact, ...held }, atNs, untold: 0 });
        return record({ ...fact, ...held }, atNs);
      }
      const { client, server } = fact;
      if (client.port === before.fact.client.port) return; // its SYN-ACK once more
      told.set(key, { fact: { ...before.fact, client, server }, atNs, untold: before.untold + 1 });
    },
    tell,
  };
}

/**
 * By the socket table: who holds the end that has connected, and whether the server's programs listen there. A connection
 * that is over by then may be anybody's.
 */
export function lookForHolder(
  rows: () => readonly SocketSample[],
  trees: Pick<Trees, "of" | "ofCommands">,
): (connection: Connection) => Held {
  return ({ client, server }) => {
    const all = rows();
    const own = all.find(({ local, remote }) => local.port === client.port && remote.port === server.port);
    const listens = all.find(({ local, state }) => state === "LISTEN" && local.port === server.port);
    const held = heldBy(trees);
    const by = own && holders.find((holder) => held(holder).inodes.has(own.inode));
    const isServers = listens !== undefined && held("server").inodes.has(listens.inode);
    return { ...(by && { by }), ...(isServers && { isServers }) };
  };
}

const holders: readonly Holder[] = ["client", "server", "proxy", "own"];

/** Each tree is looked at once, when it is asked for. */
function heldBy(trees: Pick<Trees, "of" | "ofCommands">): (holder: Holder) => HeldSockets {
  const known = new Map<Holder, HeldSockets>();
  const treeOf = (holder: Holder): ProcStat[] => (holder === "own" ? trees.ofCommands() : trees.of(holder));
  return (holder) => {
    const held = known.get(holder) ?? readHeldSockets(treeOf(holder));
    known.set(holder, held);
    return held;
  };
}
