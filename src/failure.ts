// An error for people: what happened, what to do about it, and the exit code.

/** 2: it could not be started; 3: it could not be observed. */
export interface Failure extends Error {
  readonly remedy: string;
  readonly exitCode: number;
}

export function failure(exitCode: number, message: string, remedy: string): Failure {
  return Object.assign(new Error(message), { remedy, exitCode });
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && "remedy" in error && "exitCode" in error;
}

/** What the machine has run out of, by the code of the system's error. */
const shortages: Readonly<Record<string, string>> = {
  EMFILE: "Too many open files: raise `ulimit -n`.",
  ENFILE: "Too many open files on this machine: raise fs.file-max.",
  EAGAIN: "Too many processes or threads: raise `ulimit -u`.",
  ENOMEM: "Memory is short: run fewer programs at once.",
  ENOSPC: "The disk is full.",
};

/** ENOSPC of unshare(2) and clone(2). */
export const TOO_MANY_NAMESPACES: string =
  "Too many network namespaces at once: raise /proc/sys/user/max_net_namespaces (and the limits beside it), or run fewer experiments at once (`--workers`).";

/** What to do about it where the machine has run out of something; undefined for any other error. */
export function remedyForShortage({ code = "", syscall = "" }: NodeJS.ErrnoException): string | undefined {
  return code === "ENOSPC" && syscall.startsWith("unshare") ? TOO_MANY_NAMESPACES : shortages[code];
}

/** Any error as one for people, with the stack of what it was made of. */
export function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  if (!(error instanceof Error)) return failure(3, `Unexpected: ${String(error)}.`, REPORT);
  const { stack, name, message, syscall } = error as NodeJS.ErrnoException;
  const remedy = remedyForShortage(error) ?? "`deadpeer doctor` says what this machine allows.";
  const made =
    syscall === undefined
      ? failure(3, `Unexpected ${name}: ${message}.`, REPORT)
      : failure(3, `${message}.`, remedy);
  return Object.assign(made, { stack });
}

const REPORT = "Please report it, with the output of a run with DEADPEER_DEBUG=1 in the environment.";
