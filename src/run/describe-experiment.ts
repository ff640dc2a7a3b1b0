// What is done in an experiment, from the options: what is left out has its default here.

import { FIRST_LINE } from "../inside/lines.ts";
import type { CustomExperiment, ExchangeStep } from "../inside/spec.ts";
import { patternOf } from "../timeline/pattern.ts";
import type { Meaning } from "../timeline/record.ts";
import type { ExchangeInput, RunOptions } from "./options.ts";

/** deadpeer's own client has something to say without being asked to. */
const ECHO: readonly ExchangeInput[] = [{ say: FIRST_LINE }, { expect: FIRST_LINE }];

export function describeExperiment(options: RunOptions): CustomExperiment {
  const { client, ready, serverReady, comeBackMs, comeBackAs, count, upstream } = options;
  const { kill = "owner", connection = "first", control = "after", controls = 1 } = options;
  const { exchange = client === undefined ? ECHO : [], afterwards = exchange } = options;
  return {
    kill,
    connections: connection,
    control,
    controls,
    exchange: exchange.map(toStep),
    afterwards: afterwards.map(toStep),
    ...(ready !== undefined && { ready: patternOf(ready) }),
    ...(serverReady !== undefined && { serverReady: patternOf(serverReady) }),
    ...(comeBackMs !== undefined && { comeBackMs }),
    ...(comeBackAs !== undefined && { comeBackAs }),
    ...(count !== undefined && { count }),
    ...(upstream !== undefined && { upstream }),
    ...meaningOf(options),
  };
}

function meaningOf({ meansDone, meansFailed, doneWhen }: RunOptions): { meaning?: Meaning } {
  const meaning: Meaning = {
    ...(meansDone !== undefined && { done: patternOf(meansDone) }),
    ...(meansFailed !== undefined && { failed: patternOf(meansFailed) }),
    ...(doneWhen !== undefined && { doneWhen: patternOf(doneWhen) }),
  };
  return Object.keys(meaning).length > 0 ? { meaning } : {};
}

function toStep(input: ExchangeInput): ExchangeStep {
  return "say" in input ? input : { expect: patternOf(input.expect) };
}
