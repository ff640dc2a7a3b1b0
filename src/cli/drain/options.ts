// The options of `deadpeer drain`.

import { type DrainRequest, checkDrain } from "../../run/drain.ts";
import { experimentFlags, readExperiment, spellingOf } from "../run/experiment-options.ts";
import { numeral, parseCommand } from "../shared/usage.ts";

const known = {
  ...experimentFlags,
  ask: { type: "string" },
  idle: { type: "string" },
  "mid-request": { type: "string" },
  "up-to": { type: "string" },
  json: { type: "boolean" },
} as const;

export interface DrainCommand {
  readonly request: DrainRequest;
  readonly server: string;
  readonly client: string;
  readonly json: boolean;
}

/** Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[], signal: AbortSignal): DrainCommand {
  const { values, given } = parseCommand("drain", args, known, 0);
  const number = (value: string | undefined): unknown => (value === undefined ? undefined : numeral(value));
  const request = checkDrain(
    {
      ...readExperiment(values, given),
      ask: values.ask,
      idle: number(values.idle),
      midRequest: number(values["mid-request"]),
      upToMs: number(values["up-to"]),
      signal,
    },
    spellingOf("drain", given),
  );
  const { server = "deadpeer serve", client = "deadpeer connect" } = values;
  return { request, server, client, json: values.json === true };
}
