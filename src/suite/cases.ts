// From a configuration to its cases: every client with each of its servers, on each stream, network and way to die.

import { defaultSuiteFaults } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import { type Failure, isFailure, failure } from "../failure.ts";
import { checkRunOptions } from "../run/check-options.ts";
import { asObject } from "../run/option-checks.ts";
import { type FaultChoice, readFault } from "../run/fault-option.ts";
import type { RunOptions } from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";
import type { NetworkName } from "../timeline/words.ts";
import { fitsAny, fitsPattern } from "./case-pattern.ts";
import { clientOptions, limitsOf, serverOf, serverOptions } from "./case-options.ts";
import type { ClientConfig, OneOrMore, SuiteConfig } from "./config.ts";

/** One client against one way to die. */
export interface SuiteCase {
  /** Stable: `psql/kill@idle`; what the client has several of stands behind its name: `psql+pg15+pipes/kill@idle`. */
  readonly id: string;
  readonly client: string;
  /** The server's name; left out for deadpeer's own echo server. */
  readonly server?: string;
  /** With its moment: `kill@idle`. */
  readonly fault: string;
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
 */
export function planCases(config: SuiteConfig, folder: string): SuiteCase[] {
  const cases = Object.entries(config.clients).flatMap(([name, client]) =>
    casesOf(name, typeof client === "string" ? { command: client } : client, config, folder),
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

/** What a case is made of. */
interface Parts {
  readonly client: string;
  readonly server?: string;
  readonly fault: string;
  readonly on: "terminal" | "pipes";
  readonly network?: NetworkName;
}

function casesOf(name: string, client: ClientConfig, config: SuiteConfig, folder: string): SuiteCase[] {
  const servers = client.server === undefined ? defaultServers(config) : listOf(client.server);
  const streams = listOf(client.on ?? "terminal");
  const networks = networksOf(client, config);
  const faults = listOf(client.faults ?? config.faults ?? defaultSuiteFaults).map((each) =>
    faultOfCase(each, `clients.${name}: faults`),
  );
  const several = { server: servers.length > 1, on: streams.length > 1, network: networks.length > 1 };
  return servers
    .flatMap((server) => streams.map((on) => ({ server, on })))
    .flatMap((place) => networks.map((network) => ({ ...place, network })))
    .flatMap((place) => faults.map((fault) => ({ ...place, fault })))
    .map(({ server, network, ...rest }): Parts => ({
      client: name,
      ...rest,
      ...(server !== undefined && { server }),
      ...(network !== undefined && { network }),
    }))
    .filter((parts) => !fitsAny(config.exclude ?? [], parts))
    .map((parts) => completeCase(parts, idOf(parts, several), client, config, folder));
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

/** As an id has it, always with its moment: `kill@idle`. @param option whose value it is, for messages */
export function faultOfCase(written: FaultChoice, option: string): string {
  const place = { option, spelling: asObject };
  const { fault, amount, moment } = readFault(written, place);
  return `${fault}${amount === undefined ? "" : `:${amount}`}@${formatMoment(moment)}`;
}

function idOf(parts: Parts, several: Readonly<Record<"server" | "on" | "network", boolean>>): string {
  const { client, server, on, network, fault } = parts;
  const variant = [
    client,
    ...(several.server && server !== undefined ? [server] : []),
    ...(several.on ? [on] : []),
    ...(several.network && network !== undefined ? [network] : []),
  ];
  return `${variant.join("+")}/${asPartOfId(fault)}`;
}

/** The pattern of a moment may have any character in it, and an id is a folder's name and a word in a shell. */
function asPartOfId(fault: string): string {
  return fault.replace(/[^\w@:.-]/gu, (char) =>
    [...Buffer.from(char, "utf8")]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

function completeCase(
  parts: Parts,
  id: string,
  client: ClientConfig,
  config: SuiteConfig,
  folder: string,
): SuiteCase {
  const server = serverOf(parts.server, config);
  const options: RunOptions = {
    scenario: "experiment",
    fault: parts.fault as FaultChoice,
    ...serverOptions(server, folder, parts.fault),
    ...clientOptions(client, folder),
    clientOn: parts.on,
    ...limitsOf(config),
    ...(parts.network && { network: parts.network }),
    ...expectationOf(parts, client, config),
  };
  const requires = [...listOf(server.requires ?? []), ...listOf(client.requires ?? [])];
  return { id, ...parts, requires, request: requestOf(id, options) };
}

/** The last of the configuration's that fits; else the client's own; else, left out, what a reasonable client does. */
function expectationOf(parts: Parts, client: ClientConfig, config: SuiteConfig): RunOptions {
  const fitting = (config.expect ?? []).findLast((pattern) => fitsPattern(pattern, parts));
  const expectVerdict = fitting?.verdict ?? client.expect;
  return expectVerdict === undefined ? {} : { expectVerdict };
}

function requestOf(id: string, options: RunOptions): RunRequest {
  try {
    return checkRunOptions(options);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw inCase(id, error);
  }
}

function inCase(id: string, { message, remedy, exitCode }: Failure): Failure {
  return failure(exitCode, `${id}: ${message}`, `${remedy} Or leave the case out with \`exclude\`.`);
}

function listOf<T>(given: OneOrMore<T>): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}
