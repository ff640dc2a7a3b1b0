// How the client ended: the program that was started, and the process that held the connection, which a shell or a pipe may
// stand before.

import type { Case } from "../../timeline/case.ts";
import { outputOf } from "../../timeline/output.ts";
import type { ProcessEnd } from "../../timeline/program-facts.ts";
import { after, findExit, ofKind } from "../../timeline/queries.ts";
import { isUncaught } from "../lines/uncaught.ts";

/** `unknown`: of a process behind a shell it was not seen how it ended (the kernel says so since Linux 6.15). */
export type Crash = "crashed" | "unknown" | undefined;

/** Undefined where all go on, or ended otherwise. */
export function crashOf(seen: Case, sinceNs: number): Crash {
  const exit = findExit(seen.observations, "client");
  const program = programOf(seen);
  const behind = holdersOf(seen).filter((pid) => pid !== program);
  const printed = outputOf(after(seen.observations, sinceNs), "client");
  if (exit && isCrash(exit, printed, behind.length > 0)) return "crashed";
  const ends = behind.flatMap((pid) => endOf(seen, pid) ?? []);
  if (ends.some((end) => !isAsked(end.signal) && isCrash(end, printed, false))) return "crashed";
  const isOneUnknown = ends.some(isSilent) || (exit !== undefined && ends.length < behind.length);
  return isOneUnknown && !isTelling(exit) ? "unknown" : undefined;
}

/**
 * The ends with a failure, since then, of processes that held the connection, other than the program that was started: what
 * a shell has run tells the shell so.
 */
export function failedHolders(
  seen: Case,
  sinceNs: number,
): readonly { readonly atNs: number; readonly end: ProcessEnd }[] {
  const behind = holdersOf(seen).filter((pid) => pid !== programOf(seen));
  return behind.flatMap((pid) => {
    const [end, ended] = [
      endOf(seen, pid),
      ofKind(seen.observations, "process-ended").find((each) => each.pid === pid),
    ];
    const hasFailed = end !== undefined && ((end.exitCode ?? 0) !== 0 || end.signal !== undefined);
    return ended !== undefined && ended.atNs > sinceNs && hasFailed ? [{ atNs: ended.atNs, end }] : [];
  });
}

/** Each process that held the connection when the fault came still runs. */
export function doHoldersRun(seen: Case): boolean {
  const ended = new Set(ofKind(seen.observations, "process-ended").map(({ pid }) => pid));
  return holdersOf(seen).every((pid) => !ended.has(pid));
}

function isCrash({ exitCode = 0, signal }: ProcessEnd, printed: string, isShell: boolean): boolean {
  if (signal !== undefined) return true;
  return exitCode !== 0 && (isUncaught(printed, exitCode) || (isShell && isSignalCode(exitCode)));
}

/** By whoever stands before it, such as timeout(1): the client has ended its own process, in order. */
function isAsked(signal: string | undefined): boolean {
  return signal === "SIGTERM" || signal === "SIGINT";
}

/** sh(1): a command that a signal has ended has the exit code 128 and its number. */
const SIGNALS = { from: 129, to: 128 + 31 } as const;
/** SIGINT and SIGTERM. */
const ASKED: ReadonlySet<number> = new Set([130, 143]);

function isSignalCode(exitCode: number): boolean {
  return exitCode >= SIGNALS.from && exitCode <= SIGNALS.to && !ASKED.has(exitCode);
}

function isSilent({ exitCode, signal }: ProcessEnd): boolean {
  return exitCode === undefined && signal === undefined;
}

/** A shell that passes on the exit code of what it has run. */
function isTelling(exit: ProcessEnd | undefined): boolean {
  return exit?.exitCode !== undefined && exit.exitCode !== 0;
}

function programOf({ observations }: Case): number | undefined {
  return ofKind(observations, "program-started").findLast(({ role }) => role === "client")?.pid;
}

/**
 * The processes that held the client's end of the connection when the fault came; where it was not looked at before, all
 * that have. What the client runs later inherits it, and may end as it likes.
 */
function holdersOf({ observations, connection, fault }: Case): number[] {
  const looks = ofKind(observations, "owners").filter(
    (each) => each.end === "client" && each.connection.client.port === connection?.client.port,
  );
  const faultNs = fault?.atNs ?? Number.NEGATIVE_INFINITY;
  const last = looks.findLast(({ atNs }) => atNs <= faultNs);
  const before = ofKind(observations, "process-ended").filter(({ atNs }) => atNs < faultNs);
  const owners = (last ? [last] : looks).flatMap((each) => each.owners.map(({ pid }) => pid));
  return [...new Set(owners)].filter((pid) => before.every((ended) => ended.pid !== pid));
}

/** Where it was waited for, how it ended; where it has ended and no more is known, nothing. */
function endOf({ observations }: Case, pid: number): ProcessEnd | undefined {
  const reaped = ofKind(observations, "process-reaped").find((each) => each.pid === pid);
  const ended = ofKind(observations, "process-ended").find((each) => each.pid === pid);
  return reaped && !isSilent(reaped) ? reaped : (ended ?? reaped);
}
