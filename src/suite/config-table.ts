// What each key of a configuration may be: one row for each, as config.ts describes them.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { readFault } from "../run/fault-option.ts";
import { type Check, type Checks, oneOf, text, usageError, wholeNumber } from "../run/option-checks.ts";
import { exchangeInput, runChecks } from "../run/option-table.ts";
import { storySteps } from "../story/story-checks.ts";
import { networkNames } from "../timeline/words.ts";
import {
  type CaseExpectation,
  type CasePattern,
  type ClientConfig,
  MOST_RETRIES,
  type ProxyConfig,
  type ServerConfig,
  type StoryConfig,
  type SuiteConfig,
  WITHOUT_PROXY,
} from "./config.ts";
import { commandOr, contradicts, list, oneOrMore, options } from "../input-file/checks.ts";
import { named } from "./config-names.ts";

const MOST_TIMES = 1000;
const MOST_WORKERS = 64;

const faults = oneOrMore(runChecks.fault, (fault, place) => JSON.stringify(readFault(fault, place)));
const networks = oneOrMore(oneOf(networkNames));
const startedOn = oneOf(["terminal", "pipes"]);
const names = oneOrMore(text);

/** Relative to the directory of the configuration. */
function directoryBelow(base: string): Check<string> {
  return (value, place) => {
    const path = resolve(base, text(value, place));
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return text(value, place);
    throw usageError(`${place.option}: ${path} is not a directory.`, "Choose one that exists.");
  };
}

function server(base: string): Check<ServerConfig> {
  const check = options<ServerConfig>({
    command: text,
    upstream: runChecks.upstream,
    ready: runChecks.serverReady,
    on: startedOn,
    cwd: directoryBelow(base),
    env: runChecks.serverEnv,
    user: runChecks.serverUser,
    count: runChecks.count,
    doneWhen: runChecks.doneWhen,
    missing: runChecks.missing,
    faultCommand: runChecks.faultCommand,
    thenServer: runChecks.thenServer,
    kill: runChecks.kill,
    requires: names,
  });
  return (value, place) => {
    const checked = check(value, place);
    if (checked.command !== undefined && checked.upstream !== undefined)
      contradicts(
        place,
        "upstream",
        "is not for a server with a command: a relay stands in for the upstream",
      );
    const without = (["cwd", "env"] as const).find((name) => checked[name] !== undefined);
    if (without !== undefined && checked.command === undefined)
      contradicts(place, without, "is for a server with a command");
    return checked;
  };
}

function client(base: string): Check<ClientConfig> {
  const check = options<ClientConfig>({
    command: text,
    server: names,
    on: oneOrMore(startedOn),
    ready: runChecks.ready,
    exchange: list(exchangeInput),
    afterwards: list(exchangeInput),
    meansDone: runChecks.meansDone,
    meansFailed: runChecks.meansFailed,
    connection: runChecks.connection,
    comeBackMs: runChecks.comeBackMs,
    cwd: directoryBelow(base),
    env: runChecks.clientEnv,
    user: runChecks.clientUser,
    faults,
    stories: names,
    through: names,
    networks,
    expect: runChecks.expectVerdict,
    requires: names,
  });
  return (value, place) => {
    const { command, ...rest } = check(value, place);
    if (command !== undefined) return { command, ...rest };
    throw usageError(`${place.option} has no command.`, 'For example: command: "exec ./client $HOST $PORT".');
  };
}

const proxy: Check<ProxyConfig> = (value, place) => {
  const { command, ...rest } = options<ProxyConfig>({ command: text, requires: names })(value, place);
  if (command !== undefined) return { command, ...rest };
  throw usageError(`${place.option} has no command.`, 'For example: command: "exec haproxy -f haproxy.cfg".');
};

const story: Check<StoryConfig> = (value, place) => {
  const checked = options<StoryConfig>({ story: text, steps: storySteps })(value, place);
  if (checked.story !== undefined && checked.steps !== undefined)
    contradicts(place, "steps", "is not for a story that has a file");
  if (checked.story !== undefined || checked.steps !== undefined) return checked;
  throw usageError(`${place.option} has no steps.`, "Write steps: [...], or story: FILE (docs/stories.md).");
};

const pattern: Checks<CasePattern> = {
  client: names,
  server: names,
  fault: names,
  story: names,
  through: names,
  on: startedOn,
  network: oneOf(networkNames),
};

const expectation: Check<CaseExpectation> = (value, place) => {
  const check = options<CaseExpectation>({ ...pattern, verdict: runChecks.expectVerdict });
  const { verdict, ...rest } = check(value, place);
  if (verdict !== undefined) return { verdict, ...rest };
  throw usageError(`${place.option} has no verdict.`, 'For example: verdict: "noticed=at-once".');
};

/** @param base the directory of the configuration */
export function configChecks(base: string): Checks<SuiteConfig> {
  const { watchMs, startMs, limitMs, port, control, controls } = runChecks;
  return {
    servers: named("server", commandOr(text, server(base))),
    clients: named("client", commandOr(text, client(base))),
    faults,
    stories: named("story", commandOr(text, story)),
    proxies: named("proxy", commandOr(text, proxy), "proxies", [WITHOUT_PROXY]),
    networks,
    exclude: list(options(pattern)),
    expect: list(expectation),
    known: text,
    times: wholeNumber(1, MOST_TIMES, 1),
    retries: wholeNumber(0, MOST_RETRIES),
    workers: wholeNumber(1, MOST_WORKERS),
    results: text,
    watchMs,
    startMs,
    limitMs,
    port,
    control,
    controls,
  };
}
