// From a configuration to its cases: what each is made of (`case-parts.ts`), its id, and what is run for it.

import { isFailure, failure } from "../failure.ts";
import { checkRunOptions } from "../run/check-options.ts";
import type { FaultChoice } from "../run/fault-option.ts";
import type { RunOptions } from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";
import type { Story } from "../story/story.ts";
import { fitsAny, fitsPattern } from "./case-pattern.ts";
import { type Parts, type Several, candidatesOf, listOf } from "./case-parts.ts";
import { clientOptions, limitsOf, proxyOf, serverOf, serverOptions } from "./case-options.ts";
import type { ClientConfig, ProxyConfig, ServerConfig, SuiteConfig } from "./config.ts";
import { requestOfStoryCase } from "./story-case.ts";

/** One client against one way to die, or in one story of several. */
export interface SuiteCase extends Parts {
  /** Stable: `psql/kill@idle`; what the client has several of stands behind its name: `psql+pg15+pipes/kill@idle`. */
  readonly id: string;
  /** Programs that must be installed. */
  readonly requires: readonly string[];
  readonly request: RunRequest;
}

/**
 * The cases, in the order of the configuration. Throws a Failure (2) that names the case for options that contradict each
 * other, and where there is no case, or two have the same id.
 *
 * @param folder of the configuration: paths in it are relative to this
 * @param stories those of the configuration, which are in files of their own as well
 */
export function planCases(
  config: SuiteConfig,
  folder: string,
  stories: ReadonlyMap<string, Story> = new Map(),
): SuiteCase[] {
  const cases = Object.entries(config.clients).flatMap(([name, client]) =>
    casesOf(name, typeof client === "string" ? { command: client } : client, { config, folder, stories }),
  );
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id))
      throw failure(2, `The case ${id} occurs twice.`, "Name each fault, server and network once.");
    ids.add(id);
  }
  if (cases.length === 0)
    throw failure(2, "The configuration has no case.", "Add a client or a fault, or exclude less.");
  return cases;
}

interface Given {
  readonly config: SuiteConfig;
  readonly folder: string;
  readonly stories: ReadonlyMap<string, Story>;
}

function casesOf(name: string, client: ClientConfig, all: Given): SuiteCase[] {
  const { parts, several } = candidatesOf(name, client, all.config, [...all.stories.keys()]);
  return parts
    .filter((each) => !fitsAny(all.config.exclude ?? [], each))
    .map((each) => completeCase(each, idOf(each, several), client, all));
}

function idOf(parts: Parts, several: Several): string {
  const { client, server, on, network, fault, story, through } = parts;
  const variant = [
    client,
    ...(several.server && server !== undefined ? [server] : []),
    ...(several.on ? [on] : []),
    ...(several.network && network !== undefined ? [network] : []),
  ];
  const way = story ?? asPartOfId(fault ?? "");
  return [variant.join("+"), way, ...(through === undefined ? [] : [through])].join("/");
}

/** The pattern of a moment may have any character in it, and an id is a folder's name and a word in a shell. */
function asPartOfId(fault: string): string {
  return fault.replace(/[^\w@:.-]/gu, (char) =>
    [...Buffer.from(char, "utf8")]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

function completeCase(parts: Parts, id: string, client: ClientConfig, all: Given): SuiteCase {
  const server = serverOf(parts.server, all.config);
  const proxy = proxyOf(parts.through, all.config);
  const requires = [server, client, proxy].flatMap((each) => listOf(each?.requires ?? []));
  const request = inCase(id, () =>
    parts.story === undefined
      ? withProxy(proxy, all.folder, checkRunOptions(optionsOf(parts, { client, server, proxy }, all)))
      : requestOfStoryCase(
          all.stories.get(parts.story) ?? { steps: [] },
          { ...parts, client, server, ...expectationOf(parts, client, all.config) },
          all.config,
          all.folder,
        ),
  );
  return { id, ...parts, requires, request };
}

interface Programs {
  readonly client: ClientConfig;
  readonly server: ServerConfig;
  readonly proxy: ProxyConfig | undefined;
}

/** Its files are beside the configuration. */
function withProxy(proxy: ProxyConfig | undefined, folder: string, request: RunRequest): RunRequest {
  return proxy === undefined ? request : { ...request, custom: { ...request.custom, throughCwd: folder } };
}

function optionsOf(parts: Parts, { client, server, proxy }: Programs, { config, folder }: Given): RunOptions {
  const { fault = "" } = parts;
  return {
    scenario: "experiment",
    fault: fault as FaultChoice,
    ...serverOptions(server, folder, fault),
    ...clientOptions(client, folder),
    clientOn: parts.on,
    ...limitsOf(config),
    ...(proxy && { through: proxy.command }),
    ...(parts.network && { network: parts.network }),
    ...expectationOf(parts, client, config),
  };
}

/** The last of the configuration's that fits; else the client's own; else, left out, what a reasonable client does. */
function expectationOf(
  parts: Parts,
  client: ClientConfig,
  config: SuiteConfig,
): Pick<RunOptions, "expectVerdict"> {
  const fitting = (config.expect ?? []).findLast((pattern) => fitsPattern(pattern, parts));
  const expectVerdict = fitting?.verdict ?? client.expect;
  return expectVerdict === undefined ? {} : { expectVerdict };
}

/** A Failure of it names the case. */
function inCase<T>(id: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { message, remedy, exitCode } = error;
    throw failure(exitCode, `${id}: ${message}`, `${remedy} Or leave the case out with \`exclude\`.`);
  }
}
