// A program under test: started on a terminal or on pipes, typed to, listened to, waited for.

import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { createRequire } from "node:module";
import type { IPty } from "@lydell/node-pty";
import { allOrNothing } from "../sys/all-or-nothing.ts";
import { close, openPipe } from "../sys/io.ts";
import { readDescriptor } from "../sys/proc.ts";
import { nameSignal } from "../sys/signal.ts";
import { longestLine, turnEchoOff } from "../sys/terminal.ts";
import { type KeyName, keys } from "./keys.ts";
import type { User } from "./user.ts";

export interface Command {
  readonly argv: readonly [string, ...string[]];
  /** As a person would type it. */
  readonly shown: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: this process's own. */
  readonly cwd?: string;
  readonly user?: User;
}

/** How a process ended: an exit code or a signal; neither when that is not known. */
export interface ProgramEnd {
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface ProgramEvents {
  readonly printed: (text: string) => void;
  readonly exited: (end: ProgramEnd) => void;
}

export interface Program {
  readonly pid: number;
  readonly on: "terminal" | "pipes";
  /** What its standard input was when it was started, as /proc names it: `/dev/pts/3`, `pipe:[42]`. */
  readonly input: string;
  /** A line, and Return. A terminal cuts what is longer than `longestLine`. */
  type(line: string): void;
  /** Bytes of a line that reach the program, as it reads now. */
  longestLine(): number;
  /** A key of its terminal. Of pipes only the end of input is one. */
  press(key: KeyName): void;
  /** The end of its input: on a terminal Ctrl-D, which makes one at the beginning of a line (termios(3)). */
  endInput(): void;
}

/** A command line as for `sh -c`, with `$HOST` and `$PORT` in its environment. */
export function shellCommand(line: string, env: Readonly<Record<string, string>>): Command {
  return { argv: ["/bin/sh", "-c", line], shown: line, env };
}

function environment({ env, user }: Command): Record<string, string | undefined> {
  const own = user && { HOME: user.home, USER: user.name, LOGNAME: user.name };
  return { ...process.env, ...own, ...env };
}

function identity({ user }: Command): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** Starts a program with pipes for its input and its output. Rejects when it cannot be started. */
export function startOnPipes(command: Command, events: ProgramEvents): Promise<Program> {
  const [file, ...args] = command.argv;
  // Node's own pipes are sockets, and some programs fail with them: /dev/stdin cannot be opened then.
  const pipes = openPipes();
  const [[input], [, output], [, errors]] = pipes;
  const child = spawn(file, args, {
    stdio: [input, output, errors],
    env: environment(command),
    cwd: command.cwd,
    ...identity(command),
  });
  for (const end of [input, output, errors]) close(end);
  const ours = { input: pipes[0][1], outputs: [pipes[1][0], pipes[2][0]] };
  const name = readDescriptor(process.pid, ours.input) ?? ""; // both ends of a pipe have one name
  const typed = new Socket({ fd: ours.input, readable: false, writable: true });
  typed.on("error", () => undefined); // it has closed its input, or ended: that is seen elsewhere
  for (const fd of ours.outputs) {
    const stream = new Socket({ fd, readable: true, writable: false });
    stream.setEncoding("utf8").on("data", (text) => events.printed(String(text)));
    stream.on("error", () => undefined);
  }
  child.once("exit", (code, signal) => events.exited(signal === null ? { exitCode: code ?? 0 } : { signal }));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      typed.destroy(); // nothing else will end it
      reject(error);
    });
    child.once("spawn", () => resolve(pipedProgram(child, name, typed)));
  });
}

/** For its input, its output and its errors. */
function openPipes(): readonly [Pipe, Pipe, Pipe] {
  return allOrNothing((orElse) => {
    const open = (): Pipe => {
      const pipe = openPipe();
      orElse(() => pipe.forEach(close));
      return pipe;
    };
    return [open(), open(), open()];
  });
}

type Pipe = ReturnType<typeof openPipe>;

function pipedProgram({ pid = 0 }: ChildProcess, name: string, input: Socket): Program {
  return {
    pid,
    on: "pipes",
    input: name,
    type: (line) => void input.write(`${line}\n`),
    longestLine: () => Number.POSITIVE_INFINITY,
    press: () => void input.end(),
    endInput: () => void input.end(),
  };
}

/** What `startOnTerminal` would load, which takes a while: to be called where there is time. */
export function prepareTerminals(): void {
  try {
    pty();
  } catch {
    // Whoever starts a program there is told.
  }
}

/** A native module: loaded when a program is started on a terminal, and not by what only knows this one. */
function pty(): typeof import("@lydell/node-pty") {
  return createRequire(import.meta.url)("@lydell/node-pty") as typeof import("@lydell/node-pty");
}

/**
 * Starts a program on a terminal of its own (a pty, 80 by 24). The terminal does not echo what is typed: what it shows
 * is what the program prints. Throws when it cannot be started.
 */
export function startOnTerminal(command: Command, events: ProgramEvents): Program {
  const [file, ...args] = command.argv;
  const terminal = pty().spawn(file, args, {
    cols: 80,
    rows: 24,
    name: "xterm",
    env: environment(command),
    ...(command.cwd !== undefined && { cwd: command.cwd }),
    ...identity(command),
  });
  const master = masterDescriptor(terminal);
  turnEchoOff(master);
  terminal.onData(events.printed);
  terminal.onExit(({ exitCode, signal }) =>
    events.exited(signal ? { signal: nameSignal(signal) } : { exitCode }),
  );
  return {
    pid: terminal.pid,
    on: "terminal",
    input: slaveName(terminal),
    // The key sends a carriage return, which the terminal turns into a newline unless it was told not to (termios(3)).
    type: (line) => terminal.write(`${line}\r`),
    longestLine: () => longestLine(master),
    press: (key) => terminal.write(keys[key]),
    endInput: () => terminal.write("\u0004"),
  };
}

/** node-pty has the descriptor of the terminal's master side, but leaves it out of its types. */
function masterDescriptor(terminal: IPty): number {
  return (terminal as IPty & { readonly fd: number }).fd;
}

/** Nor is the name of its other side in them. */
function slaveName(terminal: IPty): string {
  const hidden: Readonly<Record<string, unknown>> = { ...terminal };
  return String(hidden["_pty"] ?? "");
}
