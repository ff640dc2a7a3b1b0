// `deadpeer serve`: the echo server as a command.

import { lookup } from "node:dns/promises";
import { startEchoServer } from "../echo/server.ts";
import type { Writable } from "node:stream";
import type { PoolServer } from "../pool/server.ts";
import { failure } from "../failure.ts";
import { isSystemError } from "../sys/libc.ts";
import { writeLines } from "../report/write.ts";
import { requireLinux } from "../run/platform.ts";
import { CANNOT_PRINT } from "./shared/print-failure.ts";
import { abortOnSignals } from "./shared/signals.ts";
import { onCommandLine, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";

export const help: string = `
deadpeer serve: a TCP echo server with a process for each connection

Usage: deadpeer serve [OPTIONS]

  --host HOST               address to listen on (default 127.0.0.1: only this
                            machine; 0.0.0.0 is every IPv4 address, :: takes
                            IPv6 and IPv4)
  --port PORT               port to listen on (default 9877; 0 picks a free one)
  --children N              serve at most N connections at once (default 256);
                            further ones wait in the listen backlog. A
                            connection keeps its child until it ends
  --spare N                 children kept ready without a connection (default 4)
  --connections-per-child N a child ends after N connections; the book's server
                            has 1 (default 0: no limit)

It reports each child that ends. SIGINT and SIGTERM end it and its children, and
so does an output that is closed or full.

Examples:
  deadpeer serve
  deadpeer serve --host :: --port 7000 --connections-per-child 1
  echo hello | deadpeer connect 127.0.0.1
`;

const MAX_CHILDREN = 4096;
const spelling = onCommandLine("serve");

const options = {
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "9877" },
  children: { type: "string", default: "256" },
  spare: { type: "string", default: "4" },
  "connections-per-child": { type: "string", default: "0" },
} as const;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer serve");
  const { values } = parseCommand("serve", args, options, 0);
  const number = (option: keyof typeof options, min: number, max: number): number =>
    wholeNumber(
      { option: `--${option}`, spelling },
      values[option],
      [min, max],
      Number(options[option].default),
    );
  const maxChildren = number("children", 1, MAX_CHILDREN);
  const spares = number("spare", 1, MAX_CHILDREN);
  const connectionsPerChild = number("connections-per-child", 0, Number.MAX_SAFE_INTEGER);
  const port = number("port", 0, 65_535);
  const endpoint = { address: await resolveHost(values.host), port };
  const server = listen(
    () =>
      startEchoServer({
        endpoint,
        maxChildren,
        spares: Math.min(spares, maxChildren),
        connectionsPerChild,
        report: (line) => writeLines(process.stdout, [line]),
      }),
    `${values.host} port ${endpoint.port}`,
  );
  const code = await Promise.race([untilEnded(process.stdout), childrenFailed(server)]);
  await server.stop();
  return code;
}

async function resolveHost(host: string): Promise<string> {
  if (host === "") throw usageError("--host is empty.", "Use a name or an address of this machine.");
  try {
    return (await lookup(host)).address;
  } catch {
    throw usageError(
      `The host ${host} does not resolve to an address.`,
      "Use a name or an address of this machine.",
    );
  }
}

function listen(start: () => PoolServer, where: string): PoolServer {
  try {
    return start();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw failure(
      2,
      `Cannot listen on ${where}: ${error.message}.`,
      remedies[error.code] ?? "Try another --host or --port.",
    );
  }
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "Another program is listening there (`ss -ltnp` shows which). Stop it, or choose another --port.",
  EACCES: "Ports below 1024 are for root: choose a higher --port.",
  EADDRNOTAVAIL: "This machine has no such address: `ip address` lists what it has.",
};

/** A signal, or nobody reads what it reports, or that cannot be written: the exit code. */
function untilEnded(output: Writable): Promise<number> {
  const { signal, exitCode } = abortOnSignals(output);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(exitCode() ?? CANNOT_PRINT), { once: true });
    output.on("error", () => resolve(exitCode() ?? CANNOT_PRINT)); // any other error than that of a closed pipe
  });
}

async function childrenFailed(server: PoolServer): Promise<never> {
  try {
    return await server.failed;
  } catch (error) {
    throw failure(
      2,
      `${(error as Error).message}.`,
      "Check for free memory, and the limit on processes (`ulimit -u`).",
    );
  }
}
