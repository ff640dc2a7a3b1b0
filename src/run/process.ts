// Runs one experiment in a process of its own, inside a network of its own, and collects what it observes.

import { randomInt } from "node:crypto";
import { faults } from "../fault/index.ts";
import type { NetworkRecord } from "../timeline/record.ts";
import { inOrderOfTime } from "../timeline/in-order.ts";
import { type Failure, failure } from "../failure.ts";
import type { Completed, ExperimentSpec, Message } from "../inside/spec.ts";
import { hasMadePrivateNetwork } from "../network/private-network.ts";
import { findUsers } from "../network/users.ts";
import { type InsideEnd, endedTooEarly, refusedNamespaces, shortOfNamespaces } from "./inside-end.ts";
import { type ExperimentEvents, type Messages, type Received, takeMessages } from "./messages.ts";
import { requireProc } from "./platform.ts";
import { explainShortage } from "./shortage.ts";
import { startInside } from "./start-inside.ts";

export interface ExperimentOptions extends ExperimentEvents {
  /** If a private network is refused, use the machine's own loopback, with a notice. */
  readonly mayFallBack: boolean;
  /** Ends the experiment and everything it has started. */
  readonly signal?: AbortSignal;
}

/** A finished experiment. */
export interface Finished {
  readonly completed: Completed;
  /** Something that it had started could not be ended. */
  readonly left?: Failure;
}

/**
 * Resolves when the experiment is over and nothing of it is left, unless `left` says what. Rejects with a Failure if it
 * could not be run, with the signal's reason if it was aborted, and with what a listener has thrown; nothing of it is left
 * then either, or it rejects with a Failure that says what.
 */
export async function runExperiment(spec: ExperimentSpec, options: ExperimentOptions): Promise<Finished> {
  requireProc();
  if (spec.network === "machine") return await runInside(spec, { name: "machine" }, options);
  try {
    return await runInPrivate(spec, options);
  } catch (error) {
    if (!(error instanceof NoPrivateNetwork)) throw error;
    // Another experiment may be on the machine's own network, and what is skipped may fail.
    if (canBeMade(spec)) throw shortOfNamespaces(error.message);
    if (!options.mayFallBack) throw noPrivateNetwork(spec, error.message);
    const note = `no private network (${error.message}): this is the machine's own loopback`;
    return await runInside({ ...spec, network: "machine" }, { name: "machine", note }, options);
  }
}

/** One has been made, and nobody is needed there who is never there for this user: a refusal is for the moment. */
function canBeMade({ start: { server, client } }: ExperimentSpec): boolean {
  const needsOthers = server.user !== undefined || client.user !== undefined;
  return hasMadePrivateNetwork() && !(needsOthers && findUsers() === "own");
}

const withoutNetwork = new WeakSet<object>();

/** Whether an experiment was not made because it needs a private network, and there is none here. */
export function needsPrivateNetwork(error: unknown): boolean {
  return typeof error === "object" && error !== null && withoutNetwork.has(error);
}

class NoPrivateNetwork extends Error {}

/** Whether a PID namespace is possible here, determined once (`/proc` may be masked in a container). */
let ownProcessesWork = true;

async function runInPrivate(spec: ExperimentSpec, options: ExperimentOptions): Promise<Finished> {
  const network = { name: spec.network };
  if (!ownProcessesWork) return await runInside(spec, network, options);
  try {
    return await runInside({ ...spec, firstPid: nextFirstPid() }, network, options);
  } catch (error) {
    if (!(error instanceof NoPrivateNetwork)) throw error;
    const finished = await runInside(spec, network, options);
    ownProcessesWork = false;
    return finished;
  }
}

const FIRST_PIDS = { from: 10_000, to: 30_000, apart: 1000 } as const;
let firstPid = randomInt(FIRST_PIDS.from, FIRST_PIDS.to);

/** Far from the last one, so that an experiment and its control have no pid in common. */
function nextFirstPid(): number {
  firstPid += FIRST_PIDS.apart;
  if (firstPid >= FIRST_PIDS.to) firstPid -= FIRST_PIDS.to - FIRST_PIDS.from;
  return firstPid;
}

function whatIsRun({ scenario, custom }: ExperimentSpec): string {
  if (custom?.through !== undefined) return "a proxy between client and server";
  return scenario === "lab" ? "the lab's cable" : "this section";
}

function noPrivateNetwork(spec: ExperimentSpec, why: string): Failure {
  const { scenario, fault, moment, network } = spec;
  const allow = why.includes("not installed")
    ? "Install util-linux"
    : "Allow user namespaces (`deadpeer doctor` says how)";
  const elsewhere = moment.at === "idle" ? whatIsRun(spec) : `the moment \`${moment.at}\``;
  const what = faults[fault].needsTwoHosts ? `the fault \`${fault}\`` : elsewhere;
  const without = scenario === "lab" ? " Without a cable: `--network machine`." : "";
  const remedy =
    network === "two-hosts"
      ? `${allow}: ${what} needs two hosts.${without}`
      : `${allow}, or use \`--network machine\`.`;
  const made = failure(3, `A private network is not possible here: ${why}.`, remedy);
  withoutNetwork.add(made);
  return made;
}

async function runInside(
  spec: ExperimentSpec,
  network: NetworkRecord,
  { signal, ...events }: ExperimentOptions,
): Promise<Finished> {
  signal?.throwIfAborted();
  const inside = startInside(spec);
  signal?.addEventListener("abort", inside.stop, { once: true });
  let all: Messages;
  try {
    events.opened?.(inside.order);
    all = await takeMessages(inside, network, events, signal);
  } catch (error) {
    inside.stop();
    throw error;
  } finally {
    await inside.ended;
    signal?.removeEventListener("abort", inside.stop);
  }
  if (!all.isWhole) throwIfAborted(signal, all.received);
  return complete(spec, network, all, await inside.ended);
}

function throwIfAborted(signal: AbortSignal | undefined, { left }: Received): void {
  if (left && signal?.aborted) throw asLeft(left);
  signal?.throwIfAborted();
}

function asLeft({ message, remedy }: Message & { type: "left" }): Failure {
  return failure(3, message, remedy);
}

function complete(
  spec: ExperimentSpec,
  network: NetworkRecord,
  { observations, received: { ready, done, failed, left } }: Messages,
  end: InsideEnd,
): Finished {
  if (failed) {
    const { exitCode, message, remedy, stack } = failed;
    const made = failure(exitCode, message, remedy);
    throw explainShortage(Object.assign(made, stack === undefined ? {} : { stack }));
  }
  if (ready && done && end.exitCode === 0) {
    const { clock, drops } = done;
    const completed = {
      network,
      observers: ready.observers,
      observations: inOrderOfTime(observations),
      clock,
      drops,
    };
    return { completed, ...(left && { left: asLeft(left) }) };
  }
  const refused = ready || spec.network === "machine" ? undefined : refusedNamespaces(end);
  if (refused !== undefined) throw new NoPrivateNetwork(refused);
  throw explainShortage(endedTooEarly(end));
}
