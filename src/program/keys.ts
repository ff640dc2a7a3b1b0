// Keys that can be pressed at a client's terminal, and what a terminal sends for them (termios(3), console_codes(4)).

export const keys = {
  "end-of-input": "\u0004",
  "ctrl-c": "\u0003",
  "ctrl-d": "\u0004",
  "ctrl-z": "\u001a",
  "ctrl-backslash": "\u001c",
  enter: "\r",
  tab: "\t",
  escape: "\u001b",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  left: "\u001b[D",
} as const;
export type KeyName = keyof typeof keys;
export const keyNames: readonly KeyName[] = Object.keys(keys) as KeyName[];

/** It needs no terminal: of pipes it is the end. */
export const END_OF_INPUT: KeyName = "end-of-input";
