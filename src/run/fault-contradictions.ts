// Options that do not go together with a fault that its server survives, or that is there before its client.

import { DEFAULT_FAULT, type FaultName, faultNames, faults } from "../fault/index.ts";
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

/** A server that sends neither FIN nor RST has none to meet the client's line. */
export const nothingToCross: Refuse = ({ fault, moment }) => {
  if (fault === undefined || moment.at !== "crossing" || faults[fault].isControl || canCross(fault)) return;
  const able = faultNames.filter((name) => canCross(name) && !faults[name].makesOwnMoment);
  throw usageError(
    `The fault ${fault} cannot come at the moment crossing: the server sends neither FIN nor RST then.`,
    `Use ${eitherOf(able)}, or another moment.`,
  );
};

function canCross(fault: FaultName): boolean {
  const { endings } = faults[fault].expects;
  return endings.includes("fin") || (endings.includes("rst") && !endings.includes("silence"));
}

/** `kill, reset or stop` */
export function eitherOf(names: readonly string[]): string {
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
export const commandAsFault: Refuse = ({ fault = DEFAULT_FAULT, moment, options }, spelling) => {
  const option = spelling.option("faultCommand");
  const isCommand = faults[fault].needsCommand === true;
  if (isCommand && options.faultCommand === undefined)
    throw usageError(`The fault ${fault} is a command of yours, and there is none.`, `Add ${option}.`);
  if (isCommand && moment.at === "accepted")
    throw usageError(
      `The fault ${fault} cannot come at the moment accepted: what its own connection says would be held as well.`,
      "Use another moment.",
    );
  if (!isCommand && options.faultCommand !== undefined)
    throw usageError(
      `${option} is the fault, and so is ${fault}.`,
      `Leave out ${spelling.option("fault")}, or ${option}.`,
    );
};

/** Another server takes the place of one that has died, on a host of its own. */
export const failover: Refuse = ({ fault = DEFAULT_FAULT, options }, spelling) => {
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
