// The verdict of a run as it is saved, and its ledger: where each thing said and each byte got to.

import type {
  Belief,
  Believed,
  Ending,
  Fate,
  Grade,
  Noticed,
  PassageWord,
  Patience,
  Reaction,
  Sent,
  UnknownCause,
} from "./words.ts";
import type { KernelPatience } from "./socket-options.ts";
import type { Direction } from "../tcp/endpoint.ts";

export interface Verdict {
  /** Sentences for people. */
  readonly summary: readonly string[];
  readonly grade: Grade;
  /** What was not seen, when inconclusive. */
  readonly missing?: string;
  readonly ending: { readonly by: Ending; readonly atNs?: number };
  readonly noticed: Noticed;
  /** From the ending's arrival at the client's host to the first sign that the client knew; negative for one before it. */
  readonly afterNs?: number;
  /** Where it noticed on use: from the first thing said to it after the ending to that sign. */
  readonly afterUseNs?: number;
  /** That first sign. */
  readonly by?: string;
  readonly reaction: Reaction;
  /** Whether it bore a server that lived; left out for a fault from which the server dies. */
  readonly patience?: Patience;
  /** How long the fault was seen to last; left out where it was not over, or does not end. */
  readonly lastedNs?: number;
  /** What its main thread slept in when the ending arrived. */
  readonly waiting: string;
  /** Where it was used, and slept in something else from then until it noticed, or to the end: that. */
  readonly waitingOnceUsed?: string;
  /** What it printed after the ending; left out when its output was not observed. */
  readonly told?: string;
  readonly exit: { readonly exitCode?: number; readonly signal?: string } | undefined;
  /** What was said and not answered, or not processed by the server's own count; left out if not known. */
  readonly lost?: number;
  /**
   * The part of `lost` that was not reported to anyone: the client printed nothing new, and either ended with exit code 0 or
   * noticed and kept running. Left out if not known.
   */
  readonly unreported?: number;
  /** What the server processed more than once, by its own count; left out if not known. */
  readonly duplicated?: number;
  /** What it believes was done, held against what the server has: the worst of all things said. Left out if nobody asked. */
  readonly belief?: Belief;
  /** Lines that the client prints unprompted in the silence: how many were expected, and how many came. */
  readonly byItself?: { readonly expected: number; readonly came: number };
  /** A client socket left in CLOSE_WAIT at the end; left out when the sockets were not observed. */
  readonly lingers?: boolean;
  /** Its processes were at work nearly all the time that it was watched in silence; left out when that is not known. */
  readonly spins?: boolean;
  /** The most attempts to connect that it made within a second; left out when that is not known. */
  readonly attempts?: number;
  /**
   * How often it tried to connect to a server that was not there when it came: attempts, SYNs with those that TCP sent
   * again, the time from the first to the last, and whether one was answered with a SYN-ACK. Left out for other faults, and
   * where segments were not observed.
   */
  readonly tries?: {
    readonly attempts: number;
    readonly syns: number;
    readonly ns: number;
    readonly isConnected: boolean;
  };
  /** When its kernel would have given the connection up by itself; left out where its socket's options were not read. */
  readonly kernel?: KernelPatience;
  /** For how long it was late for want of a processor, from the fault on until it noticed, or else to the end. */
  readonly lateness?: Lateness & {
    /** The least and the most that `attempts` may have been without it; left out where that is the same. */
    readonly attempts?: readonly [least: number, most: number];
  };
  /** What the proxy between client and server made of the ending; left out where there was no proxy, or nothing was done. */
  readonly passage?: Passage;
  /** Of each field that is `unknown`, or left out, why: for those that could have been known. */
  readonly undecided?: Readonly<Record<string, UnknownCause>>;
  /** `lost`, `unreported` and `duplicated` are derived from it. For documents before version 2 it is derived again. */
  readonly ledger?: Ledger;
}

/** What a proxy made of what one end did. */
export interface Passage {
  readonly word: PassageWord;
  /** What was done; left out where it was not seen. */
  readonly sent?: Sent;
  /** What reached the other end; left out where it is not known. */
  readonly reached?: "fin" | "rst" | "silence";
  /** How long after it was sent, or done, that reached the other end. */
  readonly afterNs?: number;
  /** How long after it was sent the proxy closed the other half of the connection. */
  readonly closedNs?: number;
  /** Nothing was said since over the half of the connection that was still open: that it was, is all that is known of it. */
  readonly unused?: true;
  /** What the proxy said of its own: the first line. */
  readonly said?: string;
  /** Why the word is `unknown`. */
  readonly why?: string;
  /** Ids of the observations that show it. */
  readonly because: readonly number[];
}

/** In milliseconds. */
export interface Lateness {
  /** What the client's threads waited for a processor, added up. */
  readonly clientMs: number;
  /** The same of the main threads of the server's processes. */
  readonly serverMs: number;
  /** By how much deadpeer's own timer was late at most, from one sample to the next. */
  readonly ownMs: number;
}

/** How far everything got: each typed line, and each byte of the client's connections. */
export interface Ledger {
  readonly said: readonly SaidEntry[];
  readonly bytes: readonly ByteStretch[];
  /** How many ranges were left out, for a client with very many connections. */
  readonly more?: number;
}

/** A typed line, or the requests of a client that gets no input. */
export interface SaidEntry {
  readonly text: string;
  /** Nothing was typed: these are the client's own requests. */
  readonly isOwn?: true;
  readonly atNs: number;
  readonly fate: Fate;
  /** The reason for `unknown`. */
  readonly why?: string;
  /** How often it was sent on a connection; left out if not known. */
  readonly sent?: number;
  /** On how many connections it was sent; left out if not known. */
  readonly connections?: number;
  /** Bytes from the server that reached the client's host before the next line was typed. */
  readonly answerBytes?: number;
  /** Whether everything expected after it was printed; left out if nothing was expected. */
  readonly found?: boolean;
  /** That was printed before anything had come from the server: it is no answer. */
  readonly isEarly?: true;
  /** Its answer came only once the client had sent more, after a pause: it may be the answer to that. */
  readonly isLate?: true;
  /** It got less far than without the fault; left out if not known. */
  readonly isLost?: boolean;
  /** Left out where nothing was asked for that would show it, or it was never said. */
  readonly belief?: BeliefEntry;
  /** Ids of the observations that show it. */
  readonly because: readonly number[];
}

/** What the client believes of one thing said, and what the server has. */
export interface BeliefEntry {
  readonly believed: Believed;
  /** How often the server has it; left out if not known. */
  readonly done?: number;
  readonly word: Belief;
  /** Why the word is `unknown`. */
  readonly why?: UnknownCause;
}

/** A range of bytes of one connection, in one direction, that all got equally far. */
export interface ByteStretch {
  readonly clientPort: number;
  readonly direction: Direction;
  /** The first byte's number, counted from 1, and how many there are. */
  readonly from: number;
  readonly bytes: number;
  readonly fate: Fate;
}
