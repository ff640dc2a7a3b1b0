// `deadpeer connect`: the echo client as a command.

import { type SocketOptions, configureSocket, connectToHost, runEchoClient } from "../echo/client.ts";
import { failure } from "../failure.ts";
import type { Place } from "../run/option-checks.ts";
import { requireLinux } from "../run/platform.ts";
import { exitAtOnce } from "../sys/exit.ts";
import { type Values, choice, onCommandLine, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";

export const help: string = `
deadpeer connect: the TCP echo client

Usage: deadpeer connect HOST [PORT] [OPTIONS]

  --wait-on terminal  the client of section 5.12: waits for a line from its
                      terminal, then for the line that comes back, one at a time
  --wait-on both      waits on both at the same time (default): finds out at
                      once that the server has gone, and works as a filter
  --connections N     opens N connections and uses the first (section 5.10)
  --write twice       writes the first byte of a line on its own (section 5.13;
                      with --wait-on terminal)
  --read on-return    waits for Return between its write and its read, so that
                      you choose what the read finds (--wait-on terminal)
  --sigpipe default|ignore
                      what SIGPIPE does to it (default ignore: an error message)
  --keepalive SECONDS after that long without traffic, three probes that far
                      apart, then the connection is given up (SO_KEEPALIVE)
  --user-timeout MS   data unacknowledged for that long ends the connection
                      (TCP_USER_TIMEOUT)

PORT is 9877 by default. Exit code 0 at the end of its input, 1 if the
connection failed or ended before that.

Examples:
  deadpeer connect 127.0.0.1
  deadpeer connect localhost 7 --wait-on terminal
  deadpeer connect 127.0.0.1 < big.txt | cmp - big.txt
`;

const options = {
  "wait-on": { type: "string", default: "both" },
  connections: { type: "string", default: "1" },
  write: { type: "string", default: "once" },
  read: { type: "string", default: "at-once" },
  sigpipe: { type: "string", default: "ignore" },
  keepalive: { type: "string" },
  "user-timeout": { type: "string" },
} as const;

const spelling = onCommandLine("connect");
const DAY_SECONDS = 86_400;
const DEFAULT_PORT = 9877;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer connect");
  const { values, positionals } = parseCommand("connect", args, options, 2);
  const [host, port = String(DEFAULT_PORT)] = positionals;
  if (host === undefined || host === "")
    throw usageError("No host to connect to.", "For example: `deadpeer connect 127.0.0.1`.");
  const place = (option: string): Place => ({ option, spelling });
  const waitOn = choice(place("--wait-on"), values["wait-on"], ["terminal", "both"]);
  const write = choice(place("--write"), values.write, ["once", "twice"]);
  const read = choice(place("--read"), values.read, ["at-once", "on-return"]);
  if (waitOn === "both" && (write === "twice" || read === "on-return"))
    throw usageError(
      "--write twice and --read on-return are for the client that waits on its terminal.",
      "Add --wait-on terminal.",
    );
  const sigpipe = choice(place("--sigpipe"), values.sigpipe, ["default", "ignore"]);
  const connections = wholeNumber(place("--connections"), values.connections, [1, 1000], 1);
  const onSocket = socketOptions(values);
  const portNumber = wholeNumber(place("PORT"), port, [1, 65_535], DEFAULT_PORT);

  const sockets: number[] = [];
  while (sockets.length < connections) sockets.push(await connectOrTell(host, portNumber));
  for (const socket of sockets) configureSocket(socket, onSocket);
  // The client blocks from here to its end; Node's event loop has nothing left to do.
  exitAtOnce(runEchoClient(sockets[0] ?? -1, { waitOn, write, read, sigpipe }));
}

function socketOptions({ keepalive, "user-timeout": userTimeout }: Values<typeof options>): SocketOptions {
  const inADay = (option: string, value: string, most: number): number =>
    wholeNumber({ option, spelling }, value, [1, most]);
  return {
    ...(keepalive !== undefined && { keepAliveSeconds: inADay("--keepalive", keepalive, DAY_SECONDS) }),
    ...(userTimeout !== undefined && {
      userTimeoutMs: inADay("--user-timeout", userTimeout, DAY_SECONDS * 1000),
    }),
  };
}

async function connectOrTell(host: string, port: number): Promise<number> {
  try {
    return await connectToHost(host, port);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (["ENOTFOUND", "EAI_AGAIN", "EAI_NONAME"].includes(code)) {
      throw failure(
        2,
        `The host ${host} does not resolve to an address (${code}).`,
        "Check the name, or use an address.",
      );
    }
    const remedy =
      code === "ECONNREFUSED"
        ? "Nothing is listening there: start `deadpeer serve`, or check the port."
        : "Check the address and the route to it.";
    throw failure(2, `Cannot connect to ${host} port ${port}: ${message}.`, remedy);
  }
}
