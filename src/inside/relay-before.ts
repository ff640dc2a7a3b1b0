// A relay before a server of one's own: it holds what the server has written, which the server's kernel would send.

import { serverAddress } from "../network/addresses.ts";
import { type Program, startOnPipes } from "../program/program.ts";
import { relayCommand, startConnector } from "../relay/index.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import { failure } from "../failure.ts";
import type { Experiment } from "./experiment.ts";
import { endingWithUs, listeningAddress, serverPort } from "./programs.ts";

/**
 * Starts it on the server's host, once the server listens. Its output is recorded as the server's, and its processes are
 * among the server's: the one that has the client's connection is the one that dies.
 */
export async function startRelayBefore(experiment: Experiment): Promise<Program> {
  const { spec, site, trees, record } = experiment;
  const upstream = { host: serverAddress(spec.network), port: serverPort(spec) };
  try {
    const connector = await site.on("server", () => startConnector(upstream, "in-this-network"));
    trees.leaveOut(connector.pid); // otherwise a client that has ended seems to go on in it
    const argv = relayCommand({ address: listeningAddress(spec), port: spec.port }, connector.path);
    const command = { argv, shown: "relay", env: noExtraCertificates };
    const program = await site.on("server", () =>
      startOnPipes(endingWithUs(spec, command), {
        printed: (text) => record({ kind: "printed", role: "server", text }),
        exited: () => undefined,
      }),
    );
    trees.add("server", program.pid);
    return program;
  } catch (error) {
    throw failure(
      3,
      `The relay before the server could not be started: ${(error as Error).message}`,
      "See that more processes may run (`ulimit -u`).",
    );
  }
}
