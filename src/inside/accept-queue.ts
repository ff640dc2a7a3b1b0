// Fills the accept queue of the server's listening socket with connections of deadpeer's own.

import { hostAddresses, serverAddress } from "../network/addresses.ts";
import { close } from "../sys/io.ts";
import { localEndpoint, startConnecting } from "../sys/socket.ts";
import type { SocketSample } from "../timeline/observation.ts";
import type { Experiment } from "./experiment.ts";

const FILLS = "a connection of deadpeer's own, which nobody accepts";
/** Each is a descriptor of ours, and some segments of the timeline. */
const MOST = 150;

/**
 * The kernel takes one more than was asked for with listen(2) (sk_acceptq_is_full). Returns what closes these connections
 * again. Throws where the queue cannot be filled.
 */
export async function fillAcceptQueue(experiment: Experiment): Promise<() => void> {
  const { site, spec } = experiment;
  const listening = (): SocketSample | undefined =>
    experiment.sockets.sample().find(({ state, local }) => state === "LISTEN" && local.port === spec.port);
  const row = listening();
  if (row === undefined) throw new Error("nothing listens");
  const room = row.sendQ + 1 - row.recvQ;
  if (room > MOST)
    throw new Error(`its accept queue takes ${row.sendQ} connections, and no more than ${MOST} are filled`);
  const server = { address: addressFor(row, spec.network), port: spec.port };
  const fds: number[] = [];
  const closeAll = (): void => {
    for (const fd of fds.splice(0)) close(fd);
  };
  try {
    for (let i = 0; i < room; i += 1) {
      const fd = site.on("server", () => startConnecting(server)); // none of them crosses the wire
      fds.push(fd);
      experiment.record({ kind: "probe", connection: { client: localEndpoint(fd), server }, text: FILLS });
    }
    await waitUntilFull(experiment, listening);
  } catch (error) {
    closeAll();
    throw error;
  }
  return closeAll;
}

async function waitUntilFull(
  experiment: Experiment,
  listening: () => SocketSample | undefined,
): Promise<void> {
  const isFull = await experiment.timeline.watch(
    experiment.spec.limitMs,
    () => {
      const now = listening();
      return (now !== undefined && now.recvQ > now.sendQ) || undefined;
    },
    () => undefined,
  );
  if (isFull !== true) throw new Error("its accept queue did not fill");
  experiment.sockets.snapshot();
  const { recvQ = 0, sendQ = 0 } = listening() ?? {};
  const text = `the accept queue is full: ${recvQ} connections wait, and the listener takes ${sendQ}`;
  experiment.record({ kind: "probe", text });
}

/** A server that listens on IPv6 alone is reached there. */
function addressFor({ local }: SocketSample, network: Experiment["spec"]["network"]): string {
  if (!local.address.includes(":") || local.address === "::") return serverAddress(network);
  return network === "two-hosts" ? hostAddresses.server.ipv6 : local.address;
}
