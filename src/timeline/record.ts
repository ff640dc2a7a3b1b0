// The record of a run and the document it is saved in: version 2 of `--json` (docs/json.md).

import type { AnsweredStep, AskedThing } from "./asked-thing.ts";
import type { Observation } from "./observation.ts";
import type { Pattern } from "./pattern.ts";
import type { ExpectationOutcome, NetworkName, ObserverName, Outcome } from "./words.ts";
import type { Verdict, SaidEntry } from "./verdict-record.ts";
import type { OtherPort } from "./wire-facts.ts";

export const DOCUMENT_VERSION = 2;

export interface Statement {
  /** The requirement's id: `5.12.2b`. */
  readonly id: string;
  /** What the section says. */
  readonly text: string;
  readonly outcome: Outcome;
  /** Ids of the observations that show it. */
  readonly because: readonly number[];
  /** What was seen, in a few words; for `unknown` the reason. */
  readonly note: string;
}

/** What was watched, by which mechanism, or why it was not. */
export interface Observer {
  readonly name: ObserverName;
  readonly on: boolean;
  /** The mechanism, or the reason why it is off. */
  readonly how: string;
}

export interface NetworkRecord {
  /** `loopback`: a private one; `two-hosts`: a host each, and a wire; `machine`: the machine's own loopback. */
  readonly name: NetworkName;
  /** Set if it is not the intended one: why. */
  readonly note?: string;
}

export interface RunRecord {
  /** The scenario this is a run of, if the document has several. */
  readonly scenario?: string;
  readonly name: string;
  readonly title: string;
  readonly commands: { readonly server: string; readonly client: string };
  readonly waitOn: "terminal" | "both";
  readonly fault: string;
  readonly moment: string;
  /**
   * Of a story of several faults: which of them this record is about, counted from 1. Its observations are those from it on.
   */
  readonly death?: { readonly number: number; readonly of: number };
  readonly limits: { readonly watchMs: number; readonly limitMs: number; readonly noticeMs: number };
  readonly network: NetworkRecord;
  readonly observers: readonly Observer[];
  readonly clock: ClockRecord;
  /** Segments that are not in it: the kernel had no room for their frames, or there were too many. */
  readonly drops: number;
  /** Left out where nothing is searched for. */
  readonly meaning?: Meaning;
  readonly observations: readonly Observation[];
  readonly statements: readonly Statement[];
  readonly verdict: Verdict;
  readonly expectations: readonly Expectation[];
  /** Only for an experiment with the user's own programs. */
  readonly control?: ControlRecord;
}

/**
 * Patterns that say what something printed means: by the client that it is done, or failed; by the server that it was done.
 */
export interface Meaning {
  readonly done?: Pattern;
  readonly failed?: Pattern;
  readonly doneWhen?: Pattern;
}

/** What the client did in a run with nothing done to its server, for comparison. */
export interface ControlRecord {
  /** There was no such run: nothing can be compared. */
  readonly none?: true;
  /** Why there is none although one was wanted. */
  readonly missing?: string;
  /** Lines it printed, each once. */
  readonly lines: readonly string[];
  /** Every number in them is left out, as `#`: so it was in documents of version 1. */
  readonly masked?: true;
  /** How often each of them came. */
  readonly times?: readonly number[];
  /** Which of them, by their place, were printed for an answer. */
  readonly answers?: readonly number[];
  /** What stood there unfinished at some time: prompts. */
  readonly unfinished?: readonly string[];
  /** What would have been signs of notice, and what it does by itself, counted from its last segment before. */
  readonly signs: readonly ControlSign[];
  /** The share of a processor that it took, while nothing was said. */
  readonly busy?: number;
  /** Which of the things expected after the fault were printed. */
  readonly answered: readonly boolean[];
  /** Every typed line, before and after the fault, as in the ledger, with a number for how its answer begins. */
  readonly said?: readonly (Pick<SaidEntry, "text" | "fate" | "answerBytes" | "connections" | "isLate"> & {
    readonly begins?: number;
  })[];
  /**
   * Bytes that the client sent, each once, on all of its connections; those from the server that reached its host; and lines
   * printed, in the whole run.
   */
  readonly sent?: number;
  readonly received?: number;
  readonly printed?: number;
  /** With nothing said to it, all that it asked was answered. Left out if it asked nothing, or something was said to it. */
  readonly asksAnswered?: boolean;
  /** With nothing said to it, all that it began by itself behind what it says first on a connection was answered. */
  readonly begunAnswered?: true;
  /**
   * With nothing said to it, what it asked more than once: its length, and the shortest time from one to the next, and from
   * the answer to the next.
   */
  readonly rhythms?: readonly { readonly bytes: number; readonly ns: number; readonly pauseNs: number }[];
  /** The last answer of HTTP on the connection under test had come whole when it was over. */
  readonly lastWhole?: true;
  /** What it asked over HTTP/2, a number for each thing: which of them another run has as well. */
  readonly streams?: readonly number[];
  /** A number for each status with which HTTP has answered. */
  readonly statuses?: readonly number[];
  /** With nothing said to it, all that came was one answer of HTTP, whole: how long its body is. */
  readonly onlyBody?: number;
  /**
   * With nothing said to it, on connections of TLS or HTTP/2: how many bytes it had sent, and how many had come by then at
   * least.
   */
  readonly sealed?: readonly (readonly [sent: number, came: number])[];
  /** With nothing said to it, on connections of TLS: how many things it asked that were answered, without heartbeats. */
  readonly sealedThings?: number;
  /** From nearly each of them to the next it was no longer. */
  readonly sealedRestNs?: number;
  /** With nothing said to it, on connections that can be read, and on which no answer says where it ends. */
  readonly steps?: readonly AnsweredStep[];
  /**
   * The same of what it had asked last on the connection under test, where its answer may not have been over when the run
   * was.
   */
  readonly openStep?: AnsweredStep;
  /**
   * With nothing said to it, on all connections that can be read: of each thing that it asked, and that was answered, a
   * number for what it begins with, one for how its answer does, one for its first word, of how many bytes its first segment
   * was, and a number for all of it without ids, times and counts, and for all of it. Empty where there are too many.
   */
  readonly asked?: readonly AskedThing[];
  /** Where it is empty: the first of them. */
  readonly askedFirst?: readonly AskedThing[];
  /** When each of these was sent, since the first. */
  readonly askedNs?: readonly number[];
  /** The client sent something unprompted while everything was quiet. */
  readonly sendsByItself?: boolean;
  /** The server's FIN or RST came, and the client had sent none before. Left out if not, and in older documents. */
  readonly serverEndsFirst?: boolean;
  /** By how much the server's count, or what it printed that means done, was more than what was typed. */
  readonly countedMore?: number;
  /** How many of the things that the client was to do the server did not have, by a command of the user's. */
  readonly lacking?: number;
  /** What came unprompted after the time of the fault, while nothing was typed. */
  readonly byItself?: ByItself;
  /** How long it was watched with nothing said to it, since its first segment and since its last before the silence. */
  readonly watched?: { readonly sinceFirstNs: number; readonly sinceQuietNs: number };
  /** Other ports than the server's to which it has connected, or may have. Left out where there were none. */
  readonly otherPorts?: readonly OtherPort[];
  /** There were connections of which it is not known whether the client had made them. */
  readonly hasPerhaps?: true;
  /** A program of `--server` was seen to connect to its own server. */
  readonly serversConnect?: true;
  /** Where there was more than one control: the others. */
  readonly more?: readonly ControlRecord[];
}

/** What a client printed, and its server sent, in a silence. */
export interface ByItself {
  readonly lines: number;
  /** Of these, the ones whose like was never printed before. */
  readonly fresh: number;
  /** How long after the silence began the first of these came. */
  readonly freshNs?: number;
  /** Of the fresh ones those that it began with, where the fault comes before it connects. */
  readonly begins?: number;
  readonly bytes: number;
  /** Of these what still came for something that had been said before. Left out where nothing did. */
  readonly answer?: { readonly lines: number; readonly bytes: number };
  /** How long the silence was. */
  readonly ns: number;
}

export interface ControlSign {
  readonly kind: string;
  readonly what: string;
  readonly afterNs: number;
  /** Something had been said to it before. */
  readonly asked?: boolean;
  /** Data of the server had just come. */
  readonly answered?: true;
}

/** What a user expects of the verdict, and whether it is so. */
export interface Expectation {
  /** `noticed=at-once` */
  readonly expected: string;
  readonly observed: string;
  readonly outcome: ExpectationOutcome;
}

export interface ClockRecord {
  /** Wall-clock time of the run's zero: milliseconds since 1970. */
  readonly startedAtMs: number;
  /** How exact the times of segments are against all other times, in nanoseconds. */
  readonly offsetErrorNs: number;
  /** How far CLOCK_REALTIME moved against CLOCK_MONOTONIC during the run, in nanoseconds. */
  readonly driftNs: number;
}

/** One run of a scenario, repeated many times. */
export interface Repeats {
  readonly scenario: string;
  readonly name: string;
  readonly title: string;
  /** How often it was made. */
  readonly times: number;
  /** How many of them showed what was intended. */
  readonly proven: number;
  /** How the client ended, and how often: `end of file`, `ECONNRESET`, `SIGPIPE`. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface RunDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly tool: { readonly name: "deadpeer"; readonly version: string };
  readonly kernel: string;
  readonly network: string;
  /** The scenario's name, or `all`. */
  readonly scenario: string;
  /** If runs were repeated: the first of each kind, and each that came out differently. */
  readonly runs: readonly RunRecord[];
  /** How often each outcome occurred, if runs were repeated. */
  readonly repeats?: readonly Repeats[];
  /** It was interrupted: so many of the runs that were wanted are in it. */
  readonly cutShort?: { readonly made: number; readonly wanted: number };
}
