// What was done in the lab as a `deadpeer run` line that does it again, where there is one: lines, one fault, lines. Pure.

import { faults, isFault } from "../fault/index.ts";
import type { Observation } from "../timeline/observation.ts";
import { faultAsWritten, ofKind, printedBy } from "../timeline/queries.ts";

export interface Programs {
  /** Commands of one's own; left out: deadpeer's own. */
  readonly server?: string;
  readonly client?: string;
  readonly waitOn: "terminal" | "both";
  /** What deadpeer's own client is given besides. */
  readonly clientOptions?: readonly string[];
  /** Of the hosts' kernels, as the section has them. */
  readonly settings?: readonly {
    readonly host: string;
    readonly name: string;
    readonly value: string;
    readonly isAsked?: true;
  }[];
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
  const undone = ofKind(observations, "recovered").at(0);
  if (undone && fault.amount === undefined) return { why: "a process was stopped and continued" };
  if (undone && undone.atNs - fault.atNs < (fault.amount ?? 0) * 1e6)
    return { why: "what lasted for a time was ended early" };
  if (ofKind(observations, "program-started").length > 2) return { why: "the server was started again" };
  const before = observations.filter(({ atNs }) => atNs < fault.atNs);
  const after = observations.filter(({ atNs }) => atNs > fault.atNs);
  const { server, options = [] } = programs;
  const parts = [
    "deadpeer run",
    server !== undefined && option("server", server),
    ...clientIn(programs),
    ...sectionSettings(programs),
    ...(server === undefined ? options : withTerminal(options)).map(({ name, value }) => option(name, value)),
    ...spoken(before),
    `--fault ${faultAsWritten({ fault: fault.fault, observations })}`,
    "--then",
    ...spoken(after),
  ];
  return { line: parts.filter(Boolean).join(" ") };
}

function clientIn({ client, waitOn, clientOptions = [] }: Programs): string[] {
  if (client !== undefined) return [option("client", client)];
  if (clientOptions.length === 0) return [`--wait-on ${waitOn}`];
  const line = ["deadpeer connect $HOST $PORT --wait-on", waitOn, ...clientOptions].join(" ");
  return [option("client", line)];
}

function sectionSettings({ settings = [] }: Programs): string[] {
  return settings.flatMap(({ host, name, value, isAsked }) =>
    isAsked ? [] : [option("sysctl", `${host}:net.${name.replaceAll("/", ".")}=${value}`)],
  );
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
