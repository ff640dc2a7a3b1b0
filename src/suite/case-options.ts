// The options of a case's run, from what a configuration says of its server, its client, and every run.

import { resolve } from "node:path";
import { faults, isFault } from "../fault/index.ts";
import { splitFault } from "../fault/moments.ts";
import type { RunOptions } from "../run/options.ts";
import type { ClientConfig, ProxyConfig, ServerConfig, SuiteConfig, SuiteLimits } from "./config.ts";

type ServerProgram = Pick<
  RunOptions,
  | "server"
  | "upstream"
  | "serverReady"
  | "serverOn"
  | "serverCwd"
  | "serverEnv"
  | "serverUser"
  | "count"
  | "doneWhen"
  | "missing"
>;
type ClientProgram = Pick<
  RunOptions,
  "client" | "ready" | "meansDone" | "meansFailed" | "clientCwd" | "clientEnv" | "clientUser"
>;

export function serverOf(name: string | undefined, { servers = {} }: SuiteConfig): ServerConfig {
  const server = name !== undefined && Object.hasOwn(servers, name) ? (servers[name] ?? {}) : {};
  return typeof server === "string" ? { command: server } : server;
}

export function proxyOf(name: string | undefined, { proxies = {} }: SuiteConfig): ProxyConfig | undefined {
  const proxy = name !== undefined && Object.hasOwn(proxies, name) ? proxies[name] : undefined;
  return typeof proxy === "string" ? { command: proxy } : proxy;
}

/** @param fault as a case has it: what another fault does is not this one's */
export function serverOptions(server: ServerConfig, folder: string, fault: string): RunOptions {
  const { kill } = server;
  return { ...serverProgram(server, folder), ...actsOf(server, fault), ...(kill && { kill }) };
}

/** How it is started, and how it is asked what it has done. */
export function serverProgram(server: ServerConfig, folder: string): ServerProgram {
  const { command, upstream, ready, on, cwd = command && ".", env, user, count, doneWhen, missing } = server;
  return {
    ...(command !== undefined && { server: command }),
    ...(upstream !== undefined && { upstream }),
    ...(ready !== undefined && { serverReady: ready }),
    ...(on && { serverOn: on }),
    ...(cwd !== undefined && { serverCwd: resolve(folder, cwd) }),
    ...(env && { serverEnv: env }),
    ...(user !== undefined && { serverUser: user }),
    ...(count !== undefined && { count }),
    ...(doneWhen !== undefined && { doneWhen }),
    ...(missing !== undefined && { missing }),
  };
}

/** What is done to it. */
function actsOf({ faultCommand, thenServer }: ServerConfig, fault: string): RunOptions {
  return {
    ...(faultCommand !== undefined && isCommand(fault) && { faultCommand }),
    ...(thenServer !== undefined && { thenServer }),
  };
}

/** Of a fault that has been checked. */
export function isCommand(written: string): boolean {
  const { fault } = splitFault(written);
  return isFault(fault) && faults[fault].needsCommand === true;
}

export function clientOptions(client: ClientConfig, folder: string): RunOptions {
  const { exchange, afterwards, connection, comeBackMs } = client;
  return {
    ...clientProgram(client, folder),
    ...(exchange && { exchange }),
    ...(afterwards && { afterwards }),
    ...(connection && { connection }),
    ...(comeBackMs !== undefined && { comeBackMs }),
  };
}

/** How it is started, and what it prints. */
export function clientProgram(client: ClientConfig, folder: string): ClientProgram {
  const { command, ready, cwd = ".", env, user, meansDone, meansFailed } = client;
  return {
    client: command,
    ...(ready !== undefined && { ready }),
    ...(meansDone !== undefined && { meansDone }),
    ...(meansFailed !== undefined && { meansFailed }),
    clientCwd: resolve(folder, cwd),
    ...(env && { clientEnv: env }),
    ...(user !== undefined && { clientUser: user }),
  };
}

export function limitsOf(
  config: SuiteLimits,
): Pick<RunOptions, "control" | "watchMs" | "startMs" | "limitMs" | "port" | "controls"> {
  const { watchMs, startMs, limitMs, port, control = "at-once", controls } = config;
  return {
    control,
    ...(watchMs !== undefined && { watchMs }),
    ...(startMs !== undefined && { startMs }),
    ...(limitMs !== undefined && { limitMs }),
    ...(port !== undefined && { port }),
    ...(controls !== undefined && { controls }),
  };
}
