// Further remarks on a run: a supervisor, a connection that was handed over, other connections.

import type { Case } from "../../timeline/case.ts";
import type { Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { doServersConnect, notClients } from "../../timeline/whose.ts";
import { whyElsewhere } from "../asks/other-ports.ts";
import { keepsShutDown } from "../bytes/closed-socket.ts";
import { otherRows } from "../notice/lingers.ts";
import { alsoFailed } from "../proof/also-failed.ts";
import { connectionsHit } from "../proof/connections-hit.ts";

/** Sentences for people; usually none. */
export function remarks(seen: Case): string[] {
  if (seen.fault === undefined || seen.fault.pid === 0) return [];
  return [
    handedOver(seen),
    restarted(seen),
    otherConnections(seen),
    shutDown(seen),
    unaccepted(seen),
    elsewhere(seen),
    serversOwn(seen),
    failedToo(seen),
  ].filter((sentence) => sentence !== undefined);
}

/** So many attempts within a second are a storm. */
const STORM = 20;

export function effortRemarks({ spins, attempts = 0 }: Pick<Verdict, "spins" | "attempts">): string[] {
  return [
    ...(spins ? ["It kept a processor busy while it was watched: it spins."] : []),
    ...(attempts >= STORM ? [`It tried to connect ${attempts} times within a second.`] : []),
  ];
}

function handedOver({ observations, fault, connection }: Case): string | undefined {
  const owners = ofKind(observations, "owners").filter(
    (each) =>
      each.end === "server" &&
      each.atNs < (fault?.atNs ?? 0) &&
      each.connection.client.port === connection?.client.port,
  );
  const [first, last] = [owners[0]?.owners.at(-1), owners.at(-1)?.owners.at(-1)];
  if (first === undefined || last === undefined || first.pid === last.pid) return undefined;
  return `The connection went from process ${first.pid} (${first.name}) to process ${last.pid} (${last.name}) before the fault.`;
}

/** No process that listened before still does, and another one does that we have not started. */
function restarted({ observations, fault }: Case): string | undefined {
  const looks = ofKind(observations, "processes");
  const faultNs = fault?.atNs ?? 0;
  const before = looks.findLast(({ atNs }) => atNs < faultNs);
  const later = looks.findLast(({ atNs }) => atNs > faultNs);
  const started = ofKind(observations, "program-started").some(
    ({ atNs, role }) => role === "server" && atNs > faultNs,
  );
  if (before === undefined || later === undefined || started) return undefined;
  const again = later.listeners;
  if (again.length === 0 || again.some((pid) => before.listeners.includes(pid))) return undefined;
  const parent = parentOf(later, again[0]);
  return `The server was restarted at once, by ${parent}: process ${again.join(", ")} is listening now.`;
}

function failedToo({ observations }: Case): string | undefined {
  const what = alsoFailed(observations);
  return what && `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
}

function parentOf({ rows }: Observed<"processes">, pid: number | undefined): string {
  const parent = rows.find((row) => row.pid === rows.find((child) => child.pid === pid)?.parent);
  return parent === undefined ? "a process outside its tree" : `process ${parent.pid} (${parent.name})`;
}

function otherConnections(seen: Case): string | undefined {
  const { observations, fault } = seen;
  const tables = ofKind(observations, "sockets");
  const before = otherRows(seen, tables.findLast(({ atNs }) => atNs < (fault?.atNs ?? 0))?.rows);
  const open = before.filter(({ state }) => state === "ESTABLISHED").length;
  if (open === 0) return undefined;
  const left = otherRows(seen, tables.at(-1)?.rows).filter(({ state }) => state === "CLOSE_WAIT").length;
  const died = connectionsHit(seen, open + 1);
  const meant = died > 1 ? `the fault hit ${died} of them` : "the fault hit one of them";
  const end = left === 0 ? "" : `; ${left} of the others ${left === 1 ? "is" : "are"} left in CLOSE_WAIT`;
  return `The client had ${open + 1} connections, and ${meant}${end}.`;
}

function elsewhere(seen: Case): string | undefined {
  const what = whyElsewhere(seen);
  return what && `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
}

function serversOwn(seen: Case): string | undefined {
  return doServersConnect(seen)
    ? "A program of --server connects to the server as well: what it does there does not count as the client's."
    : undefined;
}

function shutDown(seen: Case): string | undefined {
  return keepsShutDown(seen)
    ? "It has shut its socket down, and not closed it: its process still holds the descriptor."
    : undefined;
}

/** In the table a connection that lies in the accept queue has no inode. */
function unaccepted(seen: Case): string | undefined {
  const { observations, connection, fault } = seen;
  const port = connection?.server.port;
  const others = notClients(seen);
  const table = ofKind(observations, "sockets").findLast(({ atNs }) => atNs > (fault?.atNs ?? 0));
  const waits = table?.rows.some(
    ({ local, remote, state, inode }) =>
      local.port === port &&
      (state === "ESTABLISHED" || state === "CLOSE_WAIT") &&
      inode === 0 &&
      remote.port !== connection?.client.port &&
      !others.has(remote.port),
  );
  return waits ? "The server's kernel made a new connection, and no process has accepted it." : undefined;
}
