// A way to die, or to be out of reach for a time: what is done to the server's end of one connection, or to its host.

import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import type { Sent } from "../timeline/words.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Wire } from "../wire/wire.ts";
import type { FaultAmount } from "./amount.ts";

/** The process that holds the server's end of the connection. */
export interface Target {
  readonly pid: number;
  /** A pidfd of that process. */
  readonly pidfd: number;
  /** The socket's descriptor in that process. */
  readonly fd: number;
  /** Other processes of the server that should die with it, parents before their children; usually none. */
  readonly others: readonly number[];
}

/** What a fault acts on. */
export interface Means {
  readonly target: Target;
  /** The server's processes, parents before their children. */
  readonly processes: () => readonly number[];
  /** The connection that it is for; left out before there is one. */
  readonly connection?: Connection;
  /** The server's host, if it has its own. */
  readonly host?: ServerHost;
  /** The number behind the fault's name; 0 for a fault that takes none. */
  readonly amount: number;
  /** Resolves once SIGSTOP has taken effect: until then it can still read. @param pids default: the target */
  readonly waitForStop: (pids?: readonly number[]) => Promise<void>;
  /** Resolves once they are no longer stopped. @param pids default: the target */
  readonly waitForContinue: (pids?: readonly number[]) => Promise<void>;
  /** Connections of our own wait for accept(2) until the kernel takes no more. Returns what closes them. */
  readonly fillAcceptQueue: () => Promise<() => void>;
  /** Makes the client send a line; resolves once it lies unread in the server's receive queue, or rejects. */
  readonly leaveLineUnread: () => Promise<void>;
  /** Runs the user's command that is the fault. Rejects unless it ends in time, with exit code 0. */
  readonly runCommand: () => Promise<void>;
  /** Resolves once these processes have ended, or after `limitMs`; returns those that have not. */
  readonly waitForEnds: (pids: readonly number[], limitMs: number) => Promise<readonly number[]>;
}

/** Ends a fault that lasts for a time. Returns what was done, for people. Throws as `inflict` does. */
export type Heal = () => Promise<string>;

export interface ServerHost {
  readonly wire: Wire;
  /** While it is off, it sends and receives nothing. */
  switch(power: "off" | "on"): void;
  /** Its kernel forgets every TCP socket it has, orphans and time-wait entries too. */
  forgetSockets(): void;
  /** From now on it sends no more than that, in small segments. */
  limitSpeed(bytesPerSecond: number): void;
}

export interface Fault {
  readonly name: string;
  /** One line for `deadpeer list`. */
  readonly summary: string;
  /** What its button says in the lab. Left out: it has none there, since it comes at another moment. */
  readonly button?: string;
  /** By what it is done, for docs/faults.md: `SIGKILL`, `the wire`. */
  readonly doneBy: string;
  readonly expects: FaultEvidence;
  /** What a reasonable client does, in the form of `checkExpectations`. */
  readonly reasonable: string;
  /** The same where TCP has shown nothing of it by the end of the run. Left out: no other. */
  readonly reasonableInSilence?: string;
  /** What the number behind its name means: `outage:2000`. Left out where it takes none. */
  readonly amount?: FaultAmount;
  /** Something is done to the host, or to the wire, so client and server need a host each. */
  readonly needsTwoHosts?: true;
  /** It can come in the middle of a reply: what is held on the wire then need not arrive for it to be seen. */
  readonly cutsReply?: true;
  /** Its FIN comes behind all that was written, so in the middle of a reply a relay must hold the rest. */
  readonly followsReply?: true;
  /** Of the server's network, below /proc/sys/net, before the server starts; not where that is the machine's own. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** It is there before the client comes: it is done to the server's listening socket, or to what comes to that. */
  readonly beforeConnection?: true;
  /** It has its own moment: no other can be asked for. */
  readonly makesOwnMoment?: true;
  /** It can be what those meet who connect after another fault. */
  readonly canRefuseNewcomers?: true;
  /** It works on a server that newcomers do not reach: one that is wedged, or whose SYNs are lost. */
  readonly worksWithoutNewcomers?: true;
  /** It is done to one connection, not to the process: of several that a process serves, each is to be ended. */
  readonly endsConnectionOnly?: true;
  /** It is what a shell command of the user's does. */
  readonly needsCommand?: true;
  /** It is tried where a suite names no faults: it needs no second host, and no pattern of an answer. */
  readonly isInDefaultSuite?: true;
  /** Nothing is done: the server does by itself what is waited for. */
  readonly isOwnDoing?: true;
  /** `deadpeer tolerance` finds out how long a client bears it, where none are named. */
  readonly isInDefaultTolerance?: true;
  /** `deadpeer through` makes this ending by it. */
  readonly makesForProxies?: Sent;
  /** Nothing is done; other faults are compared with this one. */
  readonly isControl?: true;
  /** What is done, for people: `SIGKILL to process 42`. */
  describe(target: Target, amount: number, command?: string): string;
  /** Done before the fault. */
  prepare?(means: Means): Promise<void>;
  /**
   * Undoes the fault so that the server can come back: continues its process, puts its host back on the network. Returns
   * what was done, for people. Throws as `inflict` does.
   */
  recover?(of: { readonly pid: number; readonly host?: ServerHost }): Promise<string> | string;
  /** Throws the system's error if it cannot be done. Returns what ends it, where it lasts for a time. */
  inflict(means: Means): Promise<Heal | void> | Heal | void;
}

/** A fault with a number behind its name. */
export interface TakesAmount extends Fault {
  readonly amount: FaultAmount;
}

export interface RefusesNewcomers extends Fault {
  readonly canRefuseNewcomers: true;
}

/** `, and to 3 more of the server` */
export function andOthers({ others }: Target): string {
  return others.length === 0 ? "" : `, and to ${others.length} more of the server`;
}

/** The server's own host. Throws if there is none. */
export function hostOf({ host }: Means): ServerHost {
  if (host === undefined) throw new Error("client and server are on one host");
  return host;
}
