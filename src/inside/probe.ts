// Does the server still serve? One more connection, one line, and which process answered.

import { Socket } from "node:net";
import { serverAddress } from "../network/addresses.ts";
import { localEndpoint, startConnecting } from "../sys/socket.ts";
import type { Connection } from "../tcp/endpoint.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";
import { createProcessSampler, findServing, recordOwners } from "./serving-process.ts";

const LINE = "are you still there?\n";

/** Records `probe`, the process that served it, and the server's processes afterwards. Never rejects. */
export async function probeServer(experiment: Experiment): Promise<void> {
  const { connection, received, error } = await exchange(experiment);
  const echoed = received === LINE;
  const text = echoed
    ? `a new connection got its line back`
    : (error ?? `the answer was ${JSON.stringify(received)}`);
  experiment.record({ kind: "probe", connection, echoed, text });
  // The child that served it may end with it, and be a zombie until its parent has waited for it.
  const recordIfNew = createProcessSampler(experiment);
  await experiment.until("a server without zombies", ["processes"], (seen) => noZombies(seen), recordIfNew);
}

function noZombies(seen: readonly Observation[]): true | undefined {
  const last = ofKind(seen, "processes").at(-1);
  return last?.rows.every(({ state }) => state !== "Z") || undefined;
}

interface Exchange {
  readonly connection: Connection;
  readonly received: string;
  readonly error?: string;
}

function exchange(experiment: Experiment): Promise<Exchange> {
  const server = { address: serverAddress(experiment.spec.network), port: experiment.spec.port };
  // It must be created on the client's host; where Node later reads and writes it does not matter.
  const fd = experiment.site.on("client", () => startConnecting(server));
  const connection: Connection = { client: localEndpoint(fd), server };
  const socket = new Socket({ fd });
  return new Promise((resolve) => {
    let received = "";
    const finish = (error?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ connection, received, ...(error !== undefined && { error }) });
    };
    const timer = setTimeout(
      () => finish(`no answer within ${experiment.spec.limitMs} ms`),
      experiment.spec.limitMs,
    );
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      received += String(text);
      if (received.length < LINE.length) return;
      const serving = findServing(experiment, connection);
      if (serving) recordOwners(experiment, connection, serving);
      finish();
    });
    socket.on("end", () => finish("the connection was closed without an answer"));
    socket.on("error", (error) => finish(error.message));
    socket.write(LINE);
  });
}
