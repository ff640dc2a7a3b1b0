// What deadpeer.config.ts says: the servers, the clients, the ways to die, and what is expected of which client.

import type { OneOrMore } from "../input-file/checks.ts";
import type { ExchangeInput } from "../run/options.ts";
import type { FaultChoice } from "../run/fault-option.ts";
import type { StoryInput } from "../story/story.ts";
import type { NetworkName } from "../timeline/words.ts";

export type { OneOrMore } from "../input-file/checks.ts";

/** In a pattern: cases without a proxy. No proxy is called so. */
export const WITHOUT_PROXY = "none";

/** Of `retries`: a case that is not fine after so many is not a matter of luck. */
export const MOST_RETRIES = 100;

/** A server that clients are tried with. A text is its `command`. */
export interface ServerConfig {
  /** Shell command, which finds its place in $HOST and $PORT. Left out: deadpeer's own echo server. */
  readonly command?: string;
  /** `HOST:PORT` of a server that you cannot kill: a relay stands in for it. Not together with `command`. */
  readonly upstream?: string;
  /** It is ready once it listens and has printed this. Default: once it listens. */
  readonly ready?: string | RegExp;
  /** Default: `pipes`. */
  readonly on?: "terminal" | "pipes";
  /** The directory it is started in, relative to the configuration. Default: that of the configuration. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Name of the user to run it as: to choose takes root, or subordinate ids. */
  readonly user?: string;
  /** Shell command that prints how many of the things said the server has taken. */
  readonly count?: string;
  /** What it prints, once, when it has done one of the things said: in place of `count`. */
  readonly doneWhen?: string | RegExp;
  /** Shell command that prints how many of the things that a client was to do it does not have. */
  readonly missing?: string;
  /**
   * Shell command that the fault `command` is with this server: `redis-cli -p $PORT CLIENT KILL TYPE normal`. It also has
   * $CLIENT_ADDRESS, $CLIENT_PORT and $SERVER_PID.
   */
  readonly faultCommand?: string;
  /** Shell command of another server, which takes the address after each fault: a failover. */
  readonly thenServer?: string;
  /** Whom a fault is for: the process that owns the connection (default), or the whole server. */
  readonly kill?: "owner" | "tree";
  /** Programs that must be installed; where one is missing its cases are skipped. */
  readonly requires?: OneOrMore<string>;
}

/** A client under test. A text is its `command`. */
export interface ClientConfig {
  /** Shell command, which finds the server in $HOST and $PORT. */
  readonly command: string;
  /**
   * The servers that it is tried with, by their names. Needed where there are several; default: the only one there is, or
   * deadpeer's own echo server.
   */
  readonly server?: OneOrMore<string>;
  /** Default: `terminal`. */
  readonly on?: OneOrMore<"terminal" | "pipes">;
  /** It is ready once it is connected and has printed this. Default: once it is connected. */
  readonly ready?: string | RegExp;
  /** What is said to it and expected of it before the fault. */
  readonly exchange?: readonly ExchangeInput[];
  /** After the fault. Default: the exchange again. */
  readonly afterwards?: readonly ExchangeInput[];
  /** What it prints of something said that means that it is done, or has failed. */
  readonly meansDone?: string | RegExp;
  readonly meansFailed?: string | RegExp;
  /** Which connection of a client that has several. Default: `first`. */
  readonly connection?: "first" | "newest" | "all";
  /** The server is started again so long after the fault. Default: it stays down. */
  readonly comeBackMs?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Ways to die, in place of those of the configuration. */
  readonly faults?: OneOrMore<FaultChoice>;
  /** The stories that it is tried with, by their names. Default: all of the configuration. */
  readonly stories?: OneOrMore<string>;
  /** The proxies that it is tried through, by their names. Default: all of the configuration. */
  readonly through?: OneOrMore<string>;
  readonly networks?: OneOrMore<NetworkName>;
  /** What is expected of it after every fault, in the form of `--expect-verdict`. */
  readonly expect?: string;
  readonly requires?: OneOrMore<string>;
}

/** A proxy that stands between client and server. A text is its `command`. */
export interface ProxyConfig {
  /** Shell command: it listens on $HOST and $PORT, and connects to $SERVER_HOST and $SERVER_PORT. */
  readonly command: string;
  /** Programs that must be installed; where one is missing its cases are skipped. */
  readonly requires?: OneOrMore<string>;
}

/** Several faults one after the other, and what is said between them. A text is its `story`. */
export interface StoryConfig {
  /** The file of a story, relative to the configuration. Its programs are those of the configuration. */
  readonly story?: string;
  /** In place of a file. */
  readonly steps?: readonly StoryInput[];
}

/** Which cases: each part is a name or a pattern in which `*` stands for any text; one that is left out fits all. */
export interface CasePattern {
  readonly client?: OneOrMore<string>;
  readonly server?: OneOrMore<string>;
  /** `kill`, `kill@idle`, `*@mid-reply*`. Without a moment: at any. */
  readonly fault?: OneOrMore<string>;
  /** The story's name: with it only cases that are a story. */
  readonly story?: OneOrMore<string>;
  /** The proxy's name; `none`: only cases without one. */
  readonly through?: OneOrMore<string>;
  readonly on?: "terminal" | "pipes";
  readonly network?: NetworkName;
}

/** What is expected of some cases, in the form of `--expect-verdict`; the last one that fits a case counts. */
export interface CaseExpectation extends CasePattern {
  readonly verdict: string;
}

/** How runs are made. The defaults are those of `deadpeer run`. */
export interface SuiteLimits {
  readonly watchMs?: number;
  readonly startMs?: number;
  readonly limitMs?: number;
  readonly port?: number;
  /** Default: `at-once`, for programs that share no files; else `after`, or `none`. */
  readonly control?: "at-once" | "after" | "none";
  readonly controls?: number;
}

export interface SuiteConfig extends SuiteLimits {
  readonly servers?: Readonly<Record<string, string | ServerConfig>>;
  readonly clients: Readonly<Record<string, string | ClientConfig>>;
  /** Default: `kill`, `reset`, `half-close` and `stop`, at idle; where there are stories none. */
  readonly faults?: OneOrMore<FaultChoice>;
  /** Stories of several faults, which clients are tried with as with a fault. */
  readonly stories?: Readonly<Record<string, string | StoryConfig>>;
  /** Each makes another case of each client and each fault that it can stand between. */
  readonly proxies?: Readonly<Record<string, string | ProxyConfig>>;
  /** Default: what each fault needs. */
  readonly networks?: OneOrMore<NetworkName>;
  /** Cases that are not made. */
  readonly exclude?: readonly CasePattern[];
  readonly expect?: readonly CaseExpectation[];
  /** File of known failures, relative to the configuration. Default: `deadpeer.known.json`, if it is there. */
  readonly known?: string;
  /** How often each case is made, 1 to 1000; it passes if it does each time. Default: 1. */
  readonly times?: number;
  /**
   * How often a case is run once more that was not as expected alone either, 0 to 100. What then passes is `contended`.
   * Default: 0.
   */
  readonly retries?: number;
  /** How many are under way at the same time, 1 to 64. Default: two for each processor. */
  readonly workers?: number;
  /** Where results go, relative to the configuration. Default: `deadpeer-results`. */
  readonly results?: string;
}

/** Returns the configuration as it is: for an editor, which then knows its type. */
export function defineConfig(config: SuiteConfig): SuiteConfig {
  return config;
}
