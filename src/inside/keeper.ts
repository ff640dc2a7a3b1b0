// What becomes of a fact before it is in the timeline: of a storm of connections most are only counted, and of more segments
// than can be kept most are left out.

import type { AtNs, Fact } from "../timeline/observation.ts";
import { hasFlag } from "../timeline/conversation.ts";
import type { Timeline } from "./timeline.ts";
import { createStorm } from "./storm.ts";

/** They take 2 GB while the report is written. */
const MOST_SEGMENTS = 500_000;

export interface Keeper {
  keep(fact: Fact, atNs?: AtNs): void;
  /** To be called when no more facts come. */
  finish(): void;
  /** Segments that are in no record, since there were too many before. */
  leftOut(): number;
}

/**
 * @param port the server's
 * @param most segments after which only those are kept that change a connection's state: SYN, FIN and RST
 */
export function createKeeper(
  port: number,
  timeline: Pick<Timeline, "now"> & { record(fact: Fact, atNs?: AtNs): unknown },
  most: number = MOST_SEGMENTS,
): Keeper {
  let [kept, leftOut] = [0, 0];

  function record(fact: Fact, atNs?: AtNs): void {
    if (fact.kind === "segment" || fact.kind === "beyond") {
      if (kept >= most && !changesState(fact)) {
        leftOut += 1;
        return;
      }
      kept += 1;
    }
    timeline.record(fact, atNs);
  }

  const storm = createStorm(port, record);
  return {
    keep(fact, atNs) {
      if (fact.kind === "segment") return storm.segment(fact, atNs ?? timeline.now());
      if (fact.kind === "fault") storm.begin();
      record(fact, atNs);
    },
    finish: () => storm.finish(),
    leftOut: () => leftOut,
  };
}

function changesState(fact: { readonly flags: string }): boolean {
  return (["S", "F", "R"] as const).some((flag) => hasFlag(fact, flag));
}
