// From a configuration to its cases: every client with each of its servers, on each stream, network and way to die.

import { defaultSuiteFaults } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import { isFailure, failure } from "../failure.ts";
import { checkRunOptions } from "../run/check-options.ts";
import { asObject } from "../run/option-checks.ts";
import { type FaultChoice, readFault } from "../run/fault-option.ts";
import type { RunOptions } from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";
import { goesThroughProxies } from "../run/through-contradictions.ts";
import type { Story } from "../story/story.ts";
import type { NetworkName } from "../timeline/words.ts";
import { fitsAny, fitsPattern } from "./case-pattern.ts";
import { clientOptions, limitsOf, proxyOf, serverOf, serverOptions } from "./case-options.ts";
import type { ClientConfig, OneOrMore, ProxyConfig, ServerConfig, SuiteConfig } from "./config.ts";
import { requestOfStoryCase } from "./story-case.ts";

/** One client against one way to die, or in one story of several. */
export interface SuiteCase {
  /** Stable: `psql/kill@idle`; what the client has several of stands behind its name: `psql+pg15+pipes/kill@idle`. */
  readonly id: string;
  readonly client: string;
  /** The server's name; left out for deadpeer's own echo server. */
  readonly server?: string;
  /** With its moment: `kill@idle`. Left out of a story. */
  readonly fault?: string;
  /** Its name, where there are several faults one after the other. */
  readonly story?: string;
  /** The proxy's name, where one stands between client and server. */
  readonly through?: string;
  readonly on: "terminal" | "pipes";
  /** Left out: what the fault needs. */
  readonly network?: NetworkName;
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

/** What a case is made of. */
interface Parts {
  readonly client: string;
  readonly server?: string;
  readonly fault?: string;
  readonly story?: string;
  readonly through?: string;
  readonly on: "terminal" | "pipes";
  readonly network?: NetworkName;
}

function casesOf(name: string, client: ClientConfig, all: Given): SuiteCase[] {
  const { config } = all;
  const servers = client.server === undefined ? defaultServers(config) : listOf(client.server);
  const streams = listOf(client.on ?? "terminal");
  const networks = networksOf(client, config);
  const ways = waysOf(name, client, all);
  const several = { server: servers.length > 1, on: streams.length > 1, network: networks.length > 1 };
  return servers
    .flatMap((server) => streams.map((on) => ({ server, on })))
    .flatMap((place) => networks.map((network) => ({ ...place, network })))
    .flatMap((place) => ways.map((way) => ({ ...place, ...way })))
    .map(({ server, network, ...rest }): Parts => ({
      client: name,
      ...rest,
      ...(server !== undefined && { server }),
      ...(network !== undefined && { network }),
    }))
    .filter(
      ({ through, network }) => through === undefined || network === undefined || network === "two-hosts",
    )
    .filter((parts) => !fitsAny(config.exclude ?? [], parts))
    .map((parts) => completeCase(parts, idOf(parts, several), client, all));
}

/** The faults, each without a proxy and then through each, then the stories. */
function waysOf(
  name: string,
  client: ClientConfig,
  { config, stories }: Given,
): readonly Pick<Parts, "fault" | "story" | "through">[] {
  const proxies = listOf(client.through ?? Object.keys(config.proxies ?? {}));
  const told = client.stories === undefined ? [...stories.keys()] : listOf(client.stories);
  const faults = client.faults ?? config.faults ?? (told.length > 0 ? [] : defaultSuiteFaults);
  return [
    ...listOf(faults).flatMap((written) => {
      const option = `clients.${name}: faults`;
      const fault = faultOfCase(written, option);
      const through = canBeThrough(written, option) ? proxies : [];
      return [{ fault }, ...through.map((proxy) => ({ fault, through: proxy }))];
    }),
    ...told.map((story) => ({ story })),
  ];
}

/** The only server there is, or deadpeer's own. (With several each client names its own: `check-config.ts`.) */
function defaultServers({ servers = {} }: SuiteConfig): readonly (string | undefined)[] {
  const names = Object.keys(servers);
  return names.length === 1 ? names : [undefined];
}

function networksOf(client: ClientConfig, config: SuiteConfig): readonly (NetworkName | undefined)[] {
  const named = client.networks ?? config.networks;
  return named === undefined ? [undefined] : listOf(named);
}

/** Whether what a proxy makes of it can be judged. */
function canBeThrough(written: FaultChoice, option: string): boolean {
  const { fault, moment } = readFault(written, { option, spelling: asObject });
  return goesThroughProxies(fault, moment);
}

/** As an id has it, always with its moment: `kill@idle`. @param option whose value it is, for messages */
export function faultOfCase(written: FaultChoice, option: string): string {
  const place = { option, spelling: asObject };
  const { fault, amount, moment } = readFault(written, place);
  return `${fault}${amount === undefined ? "" : `:${amount}`}@${formatMoment(moment)}`;
}

function idOf(parts: Parts, several: Readonly<Record<"server" | "on" | "network", boolean>>): string {
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

function listOf<T>(given: OneOrMore<T>): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}
