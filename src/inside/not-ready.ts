// Why a program never got ready, as far as can be seen: whether it ended, where it listens or connects instead, and what
// it printed.

import { otherSocketsOf } from "../sys/other-sockets.ts";
import { type ProcStat, readHeldSockets } from "../sys/proc.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import type { Observed, Role, SocketSample } from "../timeline/observation.ts";
import { outputOf, plainText } from "../timeline/output.ts";
import { findMatch, showPattern } from "../timeline/pattern.ts";
import { findExit, ofKind, printedBy } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import { notClients } from "../timeline/whose.ts";
import { type Failure, failure } from "../failure.ts";
import type { Experiment } from "./experiment.ts";

/** Exit codes of sh(1): the command was found but cannot be executed; it was not found. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

const NO_TCP = "It has no TCP socket";
const OBSERVED = "TCP is what is observed: let it use $HOST and $PORT, which have the server's address.";

export const CONNECTED = "connected to the server";

const ENDED = {
  message: "The client's connection to the server ended before it could be observed",
  remedy:
    "It must stay connected until the fault. If it ends once it is answered: `--fault FAULT@mid-request` or `@mid-reply`.",
} as const;

/** What was waited for: a role can have had another program before. */
export interface AwaitedProgram {
  /** `server`, `second server` */
  readonly called: string;
  /** The option that it was given with, where that is not the role's. */
  readonly option?: string;
  /** How many observations there were before it was started. */
  readonly from: number;
  processes(): ProcStat[];
  /** The sockets of its host. */
  sockets(): readonly SocketSample[];
}

/** The only program in this role. */
export function programIn({ trees, sockets }: Experiment, role: Role): AwaitedProgram {
  return { called: role, from: 0, processes: () => trees.of(role), sockets: () => sockets.everything() };
}

/** @param what is missing: `CONNECTED`, `listened on port 9877` */
export function neverReady(
  experiment: Experiment,
  role: Role,
  what: string,
  program: AwaitedProgram = programIn(experiment, role),
): Failure {
  const exit = findExit(experiment.timeline.observations, role);
  if (what === CONNECTED && wasConnected(experiment)) {
    return failure(
      exit ? 2 : 3,
      `${ENDED.message}${ending(experiment, role, program)}. ${said(experiment, role, program)}`,
      ENDED.remedy,
    );
  }
  if (what === CONNECTED && exit === undefined) {
    const { hidden } = readHeldSockets(experiment.trees.of(role));
    if (hidden.length > 0) return notSeen(hidden);
  }
  const elsewhere = socketsElsewhere(role, program);
  const sentences = [
    `The ${nameOf(program)} never ${what}${ending(experiment, role, program)}.`,
    elsewhere,
    said(experiment, role, program),
  ];
  // If it ended, it could not be started; if it runs, it was not observed to be ready.
  return failure(
    exit ? 2 : 3,
    sentences.filter(Boolean).join(" "),
    unasked(experiment, role, what) ??
      (elsewhere.startsWith(NO_TCP) ? OBSERVED : onOtherPort(role, program)) ??
      remedyFor(program.called, exit?.exitCode),
  );
}

/** What kept the client from being asked, and so from connecting. */
function unasked({ timeline, spec }: Experiment, role: Role, what: string): string | undefined {
  const { observations } = timeline;
  const { ready, exchange: [first = {}] = [] } = spec.custom ?? {};
  if (what !== CONNECTED || ready === undefined || !("say" in first)) return undefined;
  if (findExit(observations, role) || findMatch(ready, outputOf(observations, role))) return undefined;
  return `Nothing was typed to it, as it has not printed ${showPattern(ready)} (--ready): leave --ready out if it prints that only once it is connected.`;
}

function notSeen(hidden: readonly number[]): Failure {
  return failure(
    3,
    `It is unknown whether the client has connected to the server: its process ${hidden.join(", ")} cannot be inspected.`,
    "It runs as another user, or has made itself undumpable (prctl(2)): run deadpeer as root.",
  );
}

/** A client's end was seen established, and none is left. (One that is left belongs to another program.) */
function wasConnected({ timeline, spec }: Experiment): boolean {
  const others = notClients(timeline);
  const isClients = ({ remote, local, state }: SocketSample): boolean =>
    remote.port === spec.port && state === "ESTABLISHED" && !others.has(local.port);
  const connected = ofKind(timeline.observations, "sockets").map(({ rows }) => rows.some(isClients));
  if (connected.at(-1) === true) return false;
  // Too short for a look at the table, which the answer to its SYN was not.
  const isAnswer = ({ flags, from, to }: Observed<"segment">): boolean =>
    flags === "S." && from.port === spec.port && !others.has(to.port);
  return connected.includes(true) || ofKind(timeline.observations, "segment").some(isAnswer);
}

function nameOf({ called, option }: AwaitedProgram): string {
  return option === undefined ? called : `${called} (${option})`;
}

function remedyFor(called: string, exitCode: number | undefined): string {
  if (exitCode === NOT_FOUND) return `Check that the ${called}'s command is installed and in the PATH.`;
  if (exitCode === NOT_EXECUTABLE)
    return `The ${called}'s command is not executable: \`chmod +x\` makes it so.`;
  return `Run the ${called} on its own to see why. The server's address is in $HOST and $PORT.`;
}

function ending(experiment: Experiment, role: Role, { from }: AwaitedProgram): string {
  const { observations } = experiment.timeline;
  const exit = findExit(observations, role);
  if (exit) return ` and ended (${formatEnd(exit)})`;
  const away = ofKind(observations.slice(from), "went-to-background").find((each) => each.role === role);
  return away ? `: it went to the background as process ${away.left.join(", ")}` : "";
}

/** The sockets that it has instead of the intended one. */
export function socketsElsewhere(
  role: Role,
  { processes, sockets }: Pick<AwaitedProgram, "processes" | "sockets">,
): string {
  const held = readHeldSockets(processes());
  const own = sockets().filter(({ inode }) => held.inodes.has(inode));
  const wanted = own.filter(({ state }) => state === "LISTEN" || role === "client");
  const places = new Set(wanted.map((row) => describeSocket(row))); // `*` stands for IPv6 and for IPv4
  if (places.size > 0) return `It ${[...places].slice(0, 3).join(", and ")}.`;
  const others = new Set(processes().flatMap(({ pid }) => otherSocketsOf(pid, held.inodes)));
  return others.size > 0 ? `${NO_TCP}, and a ${[...others].join(" and a ")}.` : "";
}

/** Where the server listens on one port, and that is another one. */
function onOtherPort(role: Role, { option, processes, sockets }: AwaitedProgram): string | undefined {
  if (role !== "server" || option !== undefined) return undefined;
  const { inodes } = readHeldSockets(processes());
  const listening = sockets().filter(({ state, inode }) => state === "LISTEN" && inodes.has(inode));
  const [port, ...others] = new Set(listening.map(({ local }) => local.port));
  if (port === undefined || others.length > 0) return undefined;
  return `Say \`--port ${port}\`, or let it listen on $HOST and $PORT, which have the server's address.`;
}

function describeSocket({ local, remote, state }: SocketSample): string {
  if (state === "LISTEN") return `listens on ${formatEndpoint(local)}`;
  if (state === "SYN_SENT") return `waits for an answer from ${formatEndpoint(remote)}`;
  return `has a connection to ${formatEndpoint(remote)}`;
}

/** Where Node was when it aborted says nothing to people; what it says above that does. */
function withoutNativeStack(text: string): string {
  const [before = text] = text.split(/^-+ Native stack trace -+\s*$|^ *1: 0x[0-9a-f]+ /m);
  return before;
}

function said(experiment: Experiment, role: Role, { from }: AwaitedProgram): string {
  if (experiment.spec.without.includes("output")) return "What it printed was not observed.";
  const text = printedBy(experiment.timeline.observations.slice(from), role).map((printed) => printed.text);
  const end = plainText(withoutNativeStack(text.join("")))
    .trim()
    .slice(-300);
  return end ? `It printed: ${end}` : "It printed nothing.";
}
