// When a fault comes, and how that is written: `kill@mid-request:5`, `kill@request:/INSERT/`.

import { type MomentName, factsOf, momentTable } from "../timeline/moments.ts";
import { type Pattern, parsePattern } from "../timeline/pattern.ts";

export type { MomentName };

/** What each means. */
export const moments: Readonly<Record<MomentName, string>> = Object.fromEntries(
  Object.entries(momentTable).map(([name, { meaning }]) => [name, meaning]),
) as Record<MomentName, string>;
export const momentNames: readonly MomentName[] = Object.keys(moments) as MomentName[];

/** When the fault is inflicted. */
export interface FaultMoment {
  readonly at: MomentName;
  /** For `mid-request` and `mid-reply`: how many of its bytes have reached the other end. Otherwise 0. */
  readonly bytes: number;
  /** What is looked for, as written: text, or `/regular expression/`. For `answered`: in the request, if it is given. */
  readonly pattern?: string;
}

export const IDLE: FaultMoment = { at: "idle", bytes: 0 };

/** The number of bytes if none is given. */
export const DEFAULT_BYTES = 5;

/** The moments that come after a number of bytes. */
export function countsBytes(moment: MomentName): boolean {
  return factsOf(moment).counts === "bytes";
}

/** The moments that come once something is seen. */
export function takesPattern(moment: MomentName): boolean {
  return factsOf(moment).pattern !== undefined;
}

export function needsPattern(moment: MomentName): boolean {
  return factsOf(moment).pattern === "needed";
}

/** The request, or the rest of it, has not arrived. */
export function holdsRequest(moment: MomentName): boolean {
  return factsOf(moment).holds === "request";
}

/** All of the reply, or the rest of it, never arrives: it is held on its way. */
export function holdsReply(moment: MomentName): boolean {
  return factsOf(moment).holds === "reply";
}

/** Of a moment that has one. Throws a SyntaxError if it is invalid. */
export function patternOfMoment({ pattern }: FaultMoment): Pattern | undefined {
  return pattern === undefined ? undefined : parsePattern(pattern);
}

/** For a name from outside: a command line, a saved document. */
function isMoment(name: string): name is MomentName {
  return Object.hasOwn(moments, name);
}

/** `idle`, `mid-request:5`, `request:/INSERT/` */
export function formatMoment({ at, bytes, pattern }: FaultMoment): string {
  if (pattern !== undefined) return `${at}:${pattern}`;
  return countsBytes(at) ? `${at}:${bytes}` : at;
}

/** The wire counts in numbers that JavaScript holds exactly, and nobody waits for more. */
export const MOST_BYTES: number = 2 ** 40;

/** What `formatMoment` wrote; undefined for anything else. */
export function parseMoment(written: string): FaultMoment | undefined {
  const [, at = "", given] = /^([a-z-]+)(?::(.+))?$/s.exec(written) ?? [];
  if (!isMoment(at)) return undefined;
  if (takesPattern(at)) return momentWith(at, given);
  if (given === undefined) return { at, bytes: 0 };
  const bytes = /^(?:0|[1-9]\d{0,12})$/.test(given) ? Number(given) : Number.NaN;
  return countsBytes(at) && bytes <= MOST_BYTES ? { at, bytes } : undefined;
}

function momentWith(at: MomentName, pattern: string | undefined): FaultMoment | undefined {
  if (pattern === undefined) return needsPattern(at) ? undefined : { at, bytes: 0 };
  const moment = { at, bytes: 0, pattern };
  try {
    patternOfMoment(moment);
    return moment;
  } catch {
    return undefined;
  }
}

/** The parts of `FAULT:AMOUNT@MOMENT:BYTES` or `FAULT:AMOUNT@MOMENT:PATTERN`, as written and unchecked. */
export interface WrittenFault {
  readonly fault: string;
  /** Left out if none is given. */
  readonly amount?: string;
  readonly moment: string;
  /** Left out if none is given. */
  readonly bytes?: string;
  /** Left out if none is given, and for a moment that takes none. */
  readonly pattern?: string;
  /** What is left over, as in `kill@idle@idle` or `kill@mid-reply:5:6`. */
  readonly rest: string;
}

export function splitFault(written: string): WrittenFault {
  const [, fault = "", amount, moment = "idle", given, rest = ""] =
    /^([^@:]*)(?::([^@:]*))?(?:@([^@:]*)(:.*)?)?(.*)$/s.exec(written) ?? [];
  return {
    fault,
    ...(amount !== undefined && { amount }),
    moment,
    ...splitMoment(moment, given, rest),
  };
}

/** A pattern may have any character in it. */
function splitMoment(
  moment: string,
  given: string | undefined,
  rest: string,
): Pick<WrittenFault, "bytes" | "pattern" | "rest"> {
  if (given === undefined) return { rest };
  if (isMoment(moment) && takesPattern(moment)) return { pattern: given.slice(1), rest };
  const [, bytes = "", more = ""] = /^:([^@:]*)(.*)$/s.exec(given) ?? [];
  return { bytes, rest: more + rest };
}
