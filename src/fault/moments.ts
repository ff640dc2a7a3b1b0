// When a fault comes, and how that is written: `kill@mid-request:5`.

export const moments = {
  idle: "after an exchange, when all is quiet",
  accepted: "the server has accepted the connection, and no byte has arrived",
  "mid-request": "N bytes of the request have arrived, and no more",
  "mid-reply": "N bytes of the reply have arrived, and no more",
  crossing: "the server's FIN and the client's request are on the wire together",
} as const;
export type MomentName = keyof typeof moments;
export const momentNames: readonly MomentName[] = Object.keys(moments) as MomentName[];

/** When the fault is inflicted. */
export interface FaultMoment {
  readonly at: MomentName;
  /** For `mid-request` and `mid-reply`: how many of its bytes have reached the other end. Otherwise 0. */
  readonly bytes: number;
}

export const IDLE: FaultMoment = { at: "idle", bytes: 0 };

/** The number of bytes if none is given. */
export const DEFAULT_BYTES = 5;

/** The moments that come after a number of bytes. */
export function countsBytes(moment: MomentName): boolean {
  return moment === "mid-request" || moment === "mid-reply";
}

/** For a name from outside: a command line, a saved document. */
function isMoment(name: string): name is MomentName {
  return Object.hasOwn(moments, name);
}

/** `idle`, `mid-request:5` */
export function formatMoment({ at, bytes }: FaultMoment): string {
  return bytes > 0 ? `${at}:${bytes}` : at;
}

/** The wire counts in numbers that JavaScript holds exactly, and nobody waits for more. */
export const MOST_BYTES: number = 2 ** 40;

/** What `formatMoment` wrote; undefined for anything else. */
export function parseMoment(written: string): FaultMoment | undefined {
  const [, at = "", digits] = /^([a-z-]+)(?::([1-9]\d{0,12}))?$/.exec(written) ?? [];
  const bytes = Number(digits ?? 0);
  if (!isMoment(at) || bytes > MOST_BYTES || (bytes > 0 && !countsBytes(at))) return undefined;
  return { at, bytes };
}

/** The parts of `FAULT:AMOUNT@MOMENT:BYTES`, as written and unchecked. */
export interface WrittenFault {
  readonly fault: string;
  /** Left out if none is given. */
  readonly amount?: string;
  readonly moment: string;
  /** Left out if none is given. */
  readonly bytes?: string;
  /** What is left over, as in `kill@idle@idle` or `kill@mid-reply:5:6`. */
  readonly rest: string;
}

export function splitFault(written: string): WrittenFault {
  const [, fault = "", amount, moment = "idle", bytes, rest = ""] =
    /^([^@:]*)(?::([^@:]*))?(?:@([^@:]*)(?::([^@:]*))?)?(.*)$/s.exec(written) ?? [];
  return {
    fault,
    ...(amount !== undefined && { amount }),
    moment,
    ...(bytes !== undefined && { bytes }),
    rest,
  };
}
