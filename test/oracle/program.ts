// The programs of a run: a server that listens, and a client under strace, on a terminal of script(1) or on pipes.

import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, quoted } from "../e2e/harness.ts";
import { type Arena, HOST, PORT, textOf } from "./arena.ts";
import type { Client, Place, Service } from "./recipe.ts";
import { type Trace, parseTrace } from "./strace.ts";

const environment: NodeJS.ProcessEnv = { ...process.env, HOST, PORT: String(PORT), TERM: "xterm" };

export async function startServer(arena: Arena, service: Service, folder: string): Promise<void> {
  const shell = ["setsid", "sh", "-c", service.command(folder)];
  const command = service.user === undefined ? shell : ["runuser", "-u", service.user, "--", ...shell];
  const child = arena.start(command, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const printed = textOf(child);
  await eventually("the server listening", () => {
    if (child.exitCode !== null) throw new Error(`the server ended: ${printed()}`);
    return isListening(arena);
  });
}

export function isListening(arena: Arena): boolean {
  return arena.sockets().some(({ state, localPort }) => state === "LISTEN" && localPort === PORT);
}

export interface TracedClient {
  say(line: string): void;
  printed(): string;
  trace(): Trace;
  /** How much the trace has grown. */
  traced(): number;
  ended(): boolean;
}

const TRACE = "strace -f -y -T -s 400 --absolute-timestamps=format:unix,precision:us --seccomp-bpf";

export function startClient(arena: Arena, client: Client, on: Place, folder: string): TracedClient {
  const file = join(arena.folder, "trace");
  const traced = `${TRACE} -e trace=%desc,%net,%process -o ${file} -- sh -c ${quoted(client.command(folder))}`;
  const shell = on === "pipes" ? `exec ${traced}` : `stty rows 24 cols 80; exec ${traced}`;
  const command =
    on === "pipes" ? ["sh", "-c", shell] : ["script", "-qfe", "-E", "never", "-c", shell, "/dev/null"];
  const env = { ...environment, SHELL: "/bin/sh", ...client.env };
  const child = arena.start(command, { cwd: arena.folder, env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin?.on("error", () => undefined); // it has ended
  const read = (): string => readIfThere(file);
  return {
    say: (line) => child.stdin?.write(on === "pipes" ? `${line}\n` : `${line}\r`),
    printed: textOf(child),
    trace: () => parseTrace(read()),
    traced: () => read().length,
    ended: () => hasEnded(child) || parseFirstEnd(read()),
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** What it has started may go on, and strace with it. */
function parseFirstEnd(text: string): boolean {
  const pid = /^\d+/.exec(text)?.[0];
  return pid !== undefined && new RegExp(String.raw`^${pid}\s+[\d.]+ \+\+\+ `, "m").test(text);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
