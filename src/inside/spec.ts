// What is to be run: everything an experiment needs to know, as plain data, so that it can cross into its own process.

import type { FaultName } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import type { NetworkName, ObserverName } from "../timeline/words.ts";
import type { ClockRecord, NetworkRecord, Observer } from "../timeline/record.ts";
import type { Observation } from "../timeline/observation.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Pattern } from "../timeline/pattern.ts";

export type { NetworkName } from "../timeline/words.ts";
export type WaitOn = "terminal" | "both";
/** What is said to the client, and what it is to print: done in this order. */
export type ExchangeStep = { readonly say: string } | { readonly expect: Pattern };

/** How a program under test is started; what is left out is as in deadpeer's own shell. */
export interface StartOptions {
  readonly on?: "terminal" | "pipes";
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A user's name: root may start programs as somebody else. */
  readonly user?: string;
}

/** A connection on this machine, the server's end of which is to die. */
export interface FoundConnection {
  readonly connection: Connection;
  /** Of the server's end. */
  readonly inode: number;
  /** The processes that hold it. */
  readonly pids: readonly number[];
  /** The one that holds the client's end, where that is on this machine too. */
  readonly clientPid?: number;
  /** What its segments pass: `lo`, `eth0`. Left out when no interface has the address of the end that is to die. */
  readonly interfaceName?: string;
}

/** What an experiment with the user's own programs has besides. */
export interface CustomExperiment {
  /** The server is ready once it listens and has printed this. */
  readonly serverReady?: Pattern;
  /** The client is ready once it is connected and has printed this. */
  readonly ready?: Pattern;
  /** Before the fault. */
  readonly exchange: readonly ExchangeStep[];
  /** After it. */
  readonly afterwards: readonly ExchangeStep[];
  /** The process that owns the connection, or every process of the server. */
  readonly kill: "owner" | "tree";
  /** Of a client with several connections: those that the fault is for. */
  readonly connections: "first" | "newest" | "all";
  /** Started again so long after the fault; left out: it stays down. */
  readonly comeBackMs?: number;
  /**
   * When the same is run with nothing done to the server: afterwards, or at the same time (for programs that share no
   * file with themselves), or not at all.
   */
  readonly control: "after" | "at-once" | "none";
  /** How often that is done. */
  readonly controls: number;
  /** A shell command that prints how many of the things said the server has taken, asked before and after. */
  readonly count?: string;
  /** host:port of a server that is not ours to kill: a relay is in its place. */
  readonly upstream?: string;
}

/** A value below /proc/sys/net on one of the hosts. */
export interface Setting {
  readonly host: "client" | "server";
  /** `ipv4/tcp_retries2` */
  readonly name: string;
  readonly value: string;
}

export interface ExperimentSpec {
  /** Its name among the scenarios there are (`run/scenarios.ts`). */
  readonly scenario: string;
  readonly name: string;
  readonly title: string;
  readonly network: NetworkName;
  readonly port: number;
  /**
   * In a PID namespace of its own: where its processes' numbers begin. Two experiments that share a folder may keep files
   * there that are named after a pid. Left out: it shares the machine's processes.
   */
  readonly firstPid?: number;
  /** A shell command in place of `deadpeer serve`. */
  readonly server?: string;
  /** A shell command in place of `deadpeer connect`. */
  readonly client?: string;
  readonly start: Readonly<Record<"server" | "client", StartOptions>>;
  readonly custom?: CustomExperiment;
  /** Where the relay asks for connections to the upstream: the path of a Unix socket. */
  readonly via?: string;
  /** A connection of programs that run already: none is started. */
  readonly found?: FoundConnection;
  /** A process that was stopped goes on so long afterwards; left out: it stays stopped. */
  readonly continueAfterMs?: number;
  readonly waitOn: WaitOn;
  /** Options of deadpeer's own programs, where they are used. */
  readonly clientOptions: readonly string[];
  readonly serverOptions: readonly string[];
  /** Of the kernel's TCP, before the programs are started. */
  readonly settings: readonly Setting[];
  readonly fault: FaultName;
  readonly moment: FaultMoment;
  /** How long the silence after the fault is watched. */
  readonly watchMs: number;
  /** How long a program may take to get ready. */
  readonly startMs: number;
  /** How long any one observation is waited for. */
  readonly limitMs: number;
  /** Observers to leave out. */
  readonly without: readonly ObserverName[];
}

/** What the process outside tells the one inside, in one line of JSON. */
export interface InsideTask {
  readonly spec: ExperimentSpec;
  /** NODE_EXTRA_CA_CERTS as the user has it, for the programs under test. */
  readonly extraCertificates?: string;
}

/** What the process inside tells the one outside, a line of JSON each. */
export type Message =
  | { readonly type: "ready"; readonly observers: readonly Observer[] }
  | { readonly type: "observations"; readonly observations: readonly Observation[] }
  | { readonly type: "done"; readonly clock: ClockRecord; readonly drops: number }
  /** Nothing else: it does not hang. */
  | { readonly type: "alive" }
  | {
      readonly type: "failed";
      readonly message: string;
      readonly remedy: string;
      readonly exitCode: number;
      /** Where it was thrown inside. */
      readonly stack?: string;
    };

export interface Completed {
  readonly network: NetworkRecord;
  readonly observers: readonly Observer[];
  readonly observations: readonly Observation[];
  readonly clock: ClockRecord;
  readonly drops: number;
}
