// The options of a case's run, from what a configuration says of its server, its client, and every run.

import { resolve } from "node:path";
import { faults, isFault } from "../fault/index.ts";
import { splitFault } from "../fault/moments.ts";
import type { RunOptions } from "../run/options.ts";
import type { ClientConfig, ServerConfig, SuiteConfig, SuiteLimits } from "./config.ts";

export function serverOf(name: string | undefined, { servers = {} }: SuiteConfig): ServerConfig {
  const server = name !== undefined && Object.hasOwn(servers, name) ? (servers[name] ?? {}) : {};
  return typeof server === "string" ? { command: server } : server;
}

/** @param fault as a case has it: what another fault does is not this one's */
export function serverOptions(server: ServerConfig, folder: string, fault: string): RunOptions {
  const { command, upstream, ready, on, cwd = command && ".", env, user, count, doneWhen, kill } = server;
  return {
    ...actsOf(server, fault),
    ...(command !== undefined && { server: command }),
    ...(upstream !== undefined && { upstream }),
    ...(ready !== undefined && { serverReady: ready }),
    ...(on && { serverOn: on }),
    ...(cwd !== undefined && { serverCwd: resolve(folder, cwd) }),
    ...(env && { serverEnv: env }),
    ...(user !== undefined && { serverUser: user }),
    ...(count !== undefined && { count }),
    ...(doneWhen !== undefined && { doneWhen }),
    ...(kill && { kill }),
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
function isCommand(written: string): boolean {
  const { fault } = splitFault(written);
  return isFault(fault) && faults[fault].needsCommand === true;
}

export function clientOptions(client: ClientConfig, folder: string): RunOptions {
  const { command, ready, exchange, afterwards, connection, comeBackMs, cwd = ".", env, user } = client;
  const { meansDone, meansFailed } = client;
  return {
    client: command,
    ...(ready !== undefined && { ready }),
    ...(exchange && { exchange }),
    ...(afterwards && { afterwards }),
    ...(meansDone !== undefined && { meansDone }),
    ...(meansFailed !== undefined && { meansFailed }),
    ...(connection && { connection }),
    ...(comeBackMs !== undefined && { comeBackMs }),
    clientCwd: resolve(folder, cwd),
    ...(env && { clientEnv: env }),
    ...(user !== undefined && { clientUser: user }),
  };
}

export function limitsOf(config: SuiteLimits): RunOptions {
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
