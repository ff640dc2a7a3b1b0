// What a look is limited to: processes, a port.

import { failure } from "../failure.ts";
import { readDescriptors, readIfAllowed, readProcess } from "../sys/proc.ts";
import { parseStat } from "../sys/process-stat.ts";
import { listPids } from "./scan/owners.ts";
import { findListener, listenersOf } from "./scan/facts.ts";
import type { Found } from "./findings/finding.ts";
import type { InspectedSocket, Scan } from "./scan/scan.ts";

export interface Scope {
  readonly pid?: number;
  /** Of either end. */
  readonly port?: number;
  /** The process's name, with `*` and `?` as in a shell. */
  readonly name?: string;
}

/**
 * The processes that are asked for; undefined for all. Throws a Failure where there are none, or they may not be looked at.
 */
export function choosePids({ pid, name }: Scope): readonly number[] | undefined {
  if (pid !== undefined) checkPid(pid);
  if (name === undefined) return pid === undefined ? undefined : [pid];
  const pattern = globPattern(name);
  const named = (pid === undefined ? listPids() : [pid]).filter((each) => pattern.test(nameOf(each)));
  if (named.length > 0) return named;
  throw failure(
    2,
    `No process is named ${name}${pid === undefined ? "" : `, with pid ${pid}`}.`,
    "A name is that of `ps -e`: at most 15 characters, with * and ? as in a shell.",
  );
}

function nameOf(pid: number): string {
  const stat = readIfAllowed(`/proc/${pid}/stat`);
  return stat === undefined ? "" : parseStat(stat).name;
}

function checkPid(pid: number): void {
  if (readProcess(pid) === undefined)
    throw failure(
      2,
      `There is no process ${pid}.`,
      "`ps -e` lists processes; `deadpeer inspect` alone looks at all.",
    );
  if (readDescriptors(pid) === undefined)
    throw failure(
      3,
      `Process ${pid} may not be looked at.`,
      "It belongs to another user: run deadpeer as that user, or as root.",
    );
}

export function globPattern(glob: string): RegExp {
  const source = [...glob].map((char) => (char === "*" ? ".*" : char === "?" ? "." : escapePattern(char)));
  return new RegExp(`^${source.join("")}$`, "su");
}

function escapePattern(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
}

/** Whether a socket is asked for. What waits to be accepted has no process yet: it belongs to the one that listens. */
export function scopeOf(
  { port }: Scope,
  scan: Scan,
  pids: readonly number[] | undefined,
): (socket: InspectedSocket) => boolean {
  const chosen = new Set(pids);
  const isHeld = ({ holders }: InspectedSocket): boolean => holders.some(({ pid }) => chosen.has(pid));
  const listeners = listenersOf(scan).filter(isHeld);
  return (socket) => {
    if (port !== undefined && socket.local.port !== port && socket.remote.port !== port) return false;
    if (pids === undefined || isHeld(socket)) return true;
    return socket.inode === 0 && findListener(socket, listeners) !== undefined;
  };
}

/** A finding that is about no socket is about the machine: it is in no narrower scope. */
export function isInScope({ sockets }: Found, scope: Scope): boolean {
  return sockets.length > 0 || Object.values(scope).every((value) => value === undefined);
}
