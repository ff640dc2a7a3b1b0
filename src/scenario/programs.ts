// The two programs of an experiment: the book's, unless the user named others.

import { fileURLToPath } from "node:url";
import { serverAddress } from "../network/addresses.ts";
import {
  type Command,
  type Program,
  shellCommand,
  startOnPipes,
  startOnTerminal,
} from "../program/program.ts";
import { findHolders, readDescriptors, readTree, socketTarget } from "../sys/proc.ts";
import { readWaiting } from "../observe/waiting.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Role, ThreadWait } from "../timeline/observation.ts";
import { findConnection } from "../timeline/conversation.ts";
import { rowsOf } from "../timeline/queries.ts";
import { failure } from "./failure.ts";
import type { Lab } from "./lab.ts";
import type { ExperimentSpec } from "./spec.ts";

const cli = fileURLToPath(new URL("../cli/main.js", import.meta.url));

export function serverCommand(spec: ExperimentSpec): Command {
  if (spec.server !== undefined) return shellCommand(spec.server, place(spec));
  const args = ["serve", "--port", String(spec.port), "--connections-per-child", "1", ...spec.serverOptions];
  return { argv: [process.execPath, cli, ...args], shown: `deadpeer ${args.join(" ")}` };
}

export function clientCommand(spec: ExperimentSpec): Command {
  if (spec.client !== undefined) return shellCommand(spec.client, place(spec));
  const args = [
    "connect",
    serverAddress(spec.network),
    String(spec.port),
    "--wait-on",
    spec.waitOn,
    ...spec.clientOptions,
  ];
  return { argv: [process.execPath, cli, ...args], shown: `deadpeer ${args.join(" ")}` };
}

function place(spec: ExperimentSpec): Record<string, string> {
  return { HOST: serverAddress(spec.network), PORT: String(spec.port) };
}

/** Starts a program and records that it started, what it prints and how it ends. */
export async function startProgram(lab: Lab, role: Role): Promise<Program> {
  const command = role === "server" ? serverCommand(lab.spec) : clientCommand(lab.spec);
  const on = role === "server" ? "pipes" : "terminal";
  let pid = 0;
  const events = {
    printed: (text: string) => lab.record({ kind: "printed", role, text }),
    exited: (end: { exitCode?: number; signal?: string }) =>
      lab.record({ kind: "program-exited", role, pid, ...end }),
  };
  try {
    const start = on === "pipes" ? startOnPipes : startOnTerminal;
    const program = await lab.site.on(role, () => start(command, events));
    pid = program.pid;
    lab.record({ kind: "program-started", role, pid, command: command.shown, on });
    return program;
  } catch (error) {
    const remedy = "Check that the program is there and may be executed.";
    throw failure(2, `The ${role} could not be started: ${(error as Error).message}.`, remedy);
  }
}

/** Samples what the client's threads sleep in; records it when the main thread's call has changed, or in any case. */
export function createWaitingSampler(lab: Lab, client: Program): (always?: boolean) => void {
  let last = "";
  return (always = false) => {
    const pid = programProcess(client.pid);
    const threads = readWaiting(pid, clientInode(lab));
    if (threads.length === 0) return;
    const now = describeMain(threads);
    const changed = now !== last;
    last = now;
    if (always || changed) lab.record({ kind: "waiting", role: "client", pid, threads });
  };
}

function describeMain([main]: readonly ThreadWait[]): string {
  return JSON.stringify([main?.call, main?.on]);
}

/** A shell that waits for the program it was asked to run is not the program. */
function programProcess(pid: number): number {
  const tree = readTree(pid);
  const [root, only, ...others] = tree;
  return root?.name === "sh" && only !== undefined && others.length === 0 ? only.pid : pid;
}

function clientInode(lab: Lab): number {
  const connection = findConnection(lab.timeline.observations);
  return connection === undefined ? 0 : (rowsOf(lab.sockets.sample(), connection).client?.inode ?? 0);
}

/** Finds an established connection to the server's port that a process of the client holds. */
export function findClientConnection(lab: Lab, client: Program): Connection | undefined {
  const row = lab.sockets
    .sample()
    .find(
      ({ state, remote, inode }) =>
        state === "ESTABLISHED" &&
        remote.port === lab.spec.port &&
        findHolders(readTree(client.pid), inode).length > 0,
    );
  return row && { client: row.local, server: row.remote };
}

/** The descriptor by which `pid` holds the socket. */
export function descriptorOf(pid: number, inode: number): number | undefined {
  return [...readDescriptors(pid)].find(([, target]) => target === socketTarget(inode))?.[0];
}
