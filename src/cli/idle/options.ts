// The options of `deadpeer idle`.

import { type IdleRequest, checkIdle } from "../../idle/options.ts";
import { experimentFlags, readExperiment, spellingOf } from "../run/experiment-options.ts";
import { choice, numeral, parseCommand } from "../shared/usage.ts";

const known = {
  ...experimentFlags,
  "up-to": { type: "string" },
  "expect-first": { type: "string" },
  "expect-verdict": { type: "string" },
  json: { type: "boolean" },
} as const;

const firsts = ["client", "server", "neither"] as const;

export interface IdleCommand {
  readonly request: IdleRequest;
  readonly server: string;
  readonly client: string;
  readonly expectFirst?: (typeof firsts)[number];
  readonly json: boolean;
}

/** Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[], signal: AbortSignal): IdleCommand {
  const { values, given } = parseCommand("idle", args, known, 0);
  const { "up-to": upTo, "expect-first": expected, server, client } = values;
  const spelling = spellingOf("idle", given);
  const request = checkIdle(
    {
      ...readExperiment(values, given),
      upToMs: upTo === undefined ? undefined : numeral(upTo),
      expectVerdict: values["expect-verdict"],
      signal,
    },
    spelling,
  );
  return {
    request,
    server: server ?? "deadpeer serve",
    client: client ?? "deadpeer connect",
    ...(expected !== undefined && {
      expectFirst: choice({ option: "--expect-first", spelling }, expected, firsts),
    }),
    json: values.json === true,
  };
}
