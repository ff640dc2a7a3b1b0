// The echo client as a program: connects, runs one of the two `str_cli`s, tells its user how it ended.
//
// It blocks in its system calls and has no signal handlers, so Ctrl-C ends it as it would a C program.

import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { writeAll } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { connectTo } from "../sys/socket.ts";
import { BROKEN_PIPE, type Ending } from "./ending.ts";
import { strCliBoth } from "./str-cli-both.ts";
import { strCli } from "./str-cli.ts";

export type WaitOn = "terminal" | "both";

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

/** Runs the client on standard input and output until its end; answers its exit code. Never rejects. */
export function runEchoClient(socket: number, waitOn: WaitOn): number {
  const ending = endingOf(() => (waitOn === "both" ? strCliBoth : strCli)(socket, STDIN, print));
  if (ending.message !== undefined) tell(ending.message);
  return ending.exitCode;
}

function endingOf(client: () => Ending): Ending {
  try {
    return client();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Nobody reads our output any more (`| head -1`): that is the reader's choice, and no error to speak of.
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
    // Nobody is there to be told.
  }
}
