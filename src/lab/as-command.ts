// What was done in the lab as a `deadpeer run` line that does it again, where there is one: lines, one fault, lines. Pure.

import { faults, isFault } from "../fault/index.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";

export interface Programs {
  /** Commands of one's own; left out: deadpeer's own. */
  readonly server?: string;
  readonly client?: string;
  readonly waitOn: "terminal" | "both";
  /** What else was chosen for them on the command line, in that order. */
  readonly options?: readonly WrittenOption[];
}

/** An option that `deadpeer run` has as well. */
export interface WrittenOption {
  /** `server-env` */
  readonly name: string;
  readonly value: string;
}

/** The line, or why there is none. */
export type AsCommand = { readonly line: string } | { readonly why: string };

export function asCommand(observations: readonly Observation[], programs: Programs): AsCommand {
  const [fault, ...others] = ofKind(observations, "fault");
  if (fault === undefined) return { why: "nothing has been done to the server yet" };
  if (others.length > 0) return { why: "more than one thing was done to the server" };
  const ownDoing = isFault(fault.fault) ? (faults[fault.fault].expects.wire ?? []) : [];
  if (ofKind(observations, "wire").length > ownDoing.length)
    return { why: "something was done to the cable" };
  if (ofKind(observations, "recovered").length > 0) return { why: "a process was stopped and continued" };
  if (ofKind(observations, "program-started").length > 2) return { why: "the server was started again" };
  const before = observations.filter(({ atNs }) => atNs < fault.atNs);
  const after = observations.filter(({ atNs }) => atNs > fault.atNs);
  const { server, client, waitOn, options = [] } = programs;
  const parts = [
    "deadpeer run",
    server !== undefined && option("server", server),
    client === undefined ? `--wait-on ${waitOn}` : option("client", client),
    ...(server === undefined ? options : withTerminal(options)).map(({ name, value }) => option(name, value)),
    ...spoken(before),
    `--fault ${fault.fault}`,
    "--then",
    ...spoken(after),
  ];
  return { line: parts.filter(Boolean).join(" ") };
}

/** A server of one's own is on a terminal in the lab, and for `run` on pipes. */
function withTerminal(options: readonly WrittenOption[]): readonly WrittenOption[] {
  const isChosen = options.some(({ name }) => name === "server-on");
  return isChosen ? options : [{ name: "server-on", value: "terminal" }, ...options];
}

/** What was said and pressed; and waited for, where the client printed the very line. */
function spoken(observations: readonly Observation[]): string[] {
  return observations.flatMap((observation, i) => {
    if (observation.kind === "pressed") return [`--press ${observation.key}`];
    if (observation.kind !== "typed") return [];
    const { text } = observation;
    const printed = printedBy(observations.slice(i), "client").some((each) => each.text.includes(text));
    const isWaitedFor = printed && text !== "" && !text.startsWith("/");
    return [option("say", text), ...(isWaitedFor ? [option("expect", text)] : [])];
  });
}

/** A value that begins with two dashes would be taken for an option. */
function option(name: string, value: string): string {
  return `--${name}${value.startsWith("--") ? "=" : " "}${quoted(value)}`;
}

/** For a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
