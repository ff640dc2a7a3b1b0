// The cases of the self-check: a client of ours, the death that shows what is wrong or right with it, and the verdict that
// it must get.

import type { RunOptions } from "../run/options.ts";

export interface SelfcheckCase {
  /** What the client does, in a few words. */
  readonly name: string;
  /** The argument of `client.ts`. */
  readonly client: string;
  readonly options: Pick<
    RunOptions,
    "exchange" | "afterwards" | "watchMs" | "kill" | "comeBackMs" | "control"
  > &
    Required<Pick<RunOptions, "fault">>;
  /** The server counts what it takes, which is part of the verdict. */
  readonly counts?: true;
  /** The verdict, as terms of `--expect-verdict`. */
  readonly expected: string;
}

const LINE = { say: "line" };
const ECHOED = { expect: "line" };
/** Nothing is said before the fault, and a line after it. */
const USED = { exchange: [], afterwards: [LINE] };
/** Its first heartbeat was answered: of one alone nobody can tell that it is one. */
const BEATS = [{ expect: "beats" }];
/** The port refuses then. */
const ALL_DIE = { fault: "kill", kill: "tree" } as const;

/** Those that take longest come first. */
export const cases: readonly SelfcheckCase[] = [
  {
    name: "notices too late",
    client: "slow-heartbeat",
    options: { fault: "stop", exchange: BEATS, afterwards: [], watchMs: 2800 },
    expected: "noticed=late,by=its heartbeat,reaction=exits",
  },
  {
    name: "does it twice",
    client: "does-it-twice",
    options: {
      fault: "kill",
      exchange: [LINE, ECHOED],
      afterwards: [ECHOED], // the server may be long in starting again
      comeBackMs: 0,
      watchMs: 800,
      control: "after", // both runs count in the same file
    },
    counts: true,
    expected: "noticed=at-once,reaction=reconnects,duplicated=1,belief=duplicate",
  },
  {
    name: "retries silently",
    client: "retries-silently",
    options: {
      fault: "kill",
      exchange: [],
      afterwards: [LINE, ECHOED],
      comeBackMs: 0,
      watchMs: 800,
      control: "after", // both runs count in the same file
    },
    counts: true,
    expected: "noticed=on-use,lost=0,duplicated=0,belief=silent-retry",
  },
  {
    name: "never looks",
    client: "never-looks",
    options: { fault: "kill" },
    expected: "noticed=never,reaction=none,lingers=true",
  },
  {
    name: "hangs",
    client: "hangs",
    options: { fault: "stop", exchange: [LINE, ECHOED], afterwards: [LINE] },
    expected: "noticed=never,reaction=hangs,lost=1",
  },
  {
    name: "raises a false alarm",
    client: "gives-up",
    options: { fault: "pause:1500", exchange: [LINE, ECHOED] },
    expected: "patience=false-alarm,reaction=exits,exit=1,lost=1",
  },
  {
    name: "bears a pause",
    client: "bears",
    options: { fault: "pause:300", exchange: [LINE, ECHOED] },
    expected: "patience=bears,noticed=never,lost=0",
  },
  {
    name: "loses in silence",
    client: "loses-silently",
    options: { fault: "kill", ...USED },
    expected: "noticed=on-use,reaction=exits,exit=0,lost=1,unreported=1",
  },
  {
    name: "lies",
    client: "lies",
    options: { fault: "kill", exchange: [], afterwards: [LINE, { expect: "done: line" }], control: "after" },
    counts: true,
    expected: "reaction=exits,exit=0,lost=1,unreported=1,belief=false-success",
  },
  {
    name: "keeps CLOSE_WAIT",
    client: "leaks",
    options: { fault: "kill" },
    expected: "noticed=at-once,reaction=holds-socket,lingers=true,spins=false",
  },
  {
    name: "spins at the end",
    client: "spins",
    options: { fault: "kill" },
    expected: "noticed=at-once,reaction=holds-socket,lingers=true,spins=true",
  },
  {
    name: "storms",
    client: "storms",
    options: ALL_DIE,
    expected: "noticed=at-once,reaction=reconnects,attempts>=50",
  },
  {
    name: "crashes",
    client: "crashes",
    options: { fault: "reset" },
    expected: "noticed=at-once,reaction=crashes,exit=1",
  },
  {
    name: "reads the FIN",
    client: "reads-fin",
    options: { fault: "kill" },
    expected: "ending=fin,noticed=at-once,reaction=exits,exit=1,lingers=false",
  },
  {
    name: "reads the RST",
    client: "reads-rst",
    options: { fault: "reset" },
    expected: "ending=rst,noticed=at-once,reaction=exits,exit=1",
  },
  {
    name: "closes its socket",
    client: "closes",
    options: { fault: "kill" },
    expected: "noticed=at-once,reaction=closes,exit=none,lingers=false",
  },
  {
    name: "reports on use",
    client: "reports-on-use",
    options: { fault: "kill", ...USED },
    expected: "noticed=on-use,reaction=exits,exit=1,lost=1,unreported=0",
  },
  {
    name: "has a heartbeat",
    client: "heartbeat",
    options: { fault: "stop", exchange: BEATS, afterwards: [], watchMs: 800 },
    expected: "ending=silence,noticed=at-once,by=its heartbeat,reaction=exits",
  },
  {
    name: "connects again",
    client: "reconnects",
    options: ALL_DIE,
    expected: "noticed=at-once,reaction=reconnects,attempts<=20,spins=false",
  },
];
