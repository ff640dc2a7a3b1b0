// A stream of segments in a few lines: the first ones, and then how many more there were and what they carried. A bulk
// transfer has tens of thousands, which nobody reads one by one.

import type { SeenSegment } from "../timeline/conversation.ts";

export interface StreamFold {
  /** A segment that opens, ends or aborts a connection, or was held or dropped, is not part of a stream. */
  take(segment: SeenSegment): "shown" | "left out" | "no part";
  /** Something else interrupts the stream. Returns what was left out, with the time of the last segment. */
  interrupt(): { readonly atNs: number; readonly text: string } | undefined;
}

/** How many segments of a stream are shown. */
export const SHOWN = 40;

const NOTHING = { count: 0, atNs: 0, toServer: 0, toClient: 0 };

export function createStreamFold(): StreamFold {
  let [shown, left] = [0, NOTHING];
  return {
    take(segment) {
      if (!isOrdinary(segment)) return "no part";
      if (shown < SHOWN) {
        shown += 1;
        return "shown";
      }
      const toServer = segment.direction === "client->server" ? segment.length : 0;
      left = {
        count: left.count + 1,
        atNs: segment.atNs,
        toServer: left.toServer + toServer,
        toClient: left.toClient + segment.length - toServer,
      };
      return "left out";
    },
    interrupt() {
      const { count, atNs, toServer, toClient } = left;
      [shown, left] = [0, NOTHING];
      if (count === 0) return undefined;
      const many = `(${grouped(count)} ${count === 1 ? "segment" : "segments"} more`;
      return {
        atNs,
        text: `${many}: ${grouped(toServer)} bytes to the server, ${grouped(toClient)} to the client)`,
      };
    },
  };
}

function isOrdinary({ flags, wire }: SeenSegment): boolean {
  return !/[SFR]/.test(flags) && (wire === undefined || wire.fate === "passed");
}

/** `1,000,000` */
function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
