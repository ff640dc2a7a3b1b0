// What is done in an experiment, from the options: what is left out has its default here.

import { FIRST_LINE } from "../inside/lines.ts";
import type { CustomExperiment, ExchangeStep } from "../inside/spec.ts";
import { type Pattern, patternOf } from "../timeline/pattern.ts";
import type { Meaning } from "../timeline/record.ts";
import type { ExchangeInput, RunOptions } from "./options.ts";

/** deadpeer's own client has something to say without being asked to. */
const ECHO: readonly ExchangeInput[] = [{ say: FIRST_LINE }, { expect: FIRST_LINE }];

/** How long after the fault another server takes the address, if nothing else is said. */
const FAILOVER_MS = 100;

export function describeExperiment(options: RunOptions): CustomExperiment {
  const {
    client,
    ready,
    serverReady,
    comeBackAs,
    thenServer,
    count,
    missing,
    faultCommand,
    upstream,
    through,
  } = options;
  const { kill = "owner", connection = "first", control = "after", controls = 1 } = options;
  const { exchange = client === undefined ? ECHO : [], afterwards = exchange } = options;
  const { comeBackMs = thenServer === undefined ? undefined : FAILOVER_MS } = options;
  return {
    kill,
    connections: connection,
    control,
    controls,
    exchange: exchange.map(toStep),
    afterwards: afterwards.map(toStep),
    ...withoutUndefined({
      ready: patternIfGiven(ready),
      serverReady: patternIfGiven(serverReady),
      comeBackMs,
      comeBackAs,
      thenServer,
      count,
      missing,
      faultCommand,
      upstream,
      through,
    }),
    ...meaningOf(options),
  };
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
}

function meaningOf({ meansDone, meansFailed, doneWhen }: RunOptions): { meaning?: Meaning } {
  const meaning: Meaning = withoutUndefined({
    done: patternIfGiven(meansDone),
    failed: patternIfGiven(meansFailed),
    doneWhen: patternIfGiven(doneWhen),
  });
  return Object.keys(meaning).length > 0 ? { meaning } : {};
}

function patternIfGiven(given: string | RegExp | undefined): Pattern | undefined {
  return given === undefined ? undefined : patternOf(given);
}

function toStep(input: ExchangeInput): ExchangeStep {
  return "expect" in input ? { expect: patternOf(input.expect) } : input;
}
