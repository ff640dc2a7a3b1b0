// The session of an experiment: a server that listens, a client connected to it, and their connection.

import { writeFileSync } from "node:fs";
import type { KeyName } from "../program/keys.ts";
import type { Program } from "../program/program.ts";
import { LONGEST_LINE } from "../sys/terminal.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Role, SocketSample } from "../timeline/observation.ts";
import { findExit } from "../timeline/queries.ts";
import { failure } from "../failure.ts";
import type { Setting } from "./spec.ts";
import type { Experiment } from "./experiment.ts";
import { answerableConnections, type ClientSampler, createClientSampler } from "./client-sampler.ts";
import { type AwaitedProgram, CONNECTED, neverReady, programIn } from "./not-ready.ts";
import { listeningOn } from "./listening.ts";
import { mortalPort, prepareClient, serverPort, startProgram } from "./programs.ts";
import { startProxy } from "./proxy.ts";
import { startRelayBefore } from "./relay-before.ts";
import { waitForPattern } from "./wait-for-pattern.ts";

export interface Session {
  readonly experiment: Experiment;
  readonly server: Program;
  readonly client: Program;
  readonly connection: Connection;
  /** Samples what the client's threads sleep in, and records it if it has changed (or `always`). */
  readonly sampleWaiting: ClientSampler;
  /** What ends the fault, where it lasts for a time; in this order. */
  readonly heals: (() => Promise<void>)[];
  /** When the death began that is under way; left out: with the run. */
  readonly sinceNs?: number;
}

/** Starts the server, waits until it listens, starts the client, waits until it is connected. */
export async function openSession(experiment: Experiment): Promise<Session> {
  return await connectClient(experiment, await prepareServer(experiment));
}

/** The client of a session with a server that runs already. */
export async function connectClient(experiment: Experiment, server: Program): Promise<Session> {
  const client = await startProgram(experiment, "client");
  const sampleWaiting = createClientSampler(experiment, client);
  const connection = await ready(experiment, "client", CONNECTED, () =>
    answerableConnections(experiment).at(0),
  );
  experiment.record({ kind: "connection", ...connection });
  return { experiment, server, client, connection, sampleWaiting, heals: [] };
}

/** Applies the settings of the network and starts the server, and the proxy before it. */
export async function prepareServer(experiment: Experiment): Promise<Program> {
  refuseTakenPort(experiment);
  applySettings(experiment);
  const server = await startServer(experiment);
  await startProxy(experiment);
  return server;
}

/** Returns the program to which orders go: the server, or the relay before it. */
export async function startServer(experiment: Experiment): Promise<Program> {
  const before = experiment.timeline.observations.length;
  const server = await startProgram(experiment, "server");
  prepareClient(experiment.spec);
  const port = serverPort(experiment.spec);
  await ready(experiment, "server", `listened on port ${port}`, () => listeningOn(experiment, port));
  experiment.trees.adopt("server");
  const { serverReady } = experiment.spec.custom ?? {};
  if (serverReady) await waitForPattern(experiment, "server", serverReady, before);
  return experiment.spec.isRelayed ? await startRelay(experiment) : server;
}

async function startRelay(experiment: Experiment): Promise<Program> {
  const relay = await startRelayBefore(experiment);
  await ready(experiment, "server", "a relay before it", () => listening(experiment));
  return relay;
}

/** The server's listening socket, or that of the relay before it. */
export function listening(experiment: Experiment): SocketSample | undefined {
  return listeningOn(experiment, mortalPort(experiment.spec));
}

/** Sysctls of the experiment's own hosts; those of the machine are never changed. */
function applySettings({ spec, site }: Experiment): void {
  if (spec.network === "machine") return refuseAsked(spec.settings);
  writeSettings(spec.settings, (host, act) => site.on(host, act));
}

export function writeSettings(
  settings: readonly Setting[],
  on: (host: Setting["host"], act: () => void) => void,
): void {
  for (const { host, name, value, isAsked } of settings) {
    try {
      on(host, () => writeFileSync(`/proc/sys/net/${name}`, value));
    } catch (error) {
      throw failure(
        isAsked ? 2 : 3,
        `net/${name} could not be set to ${value}: ${(error as Error).message}.`,
        "The kernel must have this setting for each network, and /proc/sys must be writable.",
      );
    }
  }
}

function refuseAsked(settings: readonly Setting[]): void {
  const asked = settings.find(({ isAsked }) => isAsked);
  if (asked === undefined) return;
  throw failure(
    2,
    `net/${asked.name} cannot be set: the network is the machine's own, whose settings are left as they are.`,
    "Use a private network (`deadpeer doctor` says what it needs), or leave the setting out.",
  );
}

/** On the machine's own loopback another program may have the port; its listening socket must not be mistaken for ours. */
function refuseTakenPort(experiment: Experiment): void {
  const ports = [experiment.spec.port, serverPort(experiment.spec)];
  const taken = ports.find((port) => listeningOn(experiment, port));
  if (taken === undefined) return;
  throw failure(
    2,
    `Port ${taken} is in use on this machine.`,
    "Choose another with --port, or use a private network.",
  );
}

/** Waits until `look` finds the program ready. Throws a Failure if it ends first, or never gets there. */
export async function ready<T extends object>(
  experiment: Experiment,
  role: Role,
  what: string,
  look: () => T | undefined,
  program: AwaitedProgram = programIn(experiment, role),
): Promise<T> {
  const seen = await experiment.timeline.until(
    `a ${role} that has ${what}`,
    (observations) => look() ?? findExit(observations, role),
    { limitMs: experiment.spec.startMs },
  );
  if (seen === undefined || "kind" in seen) throw neverReady(experiment, role, what, program);
  return seen;
}

export function typeLine({ experiment, client }: Pick<Session, "experiment" | "client">, text: string): void {
  const bytes = Buffer.byteLength(text);
  // A terminal is asked only where it matters: that of a client that has just ended is closed.
  if (bytes > LONGEST_LINE && bytes > client.longestLine())
    throw failure(
      2,
      `A line of ${bytes.toLocaleString("en")} bytes cannot be typed: a terminal cuts lines after 4,095 bytes.`,
      "Start the client on pipes (--client-on pipes), or say less.",
    );
  experiment.record({ kind: "typed", text });
  client.type(text);
}

export function pressKey({ experiment, client }: Session, key: KeyName): void {
  experiment.record({ kind: "pressed", key });
  client.press(key);
}

export function endInput({ experiment, client }: Session): void {
  experiment.record({ kind: "end-of-input" });
  client.endInput();
}
