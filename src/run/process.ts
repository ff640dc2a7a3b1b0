// Runs one experiment in a process of its own, inside a network of its own, and collects what it observes.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Readable } from "node:stream";
import { insidePrivateNetwork } from "../network/private-network.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import type { Observation } from "../timeline/observation.ts";
import type { NetworkRecord, Observer } from "../timeline/record.ts";
import { inOrderOfTime } from "../inside/timeline.ts";
import { failure } from "../failure.ts";
import type { Completed, ExperimentSpec, InsideTask, Message } from "../inside/spec.ts";

export interface ExperimentEvents {
  /** The network and the observers are known; no observation has come yet. */
  readonly ready?: (network: NetworkRecord, observers: readonly Observer[]) => void;
  /** Each observation soon after it was made (in a flood 2 s at the most); a segment may come after what followed it. */
  readonly observed?: (observation: Observation) => void;
}

export interface ExperimentOptions extends ExperimentEvents {
  /** Where a private network is refused: use the machine's own loopback, and say so. */
  readonly mayFallBack: boolean;
  /** Ends the experiment and everything it has started. */
  readonly signal?: AbortSignal;
}

const insideProgram = fileURLToPath(new URL("./inside.js", import.meta.url));

/**
 * Resolves when the experiment is over and nothing of it is left. Rejects with a Failure when it could not be run, and
 * with the signal's reason when it was aborted.
 */
export async function runExperiment(spec: ExperimentSpec, options: ExperimentOptions): Promise<Completed> {
  try {
    return await runInside(spec, { name: spec.network }, options);
  } catch (error) {
    if (!(error instanceof NoPrivateNetwork)) throw error;
    const remedy = "Allow user namespaces (`deadpeer doctor` says how), or use `--network machine`.";
    if (!options.mayFallBack)
      throw failure(3, `A private network is not possible here: ${error.message}.`, remedy);
    const note = `no private network (${error.message}): this is the machine's own loopback`;
    return await runInside({ ...spec, network: "machine" }, { name: "machine", note }, options);
  }
}

class NoPrivateNetwork extends Error {}

async function runInside(
  spec: ExperimentSpec,
  network: NetworkRecord,
  { ready, observed, signal }: ExperimentOptions,
): Promise<Completed> {
  signal?.throwIfAborted();
  const child = startInside(spec);
  const abort = (): void => void child.stdin?.destroy();
  signal?.addEventListener("abort", abort, { once: true });
  const ended = endOf(child);
  const observations: Observation[] = [];
  const heard: Heard = {};
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const message = JSON.parse(line) as Message;
    if (message.type === "observations") {
      for (const observation of message.observations) {
        observations.push(observation);
        observed?.(observation);
      }
    } else {
      Object.assign(heard, { [message.type]: message });
      if (message.type === "ready") ready?.(network, message.observers);
    }
  }
  const end = await ended;
  signal?.removeEventListener("abort", abort);
  signal?.throwIfAborted();
  return complete(spec, network, heard, end, inOrderOfTime(observations));
}

function startInside(spec: ExperimentSpec): ChildProcess {
  const argv: [string, ...string[]] = [process.execPath, insideProgram];
  const [file, ...args] =
    spec.network === "machine" ? argv : insidePrivateNetwork(argv, startsAsOthers(spec));
  // A session of its own: Ctrl-C reaches this process alone, which then closes the other's standard input.
  const child = spawn(file, args, {
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...noExtraCertificates },
  });
  child.stdin?.on("error", () => undefined); // it has ended: that is noticed below
  const { NODE_EXTRA_CA_CERTS: extraCertificates } = process.env;
  const task: InsideTask = { spec, ...(extraCertificates !== undefined && { extraCertificates }) };
  child.stdin?.write(`${JSON.stringify(task)}\n`);
  return child;
}

/** Only root can, and only where the machine's users are known. */
function startsAsOthers({ start }: ExperimentSpec): boolean {
  return start.server.user !== undefined || start.client.user !== undefined;
}

/** The last message of each type but `observations`. */
interface Heard {
  ready?: Message & { type: "ready" };
  done?: Message & { type: "done" };
  failed?: Message & { type: "failed" };
}

function complete(
  spec: ExperimentSpec,
  network: NetworkRecord,
  { ready, done, failed }: Heard,
  { error, stderr, isClean }: Ended,
  observations: readonly Observation[],
): Completed {
  if (failed) throw failure(failed.exitCode, failed.message, failed.remedy);
  if (ready && done && isClean) {
    return { network, observers: ready.observers, observations, clock: done.clock, drops: done.drops };
  }
  if (!ready && spec.network !== "machine") throw new NoPrivateNetwork(whyNot(error, stderr));
  const why = stderr.trim() || error || "It gave no reason.";
  throw failure(
    3,
    `The experiment's own process ended too early. ${why}`,
    "Try again; please report it if it stays so.",
  );
}

interface Ended {
  /** It ended with exit code 0. */
  readonly isClean: boolean;
  /** Why it could not be started. */
  readonly error?: string;
  readonly stderr: string;
}

function endOf(child: ChildProcess): Promise<Ended> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += String(text);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ isClean: false, error: error.message, stderr }));
    child.once("close", (code) => resolve({ isClean: code === 0, stderr }));
  });
}

function whyNot(error: string | undefined, stderr: string): string {
  if (error?.includes("ENOENT")) return "unshare(1) of util-linux is not installed";
  return error ?? (stderr.trim().split("\n").at(-1) || "no reason given");
}
