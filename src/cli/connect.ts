// `deadpeer connect`: the echo client as a command.

import { connectToHost, runEchoClient } from "../echo/client.ts";
import { failure } from "../scenario/failure.ts";
import { requireLinux } from "./platform.ts";
import { choice, parseCommand, usageError, wholeNumber } from "./usage.ts";

export const help: string = `
deadpeer connect: the TCP echo client

Usage: deadpeer connect HOST [PORT] [--wait-on terminal|both]

  --wait-on terminal  the client of section 5.12: waits for a line from its
                      terminal, then for the line that comes back, one at a time
  --wait-on both      waits on both at once (default): learns at once that the
                      server has gone, and works as a filter

PORT is 9877 by default. Exit code 0 at the end of its input, and 1 when the
connection ended before that or failed.

Examples:
  deadpeer connect 127.0.0.1
  deadpeer connect localhost 7 --wait-on terminal
  deadpeer connect 127.0.0.1 < big.txt | cmp - big.txt
`;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("connect");
  const { values, positionals } = parseCommand(
    "connect",
    args,
    { "wait-on": { type: "string", default: "both" } },
    2,
  );
  const [host, port = "9877"] = positionals;
  if (host === undefined)
    throw usageError("No host to connect to.", "For example `deadpeer connect 127.0.0.1`.");
  const waitOn = choice(
    "value of --wait-on",
    String(values["wait-on"]),
    ["terminal", "both"],
    "deadpeer connect --help",
  );
  const portNumber = wholeNumber("PORT", port, 1, 65535);
  const socket = await connectOrTell(host, portNumber);
  // The client blocks from here to its end. Nothing of Node is left to be waited for.
  process.exit(runEchoClient(socket, waitOn));
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
        "Check the name, or give an address.",
      );
    }
    const remedy =
      code === "ECONNREFUSED"
        ? "Nothing listens there: start `deadpeer serve`, or check the port."
        : "Check the address and the way to it.";
    throw failure(2, `Cannot connect to ${host} port ${port}: ${message}.`, remedy);
  }
}
