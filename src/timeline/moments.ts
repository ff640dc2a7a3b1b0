// The moments at which a fault can come, and what is so at each: one row for each, from which everything else follows.

export interface MomentFacts {
  readonly meaning: string;
  /** It comes after a number of bytes. */
  readonly counts?: "bytes";
  /** It comes once something is seen that matches, or may be told apart by it. */
  readonly pattern?: "needed" | "taken";
  /** Of this, all or the rest is held on its way. */
  readonly holds?: "request" | "reply";
}

export const momentTable = {
  idle: { meaning: "after an exchange, when all is quiet" },
  accepted: { meaning: "the server has accepted the connection, and no byte has arrived" },
  "mid-request": {
    meaning: "N bytes of the request have arrived, and no more",
    counts: "bytes",
    holds: "request",
  },
  "mid-reply": {
    meaning: "N bytes of the reply have arrived, and no more",
    counts: "bytes",
    holds: "reply",
  },
  answered: {
    meaning: "the server has taken the request and answered it, and nothing of the answer has arrived",
    pattern: "taken",
    holds: "reply",
  },
  request: {
    meaning: "the request has arrived up to the end of /PATTERN/, and no more",
    pattern: "needed",
    holds: "request",
  },
  reply: {
    meaning: "the reply has arrived up to the end of /PATTERN/, and no more",
    pattern: "needed",
    holds: "reply",
  },
  printed: { meaning: "the server or the client has printed /PATTERN/", pattern: "needed" },
  crossing: { meaning: "the server's FIN and the client's request are on the wire together" },
} as const;

export type MomentName = keyof typeof momentTable;

export function factsOf(moment: MomentName): MomentFacts {
  return momentTable[moment];
}

/** Of a moment as it is written: `mid-reply:5`, `reply:/OK/`. An answer was under way, and the rest of it was held. */
export function isInReply(written: string): boolean {
  return holdsAt(written) === "reply";
}

/** `request:/INSERT/`: a request was, and the rest of it was held. */
export function isInRequest(written: string): boolean {
  return holdsAt(written) === "request";
}

/** `printed:/OK/`: once something was printed, whatever was under way then. */
export function isPrinted(written: string): boolean {
  return nameIn(written) === "printed";
}

function nameIn(written: string): string {
  return written.split(":")[0] ?? "";
}

function holdsAt(written: string): MomentFacts["holds"] {
  const name = nameIn(written);
  return Object.hasOwn(momentTable, name) ? factsOf(name as MomentName).holds : undefined;
}
