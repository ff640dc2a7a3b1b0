// The connection on which a moment has come: a client may have several, and what is looked for says which is meant.

import { readHeldSockets, readProcess } from "../sys/proc.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import type { Session } from "./session.ts";

/** From now on it is the connection under test. */
export function adoptConnection(session: Session, clientPort: number): void {
  const { experiment, connection } = session;
  if (connection.client.port === clientPort) return;
  const segment = ofKind(experiment.timeline.observations, "segment").find(
    ({ from, to }) => from.port === clientPort && to.port === experiment.spec.port,
  );
  const row = experiment.sockets
    .sample()
    .find(({ local, remote }) => local.port === clientPort && remote.port === experiment.spec.port);
  const client = segment?.from ?? row?.local;
  const server = segment?.to ?? row?.remote;
  if (client === undefined || server === undefined) return;
  experiment.record({ kind: "connection", client, server });
  Object.assign(session, { connection: { client, server } });
}

/** The one whose end on the server's side this process holds. */
export function adoptConnectionOf(session: Session, pid: number): void {
  const { sockets, spec } = session.experiment;
  const row = readProcess(pid);
  const { inodes } = readHeldSockets(row === undefined ? [] : [row]);
  const held = sockets
    .sample()
    .find(({ local, inode, state }) => local.port === spec.port && state !== "LISTEN" && inodes.has(inode));
  if (held !== undefined) adoptConnection(session, held.remote.port);
}

/** Nothing lies unread in the receive queue of the server's end. */
export function isTaken({ experiment, connection }: Session): boolean {
  return rowsOf(experiment.sockets.sample(), connection).server?.recvQ === 0;
}
