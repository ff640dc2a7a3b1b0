// The specification of an experiment, as plain data that can be sent to the process inside.

import type { FaultName, RefusalName } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import type { NetworkName, ObserverName } from "../timeline/words.ts";
import type { ClockRecord, Meaning, NetworkRecord, Observer } from "../timeline/record.ts";
import type { Observation } from "../timeline/observation.ts";
import type { KeyName } from "../program/keys.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Pattern } from "../timeline/pattern.ts";
import type { Story } from "./story-steps.ts";

export type { NetworkName } from "../timeline/words.ts";
export type WaitOn = "terminal" | "both";
/** A line to type to the client, what it should print, a command of somebody else's, or a key to press. */
export type ExchangeStep =
  | { readonly say: string }
  | { readonly expect: Pattern }
  | { readonly also: string }
  | { readonly press: KeyName };

/** How a program under test is started. What is left out is inherited from deadpeer. */
export interface StartOptions {
  readonly on?: "terminal" | "pipes";
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A user's name: to choose takes root, or subordinate ids. */
  readonly user?: string;
}

/** A connection on this machine whose server's end should die. */
export interface FoundConnection {
  readonly connection: Connection;
  /** The inode of the server's end. */
  readonly inode: number;
  /** The processes that hold it. */
  readonly pids: readonly number[];
  /** The process that holds the client's end, if that is on this machine too. */
  readonly clientPid?: number;
  /** The interface of its segments: `lo`, `eth0`. Left out if no interface has the address of the end that should die. */
  readonly interfaceName?: string;
}

/** The additional specification of an experiment with the user's own programs. */
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
  /** Which connections the fault is for, if the client has several. */
  readonly connections: "first" | "newest" | "all";
  /** How long after the fault the server is started again; if left out, it stays down. */
  readonly comeBackMs?: number;
  /** What meets those who connect after the fault, from before it on; if left out, they are served. */
  readonly comeBackAs?: RefusalName;
  /** The command of another server, which takes the address when this one would come back. */
  readonly thenServer?: string;
  /** When the control run is made: afterwards, at the same time (for programs that share no files), or not at all. */
  readonly control: "after" | "at-once" | "none";
  /** How often that is done. */
  readonly controls: number;
  /** A shell command that prints how many requests the server has processed; run before and after. */
  readonly count?: string;
  /** A shell command that prints how many of the things that the client was to do the server lacks; run at the end. */
  readonly missing?: string;
  /** The shell command that is the fault. */
  readonly faultCommand?: string;
  /** What is searched for in what was printed, once the run is over. */
  readonly meaning?: Meaning;
  /** host:port of a server that cannot be killed: a relay stands in for it. */
  readonly upstream?: string;
  /** The command of a proxy that stands between client and server. */
  readonly through?: string;
  /** Where it is started; left out: where deadpeer was. */
  readonly throughCwd?: string;
}

/** How a server is asked to end while it has something to do. */
export interface DrainSpec {
  /** Connections of further clients that are idle then. */
  readonly idle: number;
  /** A shell command that asks it; left out: SIGTERM to its first process. */
  readonly ask?: string;
  /** So many bytes of the request have arrived then, and the rest is held until the server has shown that it ends. */
  readonly heldAfter?: number;
}

/** A value below /proc/sys/net on one of the hosts. */
export interface Setting {
  readonly host: "client" | "server";
  /** `ipv4/tcp_retries2` */
  readonly name: string;
  readonly value: string;
  /** A user wants it: it is an error where it cannot be set. */
  readonly isAsked?: true;
}

export interface ExperimentSpec {
  /** Its name in `run/scenarios.ts`. */
  readonly scenario: string;
  readonly name: string;
  readonly title: string;
  readonly network: NetworkName;
  readonly port: number;
  /**
   * The first pid in its own PID namespace. Experiments that share a folder may keep files there that are named after a
   * pid. Left out: it has no PID namespace.
   */
  readonly firstPid?: number;
  /** A shell command in place of `deadpeer serve`. */
  readonly server?: string;
  /** A shell command in place of `deadpeer connect`. */
  readonly client?: string;
  readonly start: Readonly<Record<"server" | "client", StartOptions>>;
  readonly custom?: CustomExperiment;
  /** Of a story of its own: several faults, one after the other. The fault above is the first of them. */
  readonly story?: Story;
  /** A relay stands before the server, which listens on another port. */
  readonly isRelayed?: true;
  /** Of the scenario `drain`. */
  readonly drain?: DrainSpec;
  /** Of the scenario `through`: which end closes its half of the connection. */
  readonly halfClosedBy?: "client" | "server";
  /** The path of the Unix socket through which the relay gets connections to the upstream. */
  readonly via?: string;
  /** A connection of programs that are already running: none is started. */
  readonly found?: FoundConnection;
  /** How long after the fault a stopped process continues; if left out, it stays stopped. */
  readonly continueAfterMs?: number;
  readonly waitOn: WaitOn;
  /** Options of deadpeer's own programs, if they are used. */
  readonly clientOptions: readonly string[];
  readonly serverOptions: readonly string[];
  /** Sysctls to set before the programs are started. */
  readonly settings: readonly Setting[];
  readonly fault: FaultName;
  /** The number behind the fault's name. */
  readonly amount?: number;
  /** How long the fault lasts; in the control too, which is to be watched for as long. */
  readonly lastsMs?: number;
  /** The fault is there before the client comes; the control goes the same way. */
  readonly beforeConnection?: true;
  readonly moment: FaultMoment;
  /** It may stay open for hours: while nothing happens, sockets are looked at less often. */
  readonly mayRest?: true;
  /** How long the silence after the fault is watched. */
  readonly watchMs: number;
  /** A control that was over too soon is made again, and watched for so long, from the connection on. */
  readonly watchedForMs?: number;
  /** How long a program may take to get ready. */
  readonly startMs: number;
  /** The longest wait for any one observation. */
  readonly limitMs: number;
  /** Observers to leave out. */
  readonly without: readonly ObserverName[];
}

/** The argument with which the process inside is started in a private network: it prepares that before its task comes. */
export const PRIVATE = "private";
/** With this one too it prepares two hosts and the wire between them. */
export const WIRED = "wired";

/** What the process outside sends to the one inside: the first line of JSON. Those that follow are orders (`desk.ts`). */
export interface InsideTask {
  readonly spec: ExperimentSpec;
  /** NODE_EXTRA_CA_CERTS as the user has it, for the programs under test. */
  readonly extraCertificates?: string;
}

/** What the process inside sends to the one outside: a line of JSON each. */
export type Message =
  /** It has a private network; nothing else is known yet. */
  | { readonly type: "networked" }
  | { readonly type: "ready"; readonly observers: readonly Observer[] }
  | { readonly type: "observations"; readonly observations: readonly Observation[] }
  | { readonly type: "done"; readonly clock: ClockRecord; readonly drops: number }
  /** Something that it had started could not be ended; the run may have been finished all the same. */
  | { readonly type: "left"; readonly message: string; readonly remedy: string }
  /** For whoever gives orders. */
  | { readonly type: "reported"; readonly text: string }
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
