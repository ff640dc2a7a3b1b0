// The truth of the logs beside deadpeer's verdict.

import type { Truth } from "./truth.ts";
import type { Case } from "./case.ts";

export const classes = [
  "ok",
  "unknown",
  "open",
  "FALSE-PASS-lost",
  "FALSE-PASS-unreported",
  "false-lost",
  "false-unreported",
  "not made",
] as const;
export type Class = (typeof classes)[number];

/** What is left out is unknown. */
export interface Said {
  readonly lost?: number;
  readonly unreported?: number;
  /** What was not seen, so that there is no verdict. */
  readonly missing?: string;
}

export interface Classified {
  readonly word: Class;
  readonly why?: string;
}

/** What the server answers is held, and never reaches the client. */
const HELD = /@(?:mid-reply|answered)/;
/** A thing that is tried for as long as this is not just under way as the watch ends. */
const LONG_MS = 1000;

export function classify(truth: Truth, said: Said, all: Pick<Case, "way" | "death">): Classified {
  const lost = truth.dropped + truth.said;
  if (said.missing !== undefined) return { word: "not made", why: said.missing };
  if (said.lost === 0 && lost > 0) return openLoss(truth, all) ?? { word: "FALSE-PASS-lost" };
  if (said.unreported === 0 && truth.dropped > 0)
    return openSilence(truth) ?? openLoss(truth, all) ?? { word: "FALSE-PASS-unreported" };
  if ((said.lost ?? 0) > 0 && lost + truth.stillTrying === 0) return { word: "false-lost" };
  if ((said.unreported ?? 0) > 0 && truth.dropped === 0) return { word: "false-unreported" };
  if (said.lost === undefined || said.unreported === undefined) return { word: "unknown" };
  if (said.lost === 0 && truth.stillTrying > 0 && truth.triedMs > LONG_MS)
    return { word: "open", why: "what is still tried is neither lost nor answered" };
  return { word: "ok" };
}

/** Where docs/verdict.md says that such a loss is not seen, or is none. */
function openLoss(truth: Truth, { way, death }: Pick<Case, "way" | "death">): Classified | undefined {
  const lost = truth.dropped + truth.said;
  const open = (why: string): Classified => ({ word: "open", why });
  if (truth.answeredInVain === lost && !HELD.test(death.fault))
    return open("a server process answered each, too late for the client");
  if (truth.neverSent + truth.neverBegun === lost && truth.exitCode === 0)
    return open("nothing of it was ever sent, and the client has ended with 0");
  const varies = way.ids === "random" || way.ids === "time" || way.ids === "constant";
  if (lost === truth.neverSent && lost === 1 && (varies || way.tls) && way.leastMs !== way.mostMs)
    return open("one thing was left out by who asks at random");
  return undefined;
}

/** Where it says so of who was told. */
function openSilence({ triesInVain }: Truth): Classified | undefined {
  if (!triesInVain) return undefined;
  return { word: "open", why: "it tries to connect in vain, and unreported is 0 as long as it does" };
}
