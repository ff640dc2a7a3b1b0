// What each case is made of: every client with each of its servers, on each stream, network and way to die.

import { defaultSuiteFaults } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import { asObject } from "../run/option-checks.ts";
import { type FaultChoice, readFault } from "../run/fault-option.ts";
import { goesThroughProxies } from "../run/through-contradictions.ts";
import type { NetworkName } from "../timeline/words.ts";
import type { ClientConfig, OneOrMore, SuiteConfig } from "./config.ts";

/** What a case is made of. */
export interface Parts {
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
}

/** What a client has several of stands in the ids of its cases. */
export type Several = Readonly<Record<"server" | "on" | "network", boolean>>;

export interface Candidates {
  /** Those that are to be left out as well. */
  readonly parts: readonly Parts[];
  readonly several: Several;
}

/** Of a client. @param stories names of all that there are */
export function candidatesOf(
  name: string,
  given: ClientConfig | string,
  config: SuiteConfig,
  stories: readonly string[],
): Candidates {
  const client = typeof given === "string" ? { command: given } : given;
  const servers = client.server === undefined ? defaultServers(config) : listOf(client.server);
  const streams = listOf(client.on ?? "terminal");
  const networks = networksOf(client, config);
  const ways = waysOf(name, client, config, stories);
  const parts = servers
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
    );
  const several = { server: servers.length > 1, on: streams.length > 1, network: networks.length > 1 };
  return { parts, several };
}

/** The faults, each without a proxy and then through each, then the stories. */
function waysOf(
  name: string,
  client: ClientConfig,
  config: SuiteConfig,
  stories: readonly string[],
): readonly Pick<Parts, "fault" | "story" | "through">[] {
  const proxies = listOf(client.through ?? Object.keys(config.proxies ?? {}));
  const told = client.stories === undefined ? [...stories] : listOf(client.stories);
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

export function listOf<T>(given: OneOrMore<T>): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}
