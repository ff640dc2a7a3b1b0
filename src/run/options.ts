// What can be asked of a run: the library's options. On the command line they have the same names, written with dashes,
// but for those that a shell writes otherwise (`--say`, `--expect`, `--then`, `--after`). What each may be is checked in
// `check-options.ts`; docs/library.md describes them for users.

import type { SectionName } from "../book/index.ts";
import type { RefusalName } from "../fault/index.ts";
import type { WaitOn } from "../inside/spec.ts";
import type { Observation } from "../timeline/observation.ts";
import type { KeyName } from "../program/keys.ts";
import type { NetworkRecord, Observer, RunRecord } from "../timeline/record.ts";
import type { NetworkName, ObserverName } from "../timeline/words.ts";
import type { FaultChoice } from "./fault-option.ts";
import type { RunResult } from "./request.ts";

/** What is used where nothing else is asked for. Times are in milliseconds. */
export const DEFAULTS = {
  port: 9877,
  watchMs: 500,
  startMs: 10_000,
  limitMs: 3000,
  /** Up to this a client that noticed did so `at-once`. */
  noticeMs: 1000,
} as const;

/** A section of the book; `experiment`: your own programs; `moment`: a death at a moment, with deadpeer's own programs. */
export type RunnableName = SectionName | "experiment" | "moment";

/**
 * A line typed to the client; or what it is to print then: text, or a regular expression; or a shell command of somebody
 * else, who does something to the server ($HOST and $PORT): its connections are not the client's, and it is waited for; or a
 * key that is pressed at the client's terminal (`ctrl-c`), or the end of its input.
 */
export type ExchangeInput =
  | { readonly say: string }
  | { readonly expect: string | RegExp }
  | { readonly also: string }
  | { readonly press: KeyName };

/** Called while a run is made. */
export interface RunListeners {
  /** A run begins: the second client of a section, the control. */
  readonly began?: (run: RunBeginning) => void;
  /** Something was seen. */
  readonly observed?: (observation: Observation) => void;
  /** A run is over and judged. */
  readonly completed?: (run: RunRecord) => void;
}

export interface RunBeginning {
  readonly title: string;
  readonly network: NetworkRecord;
  readonly observers: readonly Observer[];
}

/** How the two programs are started. */
export interface ProgramOptions {
  /** Shell command of the server, which finds its place in $HOST and $PORT. Default: deadpeer's own echo server. */
  readonly server?: string;
  /** Shell command of the client, likewise. Default: deadpeer's own echo client. */
  readonly client?: string;
  /** `HOST:PORT` of a server that you cannot kill: a relay stands in for it and dies. Not together with `server`. */
  readonly upstream?: string;
  /** Default: `pipes`. */
  readonly serverOn?: "terminal" | "pipes";
  /** Default: `terminal`. */
  readonly clientOn?: "terminal" | "pipes";
  /** The directory the server is started in. Default: this process's own. */
  readonly serverCwd?: string;
  readonly clientCwd?: string;
  /** Variables added to the environment of this process. */
  readonly serverEnv?: Readonly<Record<string, string>>;
  readonly clientEnv?: Readonly<Record<string, string>>;
  /** Name of the user to run it as; for root, or with subordinate ids. Default: the user of this process. */
  readonly serverUser?: string;
  readonly clientUser?: string;
  /** The server is ready once it listens and has printed this. Default: once it listens. */
  readonly serverReady?: string | RegExp;
  /** The client is ready once it is connected and has printed this. Default: once it is connected. */
  readonly ready?: string | RegExp;
}

/** What is said, what happens to the server, and what is expected: for an experiment with your own programs. */
export interface ExperimentOptions {
  /** Before the fault. Default: nothing with a client of your own, one line and its echo with deadpeer's. */
  readonly exchange?: readonly ExchangeInput[];
  /** After the fault. Default: the exchange again. */
  readonly afterwards?: readonly ExchangeInput[];
  /** Shell command that prints how many of the things said the server has taken: asked before the fault and at the end. */
  readonly count?: string;
  /**
   * Shell command that prints how many of the things that the client was to do the server does not have: asked at the end,
   * also of the control, where it must be none, with what the server has printed on its standard input. So many
   * are `lost`, or more if more certainly was; that none is is expected by default.
   */
  readonly missing?: string;
  /**
   * Shell command that is the fault: `redis-cli -p $PORT CLIENT KILL TYPE normal`. It also has $CLIENT_ADDRESS, $CLIENT_PORT
   * and $SERVER_PID. It must end with exit code 0, and a FIN or an RST must come.
   */
  readonly faultCommand?: string;
  /** What the server prints, once, when it has done one of the things said: in place of `count`. */
  readonly doneWhen?: string | RegExp;
  /**
   * What the client prints of something said that means that it is done, or has failed. Default: what was expected of it;
   * its exit code; something new that it prints.
   */
  readonly meansDone?: string | RegExp;
  readonly meansFailed?: string | RegExp;
  /** Whom the fault is for: the process that owns the connection (default), or the whole server. */
  readonly kill?: "owner" | "tree";
  /** Which connection of a client that has several. Default: `first`. */
  readonly connection?: "first" | "newest" | "all";
  /** The server is started again so long after the fault, 0 to 86,400,000 ms. Default: it stays down. */
  readonly comeBackMs?: number;
  /**
   * Who connects after the fault meets a server that is `mute` (listens and never accepts), a `full-queue` (never accepts,
   * and Linux drops the SYN), or each SYN is lost (`swallow`). Default: they are served.
   */
  readonly comeBackAs?: RefusalName;
  /**
   * Shell command of another server, which takes the address and the port on a host of its own, `comeBackMs` (default: 100)
   * after the fault: a failover.
   */
  readonly thenServer?: string;
  /**
   * Shell command of a proxy that stands between client and server, on the client's host: it listens on $HOST and $PORT, and
   * connects to $SERVER_HOST and $SERVER_PORT. The same is run without it, too.
   */
  readonly through?: string;
  /**
   * When the same is run with nothing done to the server, to learn the client's habits: `after` (default), `at-once` (for
   * programs that share no files), or `none` (then everything counts as a reaction).
   */
  readonly control?: "after" | "at-once" | "none";
  /** How many controls are made, 1 to 20: for a client that does not do the same each time. Default: 1. */
  readonly controls?: number;
  /**
   * Terms like `noticed=at-once|on-use,exit!=0,lost=0,told=/closed/i`, or `none`. Default: what a reasonable client does
   * after this fault. What came out is in `expectations`, and in the grade.
   */
  readonly expectVerdict?: string;
}

/** Where it runs, how long anything takes, and what is left out. */
export interface LimitOptions {
  /**
   * `loopback`: a private one; `two-hosts`: a host each and a wire between them; `machine`: the machine's own loopback.
   * Default: what is needed, or the machine's own where a private one is not possible.
   */
  readonly network?: NetworkName;
  /** The server's port, 1 to 65535. Default: 9877. */
  readonly port?: number;
  /** How long the silence after the fault is watched, 0 to 3,600,000 ms. Default: 500. */
  readonly watchMs?: number;
  /** How long a program may take to get ready, 1 to 3,600,000 ms. Default: 10,000. */
  readonly startMs?: number;
  /** How long any one observation is waited for, 1 to 3,600,000 ms. Default: 3000, or what the section needs. */
  readonly limitMs?: number;
  /**
   * Settings of the hosts' kernels before the programs start, for each network (`net.…`): `net.ipv4.tcp_retries2=3` on both
   * hosts, `client:net.ipv4.tcp_keepalive_time=10` on one. Default: as the kernel has them.
   */
  readonly sysctl?: readonly string[];
  /** Observers to leave out; what depends on them is `unknown`. Default: none. */
  readonly without?: readonly ObserverName[];
  /** Ends the run: it rejects with the signal's reason once nothing is left of it. */
  readonly signal?: AbortSignal;
}

export interface RunOptions extends ProgramOptions, ExperimentOptions, LimitOptions, RunListeners {
  /**
   * Default: `experiment` with any option of an experiment or a program of your own, `moment` for a fault with a moment,
   * else `5.12`.
   */
  readonly scenario?: RunnableName;
  /**
   * How the server dies, and when: `kill`, `reset@crossing`, `stop@mid-reply:20`, `outage:2000`. Default: the section's own,
   * else `kill`.
   */
  readonly fault?: FaultChoice;
  /** Of a section: only the run whose client waits so. Of an experiment: which of deadpeer's own clients. */
  readonly waitOn?: WaitOn;
}

export interface ManyOptions extends Omit<RunOptions, "scenario" | keyof RunListeners> {
  /** Default: the one that `runScenario` would choose. */
  readonly scenarios?: readonly RunnableName[];
  /** How often each run is made, 1 to 100,000. Default: once. */
  readonly times?: number;
  /**
   * How many are under way at the same time, 1 to 64. Default: 4; of experiments 2 with `control: "at-once"`, else 1.
   * Always 1 where they have to share the machine's own network.
   */
  readonly atOnce?: number;
  /** Called with each result as it comes. */
  readonly finished?: (result: RunResult) => void;
}
