// The stage of an experiment: a server that listens, a client that is connected to it, and the connection between.

import { writeFileSync } from "node:fs";
import type { Program } from "../program/program.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Role, SocketSample } from "../timeline/observation.ts";
import { findExit } from "../timeline/queries.ts";
import { failure } from "../failure.ts";
import type { Lab } from "./experiment.ts";
import { clientConnections, type ClientSampler, createClientSampler } from "./client-sampler.ts";
import { CONNECTED, neverReady } from "./not-ready.ts";
import { startProgram } from "./programs.ts";
import { seePattern } from "./wait-for-pattern.ts";

export interface Stage {
  readonly lab: Lab;
  readonly server: Program;
  readonly client: Program;
  readonly connection: Connection;
  /** Looks what the client's threads sleep in, and records it if it has changed (or `always`). */
  readonly sampleWaiting: ClientSampler;
}

/** Starts the server, waits until it listens, starts the client, waits until it is connected. */
export async function setStage(lab: Lab): Promise<Stage> {
  const server = await prepareServer(lab);
  const client = await startProgram(lab, "client");
  const sampleWaiting = createClientSampler(lab, client);
  const connection = await ready(lab, "client", CONNECTED, () => clientConnections(lab).at(0));
  lab.record({ kind: "connection", ...connection });
  return { lab, server, client, connection, sampleWaiting };
}

/** The network as it is to be, and a server in it that listens. */
export async function prepareServer(lab: Lab): Promise<Program> {
  refuseTakenPort(lab);
  applySettings(lab);
  return await startServer(lab);
}

export async function startServer(lab: Lab): Promise<Program> {
  const before = lab.timeline.observations.length;
  const server = await startProgram(lab, "server");
  await ready(lab, "server", `listened on port ${lab.spec.port}`, () => listening(lab));
  lab.trees.adopt("server");
  const { serverReady } = lab.spec.own ?? {};
  if (serverReady) await seePattern(lab, "server", serverReady, before);
  return server;
}

export function listening(lab: Lab): SocketSample | undefined {
  return lab.sockets.sample().find(({ state, local }) => state === "LISTEN" && local.port === lab.spec.port);
}

/** Values of the kernel's TCP, on a host of the experiment's own; the machine's own are left alone. */
function applySettings({ spec, site }: Lab): void {
  if (spec.network === "machine") return;
  for (const { host, name, value } of spec.settings) {
    try {
      site.on(host, () => writeFileSync(`/proc/sys/net/${name}`, value));
    } catch (error) {
      throw failure(
        3,
        `net/${name} could not be set: ${(error as Error).message}.`,
        "It needs a kernel that lets every network have its own, and /proc/sys to be writable.",
      );
    }
  }
}

/** On the machine's own loopback another program may have the port: its listening socket must not be taken for ours. */
function refuseTakenPort(lab: Lab): void {
  const { port } = lab.spec;
  if (!lab.sockets.sample().some(({ state, local }) => state === "LISTEN" && local.port === port)) return;
  throw failure(
    2,
    `Port ${port} is in use on this machine.`,
    "Choose another with --port, or use a private network.",
  );
}

/** Waits until `look` sees the program ready; a program that ends first, or never gets there, is a failure. */
export async function ready<T extends object>(
  lab: Lab,
  role: Role,
  what: string,
  look: () => T | undefined,
): Promise<T> {
  const seen = await lab.timeline.until(
    `a ${role} that has ${what}`,
    (observations) => look() ?? findExit(observations, role),
    { limitMs: lab.spec.startMs },
  );
  if (seen === undefined || "kind" in seen) throw neverReady(lab, role, what);
  return seen;
}

export function typeLine({ lab, client }: Pick<Stage, "lab" | "client">, text: string): void {
  lab.record({ kind: "typed", text });
  client.type(text);
}

export function endInput({ lab, client }: Stage): void {
  lab.record({ kind: "end-of-input" });
  client.endInput();
}
