// The echo servers that are measured side by side, and how each is started.

import { execPath } from "node:process";
import { cProgram, cli, compiled } from "./paths.ts";
import { findProgram } from "./programs.ts";

export interface EchoServer {
  readonly name: string;
  /** The command that serves on `port`; undefined when it is not installed. */
  readonly command: (port: number) => readonly [string, ...string[]] | undefined;
  /** One that starts a program for each connection, or copies in small pieces, is given less to do and fewer rounds. */
  readonly isSlow: boolean;
}

export const reference = "C, fork per connection";

export const servers: readonly EchoServer[] = [
  {
    name: "deadpeer serve",
    command: (port) => [execPath, cli, "serve", "--port", String(port), "--spare", "4"],
    isSlow: false,
  },
  { name: reference, command: (port) => [cProgram("echo-fork"), String(port)], isSlow: false },
  { name: "Node net", command: (port) => [execPath, compiled("node-echo"), String(port)], isSlow: false },
  {
    name: "socat PIPE",
    command: (port) =>
      installed("socat", `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,backlog=128`, "PIPE"),
    isSlow: true,
  },
  {
    name: "ncat -e cat",
    command: (port) => installed("ncat", "-k", "-l", "127.0.0.1", String(port), "-e", "/bin/cat"),
    isSlow: true,
  },
  {
    name: "tcpserver cat",
    command: (port) =>
      installed("tcpserver", "-H", "-R", "-l0", "-c", "200", "127.0.0.1", String(port), "/bin/cat"),
    isSlow: true,
  },
];

function installed(name: string, ...args: string[]): [string, ...string[]] | undefined {
  const file = findProgram(name);
  return file === undefined ? undefined : [file, ...args];
}
