// The clients of the lab, each with its session: the first is started with the server, and others join.

import { isFailure, failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { type Serving, findServing } from "../inside/serving-process.ts";
import { type Session, connectClient, openSession } from "../inside/session.ts";
import type { ExperimentSpec } from "../inside/spec.ts";
import { findServer } from "../inside/steps.ts";
import { experimentOf } from "./client-experiment.ts";
import { walkOf } from "./walks.ts";
import { type Watch, watchOver } from "./watch-over.ts";

export interface ConnectedClient {
  readonly session: Session;
  /** Once an RST has destroyed the socket, its process is still the one that had it. */
  readonly serving: () => Serving | undefined;
}

export interface LabClients {
  /** Throws a Failure if there is none with that number. */
  client(clientNumber: number): ConnectedClient;
  /**
   * Starts one more client. Rejects with a Failure if it does not connect. @param walk whose client; left out: the first
   * one's
   */
  join(clientNumber: number, walk?: string): Promise<void>;
  /** Something has happened: everything is looked at closely. */
  wake(): void;
  /** What each sleeps in is recorded once more, and then they are watched no longer. */
  stop(): void;
}

/** Starts the server, and its first client. */
export async function startClients(base: Experiment): Promise<LabClients> {
  const clients = new Map<number, ConnectedClient & { readonly watch: Watch }>();
  const enter = async (clientNumber: number, session: Session): Promise<void> => {
    await findServer(session);
    session.sampleWaiting(true);
    const watch = watchOver(session, clientNumber === 1);
    clients.set(clientNumber, { session, watch, serving: createServingMemory(session) });
  };
  await enter(1, await openSession(experimentOf(base, 1, base.spec)));
  return {
    client(clientNumber) {
      const found = clients.get(clientNumber);
      if (found === undefined)
        throw failure(3, `Client ${clientNumber} is not connected.`, "Choose another.");
      return found;
    },
    async join(clientNumber, walk) {
      const { server } = clients.get(1)?.session ?? {};
      if (server === undefined || clients.has(clientNumber)) return;
      const spec = specWith(base.spec, walkOf(walk ?? "")?.plan);
      const session = await connectClient(experimentOf(base, clientNumber, spec), server).catch(
        (error: unknown) => {
          throw isFailure(error)
            ? failure(3, `Client ${clientNumber}: ${error.message}`, "Start another.")
            : error;
        },
      );
      await enter(clientNumber, session);
    },
    wake() {
      for (const { watch } of clients.values()) watch.wake();
    },
    stop() {
      for (const { watch, session } of clients.values()) {
        watch.stop();
        session.sampleWaiting(true);
      }
    },
  };
}

/** The same server, and the client of another run. */
function specWith(spec: ExperimentSpec, plan: RunPlan | undefined): ExperimentSpec {
  if (plan === undefined) return spec;
  const { name, title, waitOn, clientOptions = [] } = plan;
  return { ...spec, name, title, waitOn, clientOptions };
}

function createServingMemory({ experiment, connection }: Session): () => Serving | undefined {
  let last = findServing(experiment, connection);
  return () => (last = findServing(experiment, connection) ?? last);
}
