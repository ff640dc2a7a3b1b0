// Reads what strace(1) wrote (-f -y -T, times as seconds since the epoch): system calls, signals, ends of processes.

/** A system call that has returned. */
export interface Call {
  readonly pid: number;
  /** When it returned, in seconds since the epoch. */
  readonly at: number;
  readonly name: string;
  readonly args: string;
  readonly result: number;
  /** `ECONNRESET`, where it failed. */
  readonly errno?: string;
  /** What stands behind the result: `([{fd=3, revents=POLLIN}])`. */
  readonly details: string;
}

export interface ProcessEnd {
  readonly pid: number;
  readonly at: number;
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface Trace {
  readonly calls: readonly Call[];
  readonly ends: readonly ProcessEnd[];
  /** The process that strace started. */
  readonly firstPid: number;
}

const LINE = /^(\d+)\s+(\d+\.\d+) (.*)$/;
const UNFINISHED = /^(.*?)\s*<unfinished \.\.\.>$/;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/;
const CALL = /^(\w+)\((.*)\)\s+= (-?\d+|0x[\da-f]+)(?:<[^>]*>)?(.*?) <([\d.]+)>$/;
const EXITED = /^\+\+\+ exited with (\d+) \+\+\+$/;
const KILLED = /^\+\+\+ killed by (SIG\w+)/;

export function parseTrace(text: string): Trace {
  const calls: Call[] = [];
  const ends: ProcessEnd[] = [];
  const begun = new Map<number, { readonly at: number; readonly text: string }>();
  let firstPid = 0;
  for (const line of text.split("\n")) {
    const [, pidText, time, rest = ""] = LINE.exec(line) ?? [];
    if (pidText === undefined) continue;
    const [pid, at] = [Number(pidText), Number(time)];
    firstPid ||= pid;
    const end = parseEnd(rest);
    if (end) ends.push({ pid, at, ...end });
    const head = UNFINISHED.exec(rest)?.[1];
    if (head !== undefined) begun.set(pid, { at, text: head });
    const tail = RESUMED.exec(rest)?.[2];
    const start = tail === undefined ? undefined : begun.get(pid);
    // strace sets what a call has taken beside it: it returned at its beginning and that.
    const call = parseCall(pid, start?.at ?? at, tail === undefined ? rest : `${start?.text ?? ""}${tail}`);
    if (call && head === undefined) calls.push(call);
  }
  return { calls: calls.sort((one, other) => one.at - other.at), ends, firstPid };
}

function parseEnd(text: string): Pick<ProcessEnd, "exitCode" | "signal"> | undefined {
  const code = EXITED.exec(text)?.[1];
  if (code !== undefined) return { exitCode: Number(code) };
  const signal = KILLED.exec(text)?.[1];
  return signal === undefined ? undefined : { signal };
}

function parseCall(pid: number, startedAt: number, text: string): Call | undefined {
  const [, name, args, result, more = "", took] = CALL.exec(text) ?? [];
  if (name === undefined || args === undefined) return undefined;
  const errno = Number(result) === -1 ? /^ (E\w+)/.exec(more)?.[1] : undefined;
  const at = startedAt + Number(took);
  return {
    pid,
    at,
    name,
    args,
    result: Number(result),
    ...(errno !== undefined && { errno }),
    details: more.trim(),
  };
}

/** The descriptor that a call is about, and what it is of: `read(3<socket:[17]>, ...`. */
export function firstDescriptor({ args }: Call): { readonly fd: number; readonly of: string } | undefined {
  const [, fd, of] = /^(\d+)<(.*?)>(?:,|$|\))/.exec(args) ?? [];
  return fd === undefined ? undefined : { fd: Number(fd), of: of ?? "" };
}

/** Without the data that a call has read or written: it may look like anything, such as `\\0<` in a TLS handshake. */
function withoutData(args: string): string {
  return args.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** What a descriptor is of, as the first call says that names it, also among others. */
export function nameOf(fd: number, calls: readonly Call[]): string | undefined {
  const named = new RegExp(String.raw`(?:^|\D)${fd}<([^>]+)>`);
  for (const { args } of calls) {
    const name = named.exec(withoutData(args))?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What a socket is called in a trace, by its inode. */
export function socketName(inode: number): string {
  return `socket:[${inode}]`;
}
