// Facts of the exchange with the client: what was typed, what was expected, what the server counted.

export interface TypedFact {
  readonly kind: "typed";
  readonly text: string;
}

/** A line that should have been typed, and was not. */
export interface NotSaidFact {
  readonly kind: "not-said";
  readonly text: string;
  /** `the client has ended` */
  readonly why: string;
}

/** The client's input ends: Ctrl-D on its terminal. */
export interface EndOfInputFact {
  readonly kind: "end-of-input";
}

/** The client should print this; it did (`found`), or did not within the limit or before it ended. */
export interface ExpectedFact {
  readonly kind: "expected";
  readonly phase: Phase;
  /** As it was given: text, or /regular expression/. */
  readonly pattern: string;
  readonly found: boolean;
  /** What matched. */
  readonly text: string;
}

/** A key was pressed at the client's terminal, or its input ended: `ctrl-c`, `end-of-input`. */
export interface PressedFact {
  readonly kind: "pressed";
  readonly key: string;
}

/** Somebody else begins to do something to the server. */
export interface AlsoFact {
  readonly kind: "also";
  readonly command: string;
}

/** That command has ended; with neither exit code nor signal: not in time. */
export interface AlsoDoneFact {
  readonly kind: "also-done";
  readonly command: string;
  readonly text: string;
  readonly exitCode?: number;
  readonly signal?: string;
}

/** Before the fault, or after it. */
export type Phase = "before" | "after";

/** How many requests the server has processed, by its own count. */
export interface CountedFact extends AskedNumber {
  readonly kind: "counted";
  /** `down`: just before it was started again. `back`: as it came back, when it may have forgotten some. */
  readonly phase: Phase | "down" | "back";
}

/** How many of the things that the client was to do the server does not have, as a command of the user's says. */
export interface MissingFact extends AskedNumber {
  readonly kind: "missing";
  /** In a story `before` is what was missing already when the death before this one was over. */
  readonly phase: Phase;
}

/** What a command printed that was asked for a number. */
export interface AskedNumber {
  readonly command: string;
  /** What the command printed. */
  readonly text: string;
  /** Left out if that was not a number. */
  readonly count?: number;
  /** Neither of the two if it did not end in time: then it was ended. */
  readonly exitCode?: number;
  readonly signal?: string;
}
