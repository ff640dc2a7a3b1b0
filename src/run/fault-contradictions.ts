// Options that do not go together with a fault that its server survives, or that is there before its client.

import { type FaultName, faults } from "../fault/index.ts";
import { usageError } from "./option-checks.ts";
import type { Refuse } from "./wanted.ts";

/** The server lives, or is not there when its client comes. */
export function isExperimentOnly(fault: FaultName): boolean {
  return faults[fault].expects.lives === true || faults[fault].beforeConnection === true;
}

/** A server that sends neither FIN nor RST has none to meet the client's line. */
export const nothingToCross: Refuse = ({ fault, moment }) => {
  if (fault === undefined || moment.at !== "crossing" || faults[fault].isControl) return;
  const { endings } = faults[fault].expects;
  if (endings.includes("fin") || (endings.includes("rst") && !endings.includes("silence"))) return;
  throw usageError(
    `The fault ${fault} cannot come at the moment crossing: the server sends neither FIN nor RST then.`,
    "Use kill, close or reset, or another moment.",
  );
};

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

/** Wedged, a server does not end when it is asked to, and a host that is off bars everybody by itself. */
const CAN_BE_BARRED: readonly FaultName[] = ["kill", "kill-unread", "close", "reset", "half-close"];

export const barredForNewcomers: Refuse = ({ fault = "kill", options }, spelling) => {
  if (options.comeBackAs === undefined || CAN_BE_BARRED.includes(fault)) return;
  throw usageError(
    `${spelling.assign("comeBackAs", options.comeBackAs)} is for the faults ${CAN_BE_BARRED.join(", ")}, and not for ${fault}.`,
    `Leave it out, or use another fault.`,
  );
};
