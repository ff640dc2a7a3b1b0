// The options of `deadpeer tolerance`.

import type { FaultName } from "../../fault/index.ts";
import { type Search, checkSearch, deaths, lastingFaults } from "../../tolerance/options.ts";
import type { Noticing, Try } from "../../tolerance/result.ts";
import { experimentFlags, readExperiment, spellingOf } from "../run/experiment-options.ts";
import { choice, numeral, onCommandLine, parseCommand, usageError, wholeNumber } from "../shared/usage.ts";

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;

const known = {
  ...experimentFlags,
  bear: list,
  death: list,
  "up-to": text,
  "at-once": text,
  "expect-bears": list,
  "expect-notices": list,
  json: { type: "boolean" },
} as const;

/** `stall:2000`: what a user expects of one fault, in milliseconds. */
export interface Wanted {
  readonly fault: FaultName;
  readonly ms: number;
}

export interface ToleranceCommand {
  readonly search: Search;
  /** As the client's command was written. */
  readonly title: string;
  /** It must bear so much. */
  readonly bears: readonly Wanted[];
  /** It must notice within that, with nothing said to it. */
  readonly notices: readonly Wanted[];
  readonly json: boolean;
}

/** Throws a usage error for whatever is wrong with the arguments. @param tried called with each result as it comes */
export function readArguments(
  args: readonly string[],
  tried: (news: Try | Noticing) => void,
): ToleranceCommand {
  const { values, given } = parseCommand("tolerance", args, known, 0);
  const [upTo, atOnce] = [values["up-to"], values["at-once"]];
  const asked = spellingOf("tolerance", given);
  const written: Readonly<Record<string, string>> = { lasting: "--bear", deaths: "--death" };
  const spelling = { ...asked, option: (name: string) => written[name] ?? asked.option(name) };
  const search = checkSearch(
    {
      ...readExperiment(values, given),
      upToMs: upTo === undefined ? undefined : numeral(upTo),
      atOnce: atOnce === undefined ? undefined : numeral(atOnce),
      lasting: readNames(values.bear),
      deaths: readNames(values.death),
      tried,
    },
    spelling,
  );
  return {
    search,
    title: values.client ?? "deadpeer connect",
    bears: readWanted("--expect-bears", values["expect-bears"], lastingFaults, search.lasting, search.upToMs),
    notices: readWanted("--expect-notices", values["expect-notices"], deaths, search.deaths, search.upToMs),
    json: values.json === true,
  };
}

/** `none` for none of them. */
function readNames(written: readonly string[] | undefined): readonly string[] | undefined {
  const names = written?.flatMap((each) => each.split(","));
  return names?.length === 1 && names[0] === NONE ? [] : names;
}

const NONE = "none";

function readWanted(
  option: string,
  written: readonly string[] = [],
  all: readonly FaultName[],
  tried: readonly FaultName[],
  upToMs: number,
): Wanted[] {
  const place = { option, spelling: onCommandLine("tolerance") };
  return written.map((each) => {
    const [name = "", ms, ...rest] = each.split(":");
    const fault = choice(place, name, all, "fault");
    if (ms === undefined || rest.length > 0)
      throw usageError(`${option} ${each} is not FAULT:MS.`, `For example: ${option} ${fault}:2000.`);
    if (!tried.includes(fault))
      throw usageError(
        `${option} ${each}: ${fault} is not tried.`,
        `Add it to ${all === deaths ? "--death" : "--bear"}.`,
      );
    return { fault, ms: wholeNumber({ ...place, option: `The MS in ${option} ${each}` }, ms, [0, upToMs]) };
  });
}
