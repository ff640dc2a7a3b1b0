// The two programs of an experiment: deadpeer's own, unless the user gave others.

import { serverAddress } from "../network/addresses.ts";
import {
  type Command,
  type Program,
  shellCommand,
  prepareTerminals,
  startOnPipes,
  startOnTerminal,
} from "../program/program.ts";
import { endWithUs } from "../program/end-with-us.ts";
import { findUser } from "../program/user.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import { type ProcStat, readDescriptors, socketTarget } from "../sys/proc.ts";
import { programFile } from "../sys/program-file.ts";
import { relayCommand } from "../relay/index.ts";
import type { Role } from "../timeline/observation.ts";
import type { ProcessEnd } from "../timeline/program-facts.ts";
import { type Failure, failure, remedyForShortage } from "../failure.ts";
import type { Experiment } from "./experiment.ts";
import { roleIn } from "./process-trees.ts";
import { recordEnd } from "./record-end.ts";
import type { ExperimentSpec } from "./spec.ts";

const cli = programFile("../cli/main", import.meta.url);

export function serverCommand(spec: ExperimentSpec): Command {
  if (spec.server !== undefined) return customCommand(spec, "server", spec.server);
  const address = listeningAddress(spec);
  if (spec.custom?.upstream !== undefined) {
    const argv = relayCommand({ address, port: spec.port }, spec.via ?? "");
    return ourCommand("server", [...argv, "--check-upstream"], `relay to ${spec.custom.upstream}`);
  }
  const host = spec.serverOptions.includes("--host") ? [] : ["--host", address];
  const port = ["--port", String(serverPort(spec))];
  const args = ["serve", ...host, ...port, "--connections-per-child", "1", ...spec.serverOptions];
  return ourCommand("server", [process.execPath, cli, ...args], `deadpeer ${args.join(" ")}`);
}

/** In a private network everywhere; on the machine's own network nobody else is to reach it, or what is behind a relay. */
export function listeningAddress({ network }: ExperimentSpec): string {
  return network === "machine" ? serverAddress(network) : "0.0.0.0";
}

export function clientCommand(spec: ExperimentSpec): Command {
  if (spec.client !== undefined) return customCommand(spec, "client", spec.client);
  const { HOST: host, PORT: port } = place(spec, "client");
  const args = ["connect", host, port, "--wait-on", spec.waitOn, ...spec.clientOptions];
  return ourCommand("client", [process.execPath, cli, ...args], `deadpeer ${args.join(" ")}`);
}

function ourCommand(role: Role, argv: Command["argv"], shown: string): Command {
  return { argv, shown, env: { ...noExtraCertificates, ...roleIn(role) } };
}

function customCommand(spec: ExperimentSpec, role: Role, line: string): Command {
  const { env, cwd } = spec.start[role];
  return {
    ...shellCommand(line, { ...env, ...place(spec, role), ...roleIn(role) }),
    ...(cwd !== undefined && { cwd }),
  };
}

/** The server's address, as a program's environment has it. Behind a relay or a proxy the server itself has another. */
export function place(spec: ExperimentSpec, role: Role): { readonly HOST: string; readonly PORT: string } {
  const port = role === "server" ? serverPort(spec) : spec.port;
  const host = role === "client" && hasProxy(spec) ? PROXY_ADDRESS : serverAddress(spec.network);
  return { HOST: host, PORT: String(port) };
}

/** A proxy runs on the client's host: the wire is behind it, and a host of the server's that dies is not its own. */
const PROXY_ADDRESS = "127.0.0.1";

/** What a proxy's environment has: where it is to listen, and where the server is. */
export function placeOfProxy(spec: ExperimentSpec): Record<string, string> {
  const { HOST, PORT } = place(spec, "server");
  return { ...place(spec, "client"), SERVER_HOST: HOST, SERVER_PORT: PORT };
}

/** Whether a proxy stands between client and server. */
export function hasProxy({ custom }: ExperimentSpec): boolean {
  return custom?.through !== undefined;
}

const BEHIND = 10_000;
const LAST_PORT = 65_535;

/** Where the server listens. */
export function serverPort(spec: ExperimentSpec): number {
  const { port, isRelayed } = spec;
  if (!isRelayed && !hasProxy(spec)) return port;
  return port + BEHIND > LAST_PORT ? port - BEHIND : port + BEHIND;
}

/** Whatever becomes of this process: in a PID namespace the kernel sees to it. */
export function endingWithUs({ firstPid }: ExperimentSpec, command: Command): Command {
  return firstPid === undefined ? endWithUs(command) : command;
}

/** Where that listens which dies: a relay dies for the server behind it, and a proxy does not. */
export function mortalPort(spec: ExperimentSpec): number {
  return hasProxy(spec) ? serverPort(spec) : spec.port;
}

/** How much output of each program is kept, in characters; the rest is read and discarded. */
const OUTPUT_LIMIT = 1024 * 1024;

/** Another command, on another host. */
export interface Elsewhere {
  readonly line: string;
  /** Its processes, and none of the program that had this role before. */
  processes(): ProcStat[];
  on<T>(act: () => T): T;
}

function placeOf({ start }: ExperimentSpec, role: Role): "terminal" | "pipes" {
  return start[role].on ?? (role === "server" ? "pipes" : "terminal");
}

/** To be called while a server starts. */
export function prepareClient(spec: ExperimentSpec): void {
  if (placeOf(spec, "client") === "terminal") prepareTerminals();
}

/** Starts a program and records that it started, what it prints and how it ends. */
export async function startProgram(
  experiment: Experiment,
  role: Role,
  elsewhere?: Elsewhere,
): Promise<Program> {
  const { spec, site } = experiment;
  const usual = role === "server" ? serverCommand(spec) : clientCommand(spec);
  const own = asUser(experiment, role, elsewhere ? customCommand(spec, role, elsewhere.line) : usual);
  const command = endingWithUs(spec, own);
  const on = placeOf(spec, role);
  const kept = createOutputKeeper(experiment, role);
  let pid = 0;
  const events = {
    printed: kept,
    exited: (end: ProcessEnd) =>
      recordEnd(experiment, { role, pid, end }, () => othersOf(experiment, role, pid, elsewhere)),
  };
  try {
    const start = on === "pipes" ? startOnPipes : startOnTerminal;
    const begin = (): Promise<Program> | Program => start(command, events);
    const program = await (elsewhere ? elsewhere.on(begin) : site.on(role, begin));
    pid = program.pid;
    experiment.trees.add(role, pid);
    experiment.record({ kind: "program-started", role, pid, command: command.shown, on });
    return program;
  } catch (error) {
    throw notStartedAs(spec.start[role].user, role, error as Error) ?? notStarted(role, on, error as Error);
  }
}

/** One more client, on pipes, that is not the one under test: nothing of what it does is recorded. */
export async function startAnotherClient(
  experiment: Experiment,
  printed: (text: string) => void,
): Promise<Program> {
  const { spec } = experiment;
  const own = asUser(experiment, "client", clientCommand(spec));
  const command = endingWithUs(spec, own);
  const events = { printed, exited: () => undefined };
  try {
    const program = await experiment.site.on("client", () => startOnPipes(command, events));
    experiment.trees.add("client", program.pid);
    return program;
  } catch (error) {
    throw notStarted("client", "pipes", error as Error);
  }
}

/** Undefined if that was not the problem. (Where a terminal is wanted, the error has no code.) */
function notStartedAs(
  user: string | undefined,
  role: Role,
  { code }: NodeJS.ErrnoException,
): Failure | undefined {
  if (user === undefined || (code !== "EPERM" && code !== "EINVAL")) return undefined;
  const remedy =
    "Run deadpeer as root; or in a private network, where the user's id must be among your subordinate ids " +
    "(/etc/subuid and /etc/subgid say how many there are).";
  return failure(2, `The ${role} could not be started as ${user}: ${code}.`, remedy);
}

function notStarted(role: Role, on: "terminal" | "pipes", error: Error): Failure {
  const why = error.message.replace(/\.+$/, "");
  const what = `The ${role} could not be started: ${why}.`;
  // A shell runs the command: that one is missing comes later, and from the shell.
  if (on === "terminal")
    return failure(
      3,
      what,
      `It gets no terminal or no process here: \`--${role}-on pipes\` needs no terminal, and \`ulimit -u\` limits processes.`,
    );
  const shortage = remedyForShortage(error);
  const check = "Check that the program is there and may be executed.";
  return shortage === undefined ? failure(2, what, check) : failure(3, what, shortage);
}

/** What goes on when a program's first process has ended by itself: it has become a daemon. */
function othersOf({ trees }: Experiment, role: Role, pid: number, elsewhere?: Elsewhere): number[] {
  trees.adopt(role);
  const living = (elsewhere?.processes() ?? trees.of(role)).filter(({ state }) => state !== "Z");
  return living.map((row) => row.pid).filter((other) => other !== pid);
}

function asUser({ spec }: Experiment, role: Role, command: Command): Command {
  const name = spec.start[role].user;
  if (name === undefined) return command;
  const user = findUser(name);
  if (user === undefined) throw failure(2, `There is no user ${name}.`, "Use the name of an existing user.");
  return { ...command, user };
}

function createOutputKeeper(experiment: Experiment, role: Role): (text: string) => void {
  let left = OUTPUT_LIMIT;
  return (text) => {
    if (left <= 0) return;
    experiment.record({ kind: "printed", role, text: text.slice(0, left) });
    left -= text.length;
    if (left <= 0) experiment.record({ kind: "output-cut", role, kept: OUTPUT_LIMIT });
  };
}

/** The descriptor of the socket in process `pid`. */
export function descriptorOf(pid: number, inode: number): number | undefined {
  return [...(readDescriptors(pid) ?? [])].find(([, target]) => target === socketTarget(inode))?.[0];
}
