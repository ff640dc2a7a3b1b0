// The echo client as a program: connects, runs one of the two `str_cli`s, tells its user how it ended.
//
// It blocks in its system calls and has no signal handlers, so Ctrl-C ends it as it would a C program.

import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { writeAll } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { disposeOfSigpipe } from "../sys/signal.ts";
import { connectTo, keepAlive, setUserTimeout } from "../sys/socket.ts";
import { BROKEN_PIPE, type Ending } from "./ending.ts";
import { strCliBoth } from "./str-cli-both.ts";
import { strCli } from "./str-cli.ts";
import { writeTwice } from "./write-twice.ts";

export interface ClientOptions {
  readonly waitOn: "terminal" | "both";
  /** `twice`: the first byte of a line by itself (UNP 5.13); only for the client that waits on its terminal. */
  readonly write?: "once" | "twice";
  /** `on-return`: only once another line was typed; only for the client that waits on its terminal. */
  readonly read?: "at-once" | "on-return";
  /** `default`: the signal ends it. Default: ignored, as by Node. */
  readonly sigpipe?: "default" | "ignore";
}

export interface SocketOptions {
  readonly keepAliveSeconds?: number;
  readonly userTimeoutMs?: number;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
/** The name that errors of standard output bear, so that they are not taken for the socket's. */
const PRINT = "write to standard output";

/** Connects to the first address of `host` that answers; throws the last address's error, or the resolver's. */
export async function connectToHost(host: string, port: number): Promise<number> {
  let failure: unknown;
  for (const { address } of await resolve(host)) {
    try {
      return connectTo({ address, port });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function resolve(host: string): Promise<LookupAddress[]> {
  return await lookup(host, { all: true, order: "verbatim" });
}

export function configureSocket(socket: number, { keepAliveSeconds, userTimeoutMs }: SocketOptions): void {
  if (keepAliveSeconds !== undefined) keepAlive(socket, keepAliveSeconds);
  if (userTimeoutMs !== undefined) setUserTimeout(socket, userTimeoutMs);
}

/** Runs the client on standard input and output until its end; answers its exit code. Never rejects. */
export function runEchoClient(
  socket: number,
  { waitOn, write, read, sigpipe = "ignore" }: ClientOptions,
): number {
  disposeOfSigpipe(sigpipe);
  const how = { readOnReturn: read === "on-return", ...(write === "twice" && { send: writeTwice }) };
  const ending = endingOf(() =>
    waitOn === "both" ? strCliBoth(socket, STDIN, print) : strCli(socket, STDIN, print, how),
  );
  if (ending.message !== undefined) tell(ending.message);
  return ending.exitCode;
}

function endingOf(client: () => Ending): Ending {
  try {
    return client();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Nobody reads our output any more (`| head -1`): that is the reader's choice, not an error.
    if (error.code === "EPIPE" && error.syscall === PRINT) return { exitCode: BROKEN_PIPE };
    return { exitCode: 1, message: error.message };
  }
}

function print(piece: Uint8Array): void {
  writeAll(STDOUT, piece, PRINT);
}

function tell(message: string): void {
  try {
    writeAll(STDERR, new TextEncoder().encode(`${message}\n`));
  } catch {
    // There is no one to report it to.
  }
}
