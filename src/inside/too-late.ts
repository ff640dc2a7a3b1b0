// What cannot be made to die any more: a server or a connection that is gone, or an end that no process has.

import type { Fault } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import { type Failure, failure } from "../failure.ts";
import { readHeldSockets } from "../sys/proc.ts";
import { isHalfClosed } from "../timeline/half-closed.ts";
import { findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import type { SocketSample } from "../timeline/observation.ts";
import type { Experiment } from "./experiment.ts";
import { rowsAt } from "./listening.ts";
import { findListener, isClosedByServer } from "./serving-process.ts";
import type { Session } from "./session.ts";

type Ends = Pick<Session, "experiment" | "connection">;

/** A server or connection that is already gone cannot be made to die: throws a Failure. */
export function refuseTooLate({ experiment, connection }: Ends): void {
  const exit = findExit(experiment.timeline.observations, "server");
  if (exit)
    throw failure(
      3,
      `The server ended on its own before the fault (${formatEnd(exit)}).`,
      `Run it on ${ITS_OWN}`,
    );
  const { client, server } = rowsOf(rowsAt(experiment, connection.server.port), connection);
  if (canAnswer(client, server)) return;
  const ends = `client's end ${client?.state ?? "gone"}, server's end ${server?.state ?? "gone"}`;
  const isAccepted = server?.inode !== 0 || server.state !== "CLOSE_WAIT";
  throw failure(
    3,
    `The connection had ended before the fault: ${ends}${isAccepted ? "" : ", which no process had accepted"}.`,
    isAccepted ? whyEnded(experiment, connection) : MUTE,
  );
}

/** Also to a client that has closed its own half (UNP 6.6): a process of the server has accepted it, and has not closed. */
function canAnswer(client: SocketSample | undefined, server: SocketSample | undefined): boolean {
  if (client === undefined || server === undefined) return false;
  if (client.state === "ESTABLISHED") return server.state === "ESTABLISHED";
  if (!isHalfClosed(client) || server.inode === 0) return false;
  return server.state === "CLOSE_WAIT" || server.state === "ESTABLISHED"; // its FIN may be on its way
}

function whyEnded({ timeline, spec }: Experiment, { client }: Ends["connection"]): string {
  const isAnswered = ofKind(timeline.observations, "segment").some(
    ({ to, length }) => to.port === client.port && length > 0,
  );
  if (isAnswered && spec.moment.at === "request") return AT_ITS_END;
  return isAnswered
    ? "A connection that is over once it was answered can lose its server only meanwhile: `--fault FAULT@mid-request` or `@mid-reply`."
    : `Run each program on ${ITS_OWN}`;
}

/** Nothing was left to be held. */
const AT_ITS_END =
  "The request ended where the pattern did, and its server answered it at once: let the pattern end before that, as in `@request:/order=(?=3)/`.";

const ITS_OWN = "its own to see why; the server's address is in $HOST and $PORT.";

/** Why nothing can be done to the server where none of its processes has the connection. */
export function nobodyToEnd(experiment: Experiment): Failure {
  const { hidden } = readHeldSockets(experiment.trees.of("server"));
  if (hidden.length > 0)
    return failure(
      3,
      `It is unknown which process of the server holds the connection: process ${hidden.join(", ")} cannot be inspected.`,
      "It belongs to another user, or has made itself undumpable (prctl(2)): run deadpeer as root.",
    );
  return failure(
    3,
    "No process of the server holds the connection, so there is nothing to kill.",
    `The server must accept the connection in a process of its own tree, run by the same user. ${MUTE}`,
  );
}

/**
 * The server has closed its end with all of a reply still to be sent, which is its kernel's work now: what is done to the
 * host needs no process. Any of the server's then stands for the host. Undefined for every other end.
 *
 * Throws a Failure where the fault is one for the process that had the connection.
 */
export function closedEnd(
  { experiment, connection }: Ends,
  { needsTwoHosts, expects, name }: Fault,
): { readonly pid: number } | undefined {
  const { client } = rowsOf(rowsAt(experiment, connection.server.port), connection);
  const isOpen = client !== undefined && (client.state === "ESTABLISHED" || isHalfClosed(client));
  if (!isOpen || !isClosedByServer(experiment, connection)) return undefined;
  const { pid } = findListener(experiment);
  const moment = formatMoment(experiment.spec.moment);
  if (needsTwoHosts && expects.endings.includes("silence") && pid !== undefined) return { pid };
  throw failure(
    3,
    `The server had written all of its reply and closed the connection. No process holds it any more, and \`${name}\` needs one.`,
    `\`kill@${moment}\`, \`host-crash@${moment}\` and \`outage:MS@${moment}\` need none: a relay holds the rest, or the wire.`,
  );
}

const MUTE = "`--fault mute` is a server that never accepts.";
