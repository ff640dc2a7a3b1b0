// What lasts for a time in the lab: it is ended when that is over, or before if somebody wants it.

import { failure } from "../failure.ts";

export interface Lasting {
  begin(heal: () => Promise<void>, ms: number): void;
  /** All that goes on ends now. */
  end(): Promise<void>;
}

/** @param report what could not be ended */
export function createLasting(report: (error: unknown) => void): Lasting {
  const waiting = new Map<() => Promise<void>, NodeJS.Timeout>();
  const finish = async (heal: () => Promise<void>): Promise<void> => {
    clearTimeout(waiting.get(heal));
    if (waiting.delete(heal)) await heal();
  };
  return {
    begin(heal, ms) {
      waiting.set(
        heal,
        setTimeout(() => void finish(heal).catch(report), ms),
      );
    },
    async end() {
      if (waiting.size === 0) throw failure(3, "Nothing goes on that lasts for a time.", "");
      for (const heal of waiting.keys()) await finish(heal);
    },
  };
}
