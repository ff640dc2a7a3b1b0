// What a run needs to know of a client and its server, and the words of what comes out.

/** How the server dies. `come-back`: killed whole, and started again 200 ms later. */
export const deaths = ["kill", "reset", "unread", "stop", "come-back"] as const;
export type Death = (typeof deaths)[number];

export type Place = "terminal" | "pipes";

export interface Service {
  readonly programs: readonly string[];
  /** A shell command, which finds its place in $HOST and $PORT. @param folder prepared by `prepare` */
  command(folder: string): string;
  /** Once for all runs: keys, a database. */
  prepare?(folder: string): void;
  readonly user?: string;
  /** Two of it cannot share their files: a control of deadpeer's must wait until the run has ended. */
  readonly isAlone?: boolean;
}

export interface Client {
  readonly name: string;
  readonly programs: readonly string[];
  readonly service: Service;
  command(folder: string): string;
  readonly on?: readonly Place[];
  readonly deaths?: readonly Death[];
  /** Text, or a regular expression in slashes, that it prints when it is ready. */
  readonly ready?: string;
  /** The same on a terminal only: one that sets it up anew discards what was typed before (termios(3), TCSAFLUSH). */
  readonly prompt?: string;
  /** The exchange before the death, and after it; nothing is said where there is none. */
  readonly exchange?: readonly Exchange[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exchange {
  readonly say: string;
  readonly expect: string;
}

/** When the client learned of it: from its system calls alone. */
export type Noticed = "at-once" | "late" | "on-use" | "never";

export interface Finding {
  readonly client: string;
  readonly on: Place;
  readonly death: Death;
  readonly noticed: Noticed;
  /** The system call: `read(3) = 0`. */
  readonly by?: string;
  readonly afterMs?: number;
  /** Of what was said after the death, or lay unread: so many never got to a living server. Undefined where nothing was. */
  readonly lost?: number;
  /** What became of the line that was to be said after the death. */
  readonly said: "said" | "ended before" | "not taken" | "nothing to say";
  /** The client's end is in CLOSE_WAIT when the run ends. */
  readonly closeWait: boolean;
  /** `0`, `SIGPIPE`; undefined for one that runs on. */
  readonly exit?: string;
  /** What reached its host: `FIN`, `RST`, `nothing`. */
  readonly ending: string;
  readonly printed: string;
}

export function matches(pattern: string, text: string): boolean {
  const expression = /^\/(.*)\/$/s.exec(pattern)?.[1];
  return expression === undefined ? text.includes(pattern) : new RegExp(expression).test(text);
}
