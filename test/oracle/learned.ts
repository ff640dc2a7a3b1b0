// When a client learned that its connection is dead, by its own system calls: an end of file or an error that the kernel
// gave it, or readiness upon which it gave the socket up.

import { type Call, firstDescriptor, socketName } from "./strace.ts";

export interface Learned {
  readonly at: number;
  readonly by: string;
}

const READS = new Set(["read", "readv", "recv", "recvfrom", "recvmsg"]);
const WRITES = new Set(["write", "writev", "send", "sendto", "sendmsg", "sendfile", "splice"]);
const GIVES_UP = new Set(["close", "shutdown"]);
/** Errors of a connection. The others (EAGAIN, EINTR) are of the call. */
const FATAL = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNREFUSED",
  "ENOTCONN",
]);

/** The first after `since` that told the client about the socket with this inode. */
export function whenLearned(calls: readonly Call[], inode: number, since: number): Learned | undefined {
  const later = calls.filter(({ at }) => at > since);
  const about = concerning(calls, inode);
  let ready: Learned | undefined;
  for (const call of later) {
    const told = toldBy(call, inode) ?? undefined;
    if (told !== undefined) return { at: call.at, by: told };
    const events = about(call);
    if (events !== undefined) ready = { at: call.at, by: events };
    const isItself = firstDescriptor(call)?.of === socketName(inode);
    if (isItself && READS.has(call.name)) ready = undefined; // it was data
    if (isItself && GIVES_UP.has(call.name)) return givenUp(call, ready);
  }
  return undefined;
}

function givenUp(call: Call, ready: Learned | undefined): Learned {
  const what = `${call.name}(${firstDescriptor(call)?.fd})`;
  return ready ? { at: ready.at, by: `${ready.by}, then ${what}` } : { at: call.at, by: what };
}

/** An end of file or an error, of a call on the socket itself. */
function toldBy(call: Call, inode: number): string | undefined {
  const descriptor = firstDescriptor(call);
  if (descriptor?.of !== socketName(inode)) return undefined;
  const name = `${call.name}(${descriptor.fd})`;
  if (READS.has(call.name) && call.result === 0) return `${name} = 0`;
  if ((READS.has(call.name) || WRITES.has(call.name)) && FATAL.has(call.errno ?? ""))
    return `${name} = -1 ${call.errno}`;
  const error = call.name === "getsockopt" ? /SO_ERROR, \[(E\w+|[1-9]\d*)\]/.exec(call.args)?.[1] : undefined;
  return error === undefined ? undefined : `${name} SO_ERROR = ${error}`;
}

/** What poll, select or epoll said of the socket, for any call. */
function concerning(calls: readonly Call[], inode: number): (call: Call) => string | undefined {
  const data = epollData(calls, inode);
  return (call) => {
    if (call.result <= 0) return undefined;
    if (/^p?poll/.test(call.name)) return pollEvents(call, inode);
    if (/select/.test(call.name)) return selectEvents(call, inode);
    if (/^epoll_p?wait/.test(call.name)) return epollEvents(call, data);
    return undefined;
  };
}

function pollEvents({ name, args, details }: Call, inode: number): string | undefined {
  const fds = new Set(
    [...args.matchAll(/fd=(\d+)<(socket:\[\d+\])>/g)]
      .filter(([, , of]) => of === socketName(inode))
      .map(([, fd]) => fd),
  );
  const events = [...details.matchAll(/fd=(\d+)[^}]*?revents=([A-Z|]+)/g)]
    .filter(([, fd, what = ""]) => fds.has(fd) && /IN|HUP|ERR/.test(what))
    .map(([, , what]) => what);
  return events.length > 0 ? `${name}: ${events.join(" ")}` : undefined;
}

function selectEvents({ name, args, details }: Call, inode: number): string | undefined {
  const fds = [...args.matchAll(/(\d+)<(socket:\[\d+\])>/g)]
    .filter(([, , of]) => of === socketName(inode))
    .map(([, fd]) => fd);
  const readable = /in \[([\d ]+)\]/.exec(details)?.[1]?.split(" ") ?? [];
  return fds.some((fd) => readable.includes(fd ?? "")) ? `${name}: readable` : undefined;
}

/** What the socket was registered with: `u64`, by which epoll_wait names it. */
function epollData(calls: readonly Call[], inode: number): ReadonlySet<string> {
  const added = calls.filter(
    ({ name, args }) =>
      name === "epoll_ctl" && args.includes(`<${socketName(inode)}>`) && args.includes("u64="),
  );
  return new Set(added.map(({ args }) => /u64=(\w+)/.exec(args)?.[1] ?? ""));
}

function epollEvents({ name, args }: Call, data: ReadonlySet<string>): string | undefined {
  const events = [...args.matchAll(/events=([A-Z|]+), data=\{u32=\w+, u64=(\w+)\}/g)]
    .filter(([, what = "", u64 = ""]) => data.has(u64) && /IN|HUP|ERR/.test(what))
    .map(([, what]) => what);
  return events.length > 0 ? `${name}: ${events.join(" ")}` : undefined;
}
