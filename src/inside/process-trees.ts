// Which processes belong to the server and which to the client: the program that was started, all its descendants, and
// daemons (daemon(3)) that have left its tree and were reparented to us.

import { type ProcStat, hasEnded, readChildren, readIfAllowed, readSession, readTree } from "../sys/proc.ts";
import type { Role } from "../timeline/observation.ts";

/** A proxy may stand between the two. */
type Owner = Role | "proxy";

export interface Trees {
  /** A program was started. */
  add(role: Owner, pid: number): void;
  /**
   * Orphans reparented to us since the last call belong to that program, but for those of another one: seen in its tree, or
   * started by it.
   */
  adopt(role: Owner): void;
  /**
   * It is a command that leads a session of its own: neither it nor what it leaves running is the client's. (It may start a
   * server again.)
   */
  disown(command: number): void;
  /** That process is one of deadpeer's own: it is not taken for an orphan of the client or the server. */
  leaveOut(pid: number): void;
  /** From now on the program is that one alone: those that were the program's are nobody's. */
  replace(role: Role, pid: number): void;
  /** Its living processes, parents before their children. */
  of(role: Owner): ProcStat[];
  /** The living processes of commands that were disowned. */
  ofCommands(): ProcStat[];
  /** As `of`, without those that are its own now, and their descendants: what is started from now on. */
  startedSince(role: Role): () => ProcStat[];
}

const VARIABLE = "DEADPEER_ROLE";

/** In the environment of a program, and of all that it starts: whose they are. */
export function roleIn(role: Owner): Readonly<Record<string, string>> {
  return { [VARIABLE]: role };
}

/** Undefined where its environment does not say, or may not be looked at. */
function starterOf(pid: number): Owner | undefined {
  const variables = readIfAllowed(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return (["server", "client", "proxy"] as const).find((role) => variables.includes(`${VARIABLE}=${role}`));
}

/** As a subreaper (prctl(2)), this process becomes the parent of every process whose own has ended. */
export function createTrees(): Trees {
  const roots: Record<Owner, number[]> = { server: [], client: [], proxy: [] };
  /** What was seen in a tree: once its parent has ended, nothing else says whose a process is. */
  const known = new Map<number, Owner>();
  const former = new Set<number>();
  const sessions = new Set<number>();
  const of = (role: Owner): ProcStat[] => {
    const tree = roots[role].flatMap(readTree);
    for (const { pid } of tree) known.set(pid, role);
    return tree;
  };
  const commands = new Set<number>();
  const isCommands = (pid: number): boolean => commands.has(pid) || sessions.has(readSession(pid) ?? 0);
  const isRoot = (pid: number): boolean => Object.values(roots).some((pids) => pids.includes(pid));
  return {
    add: (role, pid) => void roots[role].push(pid),
    adopt(role) {
      const orphans = readChildren(process.pid).filter(
        (pid) => !isRoot(pid) && !former.has(pid) && !hasEnded(pid), // one that has is nobody's zombie but ours
      );
      for (const pid of orphans) {
        if (role === "server" || !isCommands(pid)) roots[known.get(pid) ?? starterOf(pid) ?? role].push(pid);
      }
    },
    disown(command) {
      sessions.add(command);
      for (const { pid } of readTree(command)) commands.add(pid); // one of them may lead a session of its own
    },
    leaveOut: (pid) => void former.add(pid),
    replace(role, pid) {
      const old = roots[role].filter((root) => root !== pid);
      for (const row of old.flatMap(readTree)) former.add(row.pid);
      roots[role] = [pid];
    },
    of,
    ofCommands: () => [...sessions].flatMap(readTree),
    startedSince(role) {
      const earlier = of(role).map(({ pid }) => pid);
      return () => {
        const old = new Set(earlier.flatMap(readTree).map(({ pid }) => pid));
        return of(role).filter(({ pid }) => !old.has(pid));
      };
    },
  };
}
