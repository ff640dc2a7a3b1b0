// The fault and its moment as they are written: `kill`, `kill@crossing`, `host-crash@mid-reply:5`.

import {
  DEFAULT_BYTES,
  MOST_BYTES,
  type FaultMoment,
  type MomentName,
  countsBytes,
  momentNames,
  splitFault,
} from "../fault/moments.ts";
import { type FaultName, faultNames, faults } from "../fault/index.ts";
import { type Check, type Place, oneOf, usageError, wholeNumber } from "./option-checks.ts";

/** A fault; with a moment at which it comes (else `idle`); with the bytes of that moment (else 5). */
export type FaultChoice =
  | FaultName
  | `${FaultName}@${MomentName}`
  | `${FaultName}@${"mid-request" | "mid-reply"}:${number}`;

export interface ChosenFault {
  readonly fault: FaultName;
  readonly moment: FaultMoment;
}

export const checkFault: Check<FaultChoice> = (value, place) => {
  readFault(value, place);
  return value as FaultChoice;
};

/** The parts of a fault as it is written. Throws a usage error where one of them is not right. */
export function readFault(value: unknown, place: Place): ChosenFault {
  const written = typeof value === "string" ? value : "";
  const { fault: name, moment, bytes, rest } = splitFault(written);
  const fault = oneOf(faultNames, "fault")(typeof value === "string" ? name : value, place);
  if (rest !== "")
    throw usageError(`Unexpected ${rest} in ${written}.`, "Write FAULT, FAULT@MOMENT or FAULT@MOMENT:BYTES.");
  const at = oneOf(momentNames, "moment")(moment, place);
  if (faults[fault].makesOwnMoment && at !== "idle")
    throw usageError(`The fault ${fault} has a fixed moment.`, `Use ${fault}.`);
  return { fault, moment: { at, bytes: readBytes(written, bytes, at, place) } };
}

function readBytes(written: string, bytes: string | undefined, at: MomentName, { spelling }: Place): number {
  if (!countsBytes(at)) {
    if (bytes === undefined) return 0;
    throw usageError(
      `The moment ${at} takes no number of bytes.`,
      `Use ${written.replace(`:${bytes}`, "")}.`,
    );
  }
  if (bytes === undefined) return DEFAULT_BYTES;
  const count = /^\d+$/.test(bytes) ? Number(bytes) : bytes;
  return wholeNumber(1, MOST_BYTES)(count, { option: `The number of bytes in ${written}`, spelling });
}
