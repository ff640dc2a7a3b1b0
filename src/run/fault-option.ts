// The fault and its moment as they are written: `kill`, `kill@crossing`, `host-crash@mid-reply:5`, `outage:2000@mid-reply`,
// `reset@request:/INSERT/`.

import {
  DEFAULT_BYTES,
  MOST_BYTES,
  type FaultMoment,
  type MomentName,
  countsBytes,
  momentNames,
  needsPattern,
  patternOfMoment,
  splitFault,
  takesPattern,
} from "../fault/moments.ts";
import { type FaultName, type NameWithAmount, faultNames, faults } from "../fault/index.ts";
import { type Check, type Place, oneOf, usageError, wholeNumber } from "./option-checks.ts";

/** A fault that lasts so many milliseconds, or lets so many bytes a second come. */
export type FaultWithAmount = `${NameWithAmount}:${number}`;

/**
 * A fault, some with a number (else 1000); with a moment at which it comes (else `idle`); with the bytes of that moment
 * (else 5), or with what is to be seen then: text, or `/regular expression/`.
 */
export type FaultChoice =
  | FaultName
  | FaultWithAmount
  | `${FaultName | FaultWithAmount}@${MomentName}`
  | `${FaultName | FaultWithAmount}@${"mid-request" | "mid-reply"}:${number}`
  | `${FaultName | FaultWithAmount}@${"request" | "reply" | "printed" | "answered"}:${string}`;

export interface ChosenFault {
  readonly fault: FaultName;
  /** Left out for a fault that takes none. */
  readonly amount?: number;
  readonly moment: FaultMoment;
}

export const checkFault: Check<FaultChoice> = (value, place) => {
  readFault(value, place);
  return value as FaultChoice;
};

/** The parts of a fault as it is written. Throws a usage error where one of them is not right. */
export function readFault(value: unknown, place: Place): ChosenFault {
  const written = typeof value === "string" ? value : "";
  const { fault: name, amount, moment, bytes, pattern, rest } = splitFault(written);
  const fault = oneOf(faultNames, "fault")(typeof value === "string" ? name : value, place);
  if (rest !== "")
    throw usageError(
      `Unexpected ${rest} in ${written}.`,
      "Write FAULT, FAULT:NUMBER, FAULT@MOMENT, FAULT@MOMENT:BYTES or FAULT@MOMENT:/PATTERN/.",
    );
  const at = oneOf(momentNames, "moment")(moment, place);
  if (faults[fault].makesOwnMoment && at !== "idle")
    throw usageError(`The fault ${fault} has a fixed moment.`, `Use ${fault}.`);
  return {
    fault,
    ...readAmount(fault, written, amount, place),
    moment: { at, bytes: readBytes(written, bytes, at, place), ...readPattern(written, pattern, at) },
  };
}

function readAmount(
  fault: FaultName,
  written: string,
  given: string | undefined,
  { spelling }: Place,
): Pick<ChosenFault, "amount"> {
  const { amount } = faults[fault];
  if (amount === undefined) {
    if (given === undefined) return {};
    throw usageError(`The fault ${fault} takes no number.`, `Use ${written.replace(`:${given}`, "")}.`);
  }
  if (given === undefined) return { amount: amount.usual };
  const number = /^\d+$/.test(given) ? Number(given) : given;
  const option = `The ${amount.letters} in ${written} (${amount.unit})`;
  return { amount: wholeNumber(amount.least, amount.most)(number, { option, spelling }) };
}

function readPattern(
  written: string,
  pattern: string | undefined,
  at: MomentName,
): Pick<FaultMoment, "pattern"> {
  if (!takesPattern(at) || (pattern === undefined && !needsPattern(at))) return {};
  if (pattern === undefined || pattern === "")
    throw usageError(
      `The moment ${at} needs what is to be seen: text, or a regular expression.`,
      `For example ${written.replace(/:$/, "")}:/PATTERN/.`,
    );
  try {
    patternOfMoment({ at, bytes: 0, pattern });
  } catch (error) {
    throw usageError(`${written}: ${(error as Error).message}.`, "Write text, or /regular expression/flags.");
  }
  return { pattern };
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
  return wholeNumber(0, MOST_BYTES)(count, { option: `The number of bytes in ${written}`, spelling });
}
