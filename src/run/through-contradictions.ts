// Options that do not go together with a proxy between client and server.

import { DEFAULT_FAULT, type FaultName, faultNames, faults } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import { usageError } from "./option-checks.ts";
import type { Refuse } from "./wanted.ts";

/** Options that are about the server's own listening socket, or about which of several connections is meant. */
const REFUSED = ["upstream", "comeBackAs", "thenServer"] as const;

/** The server dies of it, or is not there, and the segments between proxy and server prove it. */
function isForProxies(fault: FaultName): boolean {
  const { lives, unread, unaccepted, fullQueue, slow } = faults[fault].expects;
  const { isOwnDoing, canRefuseNewcomers } = faults[fault];
  return ![lives, unread, unaccepted, fullQueue, slow, isOwnDoing, canRefuseNewcomers].includes(true);
}

/** Whether a proxy can stand between client and server when this fault comes at this moment. */
export function goesThroughProxies(fault: FaultName, moment: FaultMoment): boolean {
  const isOwn = faults[fault].makesOwnMoment === true;
  return isForProxies(fault) && !faults[fault].isControl && (moment.at === "idle" || isOwn);
}

/** The faults whose passage through a proxy can be judged. */
const faultsForProxies: readonly FaultName[] = faultNames.filter(
  (name) => isForProxies(name) && !faults[name].isControl,
);

export const proxyBetween: Refuse = ({ fault = DEFAULT_FAULT, moment, options }, spelling) => {
  if (options.through === undefined) return;
  const option = spelling.option("through");
  const refused = REFUSED.find((name) => options[name] !== undefined);
  if (refused !== undefined)
    throw usageError(
      `${option} and ${spelling.option(refused)} exclude each other.`,
      "Leave out one of them.",
    );
  if (options.connection !== undefined && options.connection !== "first")
    throw usageError(
      `${option} is for the client's first connection.`,
      `Leave out ${spelling.option("connection")}.`,
    );
  if (!isForProxies(fault))
    throw usageError(
      `${option} is for the faults ${faultsForProxies.join(", ")}, and not for ${fault}.`,
      "Leave it out, or use another fault.",
    );
  if (moment.at !== "idle" && !faults[fault].makesOwnMoment)
    throw usageError(
      `${option} is for the moment idle, and not for ${moment.at}: what is held on the wire is held behind the proxy.`,
      "Leave it out, or the moment.",
    );
  if (options.network !== undefined && options.network !== "two-hosts")
    throw usageError(
      `${option} needs a wire between the proxy and the server.`,
      `Leave out ${spelling.option("network")}, or choose two-hosts.`,
    );
};
