// Connections to the server besides that of the client under test: those that are idle when it is asked to end, and the one
// that comes afterwards. They are recorded as probes.

import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { startAnotherClient } from "../inside/programs.ts";
import { serverAddress } from "../network/addresses.ts";
import { readHeldSockets, readTree } from "../sys/proc.ts";
import { localEndpoint, startConnecting } from "../sys/socket.ts";
import type { Connection } from "../tcp/endpoint.ts";
import { segmentsOf } from "../timeline/conversation.ts";
import { findMatch, showPattern } from "../timeline/pattern.ts";

/** The text of the probe that an idle client's connection is recorded as. */
export const IDLE = "the connection of another client, which is idle";
/** The same of the connection that is tried once the server has shown that it ends. */
export const NEWCOMER = "a new connection, after the server was asked to end";

/** Starts one more client, which does the exchange and is idle then. */
export async function addIdleClient(experiment: Experiment): Promise<void> {
  const { spec } = experiment;
  const { exchange = [] } = spec.custom ?? {};
  let [text, mark] = ["", 0];
  const { pid, type } = await startAnotherClient(experiment, (piece) => (text += piece));
  const wait = <T>(what: string, look: () => T | undefined): Promise<T> =>
    waitFor(experiment, what, look, () => text);
  for (const step of exchange) {
    if ("say" in step) {
      mark = text.length;
      type(step.say);
      continue;
    }
    if (!("expect" in step)) continue; // what somebody else does is done once
    const found = await wait(`printed ${showPattern(step.expect)}`, () => findMatch(step.expect, text, mark));
    mark = found.end;
  }
  const connection = await wait("had a connection that stayed open after the exchange", () =>
    connectionOf(experiment, pid),
  );
  experiment.record({ kind: "probe", connection, text: IDLE });
}

async function waitFor<T>(
  experiment: Experiment,
  what: string,
  look: () => T | undefined,
  printed: () => string,
): Promise<T> {
  const { timeline, spec } = experiment;
  const found = await timeline.until(`an idle client that has ${what}`, look, {
    limitMs: spec.startMs,
    sample: () => undefined,
  });
  if (found !== undefined) return found;
  const text = printed().trim().slice(-300);
  throw failure(
    3,
    `A client that is to be idle never ${what}. ${text === "" ? "It printed nothing." : `It printed: ${text}`}`,
    "These clients are started on pipes, and each does the exchange. `--idle 0` leaves them out.",
  );
}

function connectionOf(experiment: Experiment, pid: number): Connection | undefined {
  const rows = experiment.sockets
    .sample()
    .filter(({ state, remote }) => state === "ESTABLISHED" && remote.port === experiment.spec.port);
  if (rows.length === 0) return undefined;
  const { inodes } = readHeldSockets(readTree(pid));
  const row = rows.find(({ inode }) => inodes.has(inode));
  return row && { client: row.local, server: row.remote };
}

/** How long the server's TCP has to reply to the SYN. */
const ANSWER_MS = 2000;

/** Connects once more, and waits until the server's TCP replies. The connection stays open until the end. */
export async function tryNewcomer(experiment: Experiment): Promise<void> {
  const { spec, site, timeline } = experiment;
  const server = { address: serverAddress(spec.network), port: spec.port };
  const fd = site.on("client", () => startConnecting(server));
  const connection: Connection = { client: localEndpoint(fd), server };
  experiment.record({ kind: "probe", connection, text: NEWCOMER });
  await timeline.watch(
    ANSWER_MS,
    (seen) => segmentsOf(seen, connection).find(({ direction }) => direction === "server->client"),
    () => undefined,
  );
}
