// What is known of a client's patience: how long a fault it bears, and how soon it notices each death.

import type { FaultName } from "../fault/index.ts";
import type { Noticed } from "../timeline/words.ts";

/** One run with a fault that lasts for a time. */
export interface Try {
  readonly fault: FaultName;
  /** How long it was to last. */
  readonly ms: number;
  readonly outcome: "borne" | "not-borne" | "unknown";
  /** How long it was seen to last. */
  readonly lastedMs?: number;
  /** When the client gave up, since the fault began. Left out where it did not, and where nobody saw when. */
  readonly gaveUpMs?: number;
  /** By what that was seen. */
  readonly by?: string;
  /** The verdict in a sentence, or why it is unknown. */
  readonly why: string;
}

/** What a client bears of one fault, from all tries. */
export interface Endurance {
  readonly fault: FaultName;
  /** The longest that was tried. */
  readonly upToMs: number;
  /** The longest that it bore, of those shorter than `notBorneMs`. Left out where it bore none. */
  readonly borneMs?: number;
  /** The shortest that it did not bear. Left out where it bore each. */
  readonly notBorneMs?: number;
  /** In that try. */
  readonly gaveUpMs?: number;
  readonly by?: string;
  /** It bore so long a fault, too, and gave up in a shorter one: it does not do the same each time. */
  readonly alsoBorneMs?: number;
  /** Both ends of the interval are known, and as near to each other as was wanted. */
  readonly isDecided: boolean;
  /** Why it is not decided. */
  readonly why?: string;
  /** In the order in which they were made. */
  readonly tries: readonly Try[];
}

/** How long the client takes to notice one death, with nothing said to it. */
export interface Noticing {
  readonly fault: FaultName;
  readonly noticed: Noticed;
  /** Since the ending reached its host, or since the fault where nothing comes unless the client sends something. */
  readonly afterMs?: number;
  /** Where it noticed only when it was used: since then. */
  readonly afterUseMs?: number;
  /** Where it never noticed, though it was used: how long it was watched since then. */
  readonly usedMs?: number;
  readonly by?: string;
  /** So long nothing was said to it. */
  readonly watchedMs: number;
  /** Why it is unknown. */
  readonly why?: string;
}

export interface Tolerance {
  /**
   * Something is said to the client while a fault lasts. A client that is not asked, and asks nothing itself, bears much.
   */
  readonly isAsked: boolean;
  readonly endurance: readonly Endurance[];
  readonly noticing: readonly Noticing[];
}
