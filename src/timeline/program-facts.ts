// Facts of the programs under test: that they were started, what they print, how they end.

import type { Role } from "./observation.ts";

export interface ProgramStartedFact {
  readonly kind: "program-started";
  readonly role: Role;
  readonly pid: number;
  readonly command: string;
  /** How its standard input and output are connected. */
  readonly on: "terminal" | "pipes";
}

/** A program of ours ended (waitpid). */
export interface ProgramExitedFact extends ProcessEnd {
  readonly kind: "program-exited";
  readonly role: Role;
  readonly pid: number;
}

/** A program's first process ended, and others that it had started are still running: it has become a daemon. */
export interface WentToBackgroundFact extends ProcessEnd {
  readonly kind: "went-to-background";
  readonly role: Role;
  readonly pid: number;
  readonly left: readonly number[];
}

/** A program has printed too much; the rest is not kept. */
export interface OutputCutFact {
  readonly kind: "output-cut";
  readonly role: Role;
  /** Characters that were kept. */
  readonly kept: number;
}

/** How a process ended: one of the two, or neither if that is not known. */
export interface ProcessEnd {
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface PrintedFact {
  readonly kind: "printed";
  readonly role: Role;
  readonly text: string;
}

/** The server should have come back. */
export interface RecoveredFact {
  readonly kind: "recovered";
  /** The fault was undone, so the connection may continue; left out if it was not. */
  readonly isUndone?: true;
  /** What was done, or why nothing was. */
  readonly text: string;
}

/** From now on the server serves nobody who connects. */
export interface BarredFact {
  readonly kind: "barred";
  /** The name of the fault that they meet: `mute`. */
  readonly as: string;
  readonly text: string;
}

/** Another server has taken the address: the old one has no cable from now on. */
export interface TookOverFact {
  readonly kind: "took-over";
  /** Of the new server's program. */
  readonly pid: number;
  readonly command: string;
}

/** The client tried to connect so many times more: in a storm not each attempt is recorded with its segments. */
export interface AttemptsFact {
  readonly kind: "attempts";
  readonly count: number;
}

/** Processor time that the program's processes have spent so far (/proc/PID/stat). */
export interface SpentFact {
  readonly kind: "spent";
  readonly role: Role;
  readonly ms: number;
  /** One of them has a processor, or waits for one: it does not sleep. */
  readonly isAtWork?: boolean;
  /** Milliseconds for which its threads have waited for a processor, added up; left out where the kernel does not count. */
  readonly waitedMs?: number;
  /** The same of the main threads of the server's processes. */
  readonly serverWaitedMs?: number;
  /** Milliseconds by which deadpeer's own timer was late, added up. */
  readonly lateMs?: number;
}
