// Options that do not go together with a fault that its server survives, or that is there before its client.

import { DEFAULT_FAULT, type FaultName, faultNames, faults } from "../fault/index.ts";
import { type MomentName, holdsReply, takesPattern } from "../fault/moments.ts";
import { wayTo } from "../fault/way.ts";
import { usageError } from "./option-checks.ts";
import type { Refuse } from "./wanted.ts";

/** The server lives, or is not there when its client comes. */
export function isExperimentOnly(fault: FaultName): boolean {
  return (
    faults[fault].needsCommand === true ||
    faults[fault].expects.lives === true ||
    faults[fault].beforeConnection === true
  );
}

/** Not every fault can come at every moment: which can is in one table. */
export const momentOfFault: Refuse = ({ fault, moment, custom }) => {
  if (fault === undefined) return;
  const { why } = wayTo(faults[fault], moment.at);
  if (why === undefined || (custom.upstream !== undefined && holdsReply(moment.at))) return;
  const able = faultNames.filter(
    (name) => wayTo(faults[name], moment.at).why === undefined && !faults[name].isControl,
  );
  throw usageError(
    `The fault ${fault} cannot come at the moment ${moment.at}: ${why}.`,
    `Use ${eitherOf(able)}, or another moment.`,
  );
};

/** A section's server, and that of the scenario `moment`, dies by itself: nothing is looked for, and no relay is there. */
export const momentOfExperiment: Refuse = ({ scenarios, fault = DEFAULT_FAULT, moment }, spelling) => {
  if (!scenarios.includes("moment") || !isForExperiment(fault, moment.at)) return;
  throw usageError(
    `${fault}@${moment.at} is for an experiment, and not for the scenario moment.`,
    `Leave out ${spelling.option("scenario")}.`,
  );
};

/** The moment needs more than deadpeer's own two programs and a wire between them. */
export function isForExperiment(fault: FaultName, moment: MomentName): boolean {
  return takesPattern(moment) || wayTo(faults[fault], moment).by === "relay";
}

/** `kill, reset or stop` */
function eitherOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Those of the machine are never changed. */
export const settingsOfMachine: Refuse = ({ options }, spelling) => {
  if (options.network !== "machine" || (options.sysctl ?? []).length === 0) return;
  throw usageError(
    `${spelling.option("sysctl")} is for a private network: the machine's settings are left as they are.`,
    `Leave out ${spelling.option("network")}, or ${spelling.option("sysctl")}.`,
  );
};

/** What is over by itself needs nobody to start anything again. */
export const healsByItself: Refuse = ({ fault, options }, spelling) => {
  if (fault === undefined || options.comeBackMs === undefined || !faults[fault].expects.lives) return;
  throw usageError(
    `${spelling.option("comeBackMs")} is for a server that has died, and with the fault ${fault} it lives.`,
    `Leave out ${spelling.option("comeBackMs")}: the number behind ${fault} says how long it lasts.`,
  );
};

/** A command is for the fault that is one, and that fault needs one. */
export const commandAsFault: Refuse = ({ fault = DEFAULT_FAULT, options }, spelling) => {
  const option = spelling.option("faultCommand");
  const isCommand = faults[fault].needsCommand === true;
  if (isCommand && options.faultCommand === undefined)
    throw usageError(`The fault ${fault} is a command of yours, and there is none.`, `Add ${option}.`);
  if (!isCommand && options.faultCommand !== undefined)
    throw usageError(
      `${option} is the fault, and so is ${fault}.`,
      `Leave out ${spelling.option("fault")}, or ${option}.`,
    );
};

/** Another server takes the place of one that has died, on a host of its own. */
export const failover: Refuse = ({ fault = DEFAULT_FAULT, moment, options }, spelling) => {
  if (options.thenServer === undefined) return;
  const option = spelling.option("thenServer");
  const { lives, tried } = faults[fault].expects;
  if (lives || tried)
    throw usageError(
      `${option} is for a server that dies while its client is connected, and not for the fault ${fault}.`,
      "Leave it out, or use another fault.",
    );
  if (options.comeBackAs !== undefined)
    throw usageError(
      `${option} and ${spelling.assign("comeBackAs", options.comeBackAs)} exclude each other.`,
      "Leave out one of them.",
    );
  if (wayTo(faults[fault], moment.at).by === "relay")
    throw usageError(
      `${option} cannot be used with ${fault}@${moment.at}: a relay stands before the server then.`,
      "Use another moment, or a fault that needs no relay (docs/faults.md).",
    );
  if (options.network !== undefined && options.network !== "two-hosts")
    throw usageError(
      `${option} needs a host for each server.`,
      `Leave out ${spelling.option("network")}, or choose two-hosts.`,
    );
};

/** Wedged, a server does not end when it is asked to, and a host that is off refuses everybody by itself. */
export const newcomersNeeded: Refuse = ({ fault = DEFAULT_FAULT, options }, spelling) => {
  if (options.comeBackAs === undefined || faults[fault].worksWithoutNewcomers) return;
  const able = faultNames.filter((name) => faults[name].worksWithoutNewcomers);
  throw usageError(
    `${spelling.assign("comeBackAs", options.comeBackAs)} is for the faults ${able.join(", ")}, and not for ${fault}.`,
    `Leave it out, or use another fault.`,
  );
};
