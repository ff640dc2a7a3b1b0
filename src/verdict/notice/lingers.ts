// What a client leaves in CLOSE_WAIT: a socket that it has not closed although its server has ended.

import type { Case } from "../../timeline/case.ts";
import type { SocketSample } from "../../timeline/observation.ts";
import { lastRows, ofKind } from "../../timeline/queries.ts";
import { notClients } from "../../timeline/whose.ts";
import { sameEndpoint } from "../../tcp/endpoint.ts";

/** The connection under test, or another one to the same server that was not left so before the fault. */
export function lingers(seen: Case): boolean {
  if (lastRows(seen)?.client?.state === "CLOSE_WAIT") return true;
  const { observations, fault } = seen;
  const tables = ofKind(observations, "sockets");
  const before = leftIn(seen, tables.findLast(({ atNs }) => atNs < (fault?.atNs ?? 0))?.rows);
  return leftIn(seen, tables.at(-1)?.rows).some((port) => !before.includes(port));
}

function leftIn(seen: Case, rows: readonly SocketSample[] | undefined): readonly number[] {
  return otherRows(seen, rows).flatMap(({ state, local }) => (state === "CLOSE_WAIT" ? [local.port] : []));
}

/** The client's ends of its other connections to the server, without those of deadpeer's own. */
export function otherRows(seen: Case, rows: readonly SocketSample[] = []): SocketSample[] {
  if (seen.connection === undefined) return [];
  const { client, server } = seen.connection;
  const others = notClients(seen);
  return rows.filter(
    ({ local, remote }) =>
      sameEndpoint(remote, server) && !sameEndpoint(local, client) && !others.has(local.port),
  );
}
