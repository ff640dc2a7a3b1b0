// How the process inside ended, and what that means if it ended too early.

import { constants } from "node:os";
import { type Failure, TOO_MANY_NAMESPACES, failure } from "../failure.ts";

export interface InsideEnd {
  readonly exitCode?: number;
  readonly signal?: string;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
  /** It was killed since nothing was heard of it for too long. */
  readonly wasSilent?: boolean;
  /** What it, or unshare(1), said. */
  readonly stderr: string;
}

/** For a command that was killed, a shell's exit code is 128 plus the signal's number. */
export function describeExit(code: number | null, signal: string | null): Omit<InsideEnd, "stderr"> {
  if (signal !== null) return { signal };
  const named = Object.entries(constants.signals).find(([, number]) => number + 128 === code);
  return named ? { signal: named[0] } : { exitCode: code ?? 0 };
}

/** Why unshare(1) could not make the namespaces; undefined if that was not the problem. */
export function refusedNamespaces({ error, stderr }: InsideEnd): string | undefined {
  if (error?.code === "ENOENT") return "unshare(1) of util-linux is not installed";
  if (!stderr.startsWith("unshare: ") || SHORT.test(stderr)) return undefined;
  return stderr.trim().split("\n").at(-1);
}

/**
 * For namespaces that are refused where they have been made before: for the moment there are too many. @param why what
 * unshare(1) said
 */
export function shortOfNamespaces(why: string): Failure {
  const remedy = /No space left|ENOSPC/.test(why)
    ? TOO_MANY_NAMESPACES
    : "Try again; `deadpeer doctor` says what this machine allows.";
  return failure(3, `A private network was refused, though one was made before: ${why}.`, remedy);
}

/** EAGAIN and ENOMEM of fork(2) and clone(2), however they are put. */
const SHORT =
  /EAGAIN|ENOMEM|Cannot fork|Resource temporarily unavailable|Cannot allocate memory|uv_thread_create|pthread_create|std::system_error/;
/** What V8 says of a heap that is full, and the C++ library of memory that it does not get. */
const OUT_OF_MEMORY = /heap out of memory|Fatal process OOM|Last few GCs|std::bad_alloc/;

/** For a process inside that ended without reporting a result or a reason. */
export function endedTooEarly(end: InsideEnd): Failure {
  const { error, exitCode, signal, stderr } = end;
  const said = firstLine(stderr);
  const quoted = said === "" ? "" : ` It printed: ${said}`;
  if (error)
    return failure(3, `The experiment's own process could not be started: ${error.message}.`, remedyFor(end));
  if (end.wasSilent)
    return failure(
      3,
      "The experiment's own process hung, or was stopped, and has been killed.",
      SHORT_OF_PROCESSES,
    );
  const how = signal === undefined ? `ended with exit code ${exitCode}` : `was killed by ${signal}`;
  return failure(
    3,
    `The experiment's own process ${how} before the experiment was finished.${quoted}`,
    remedyFor(end),
  );
}

function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => /[a-z]/i.test(line) && !line.includes("Last few GCs"))
      ?.trim() ?? ""
  );
}

function remedyFor({ error, signal, stderr }: InsideEnd): string {
  const said = `${error?.code} ${stderr}`;
  if (/EMFILE|ENFILE/.test(said)) return "Too many open files: raise `ulimit -n`.";
  if (OUT_OF_MEMORY.test(said)) return SHORT_OF_MEMORY;
  if (SHORT.test(said) || signal === "SIGABRT") return SHORT_OF_PROCESSES;
  if (signal === "SIGKILL")
    return "If memory was short, the kernel's log says so (`dmesg`): run fewer programs at once.";
  return "Try again; please report it if it happens again.";
}

const SHORT_OF_MEMORY =
  "It needs more memory than it may have: raise `ulimit -v`, or `--max-old-space-size` in NODE_OPTIONS, or run fewer programs at once.";
/** Node aborts where it gets no further thread, or waits for one for ever. */
const SHORT_OF_PROCESSES =
  "It may need more processes and threads, or more memory, than it may have: raise `ulimit -u` and `ulimit -v`.";
