// How many bytes a set of segments carries, each counted once however often it was sent.

import type { Observed } from "./observation.ts";

type Carried = Pick<Observed<"segment">, "from" | "to" | "seq" | "length">;

/** Bytes of payload, of any connections and directions. Those of one direction must lie within 2 GB of each other. */
export function countDistinctBytes(segments: readonly Carried[]): number {
  const flows = new Map<
    string,
    { readonly firstSeq: number; readonly ranges: [from: number, to: number][] }
  >();
  for (const { from, to, seq, length } of segments) {
    const key = `${from.address} ${from.port} ${to.address} ${to.port}`;
    const flow = flows.get(key) ?? { firstSeq: seq, ranges: [] };
    flows.set(key, flow);
    const start = (seq - flow.firstSeq) | 0; // numbers wrap at 2^32 (RFC 9293 3.4)
    flow.ranges.push([start, start + length]);
  }
  return [...flows.values()].reduce((sum, { ranges }) => sum + lengthOfUnion(ranges), 0);
}

function lengthOfUnion(ranges: [from: number, to: number][]): number {
  let [covered, reached] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, to] of ranges.sort(([one], [other]) => one - other)) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
}
