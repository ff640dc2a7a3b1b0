// A client that connects again and again: its first attempts are recorded one by one, the others are counted.

import type { AtNs, Fact, SegmentFact } from "../timeline/observation.ts";

type Record = (fact: Fact, atNs?: AtNs) => void;

/** So many connections that begin after the fault are recorded with their segments. */
const RECORDED = 200;
/** Attempts that are not answered yet: one that is, is recorded after all, up to as many again. */
const REMEMBERED = 64;
/** The others are counted, and told so often. */
const EVERY_NS = 100e6;

export interface Storm {
  /** Records it, unless it belongs to an attempt that is only counted. */
  segment(fact: SegmentFact, atNs: AtNs): void;
  /** The fault has come: from now on attempts are counted. */
  begin(): void;
  /** Records what is counted and not told yet. */
  finish(): void;
}

export function createStorm(port: number, record: Record): Storm {
  const recorded = new Set<number>();
  const counted = createCounted(record);
  let hasBegun = false;

  function attempt(fact: SegmentFact, atNs: AtNs): void {
    const { port: from } = fact.from;
    if (!recorded.has(from) && recorded.size >= RECORDED) return counted.add(fact, atNs);
    recorded.add(from);
    record(fact, atNs);
  }

  return {
    begin() {
      hasBegun = true;
    },
    segment(fact, atNs) {
      if (!hasBegun) return record(fact, atNs);
      const isFromClient = fact.to.port === port;
      const client = isFromClient ? fact.from.port : fact.to.port;
      const isSyn = fact.flags.includes("S");
      if (isSyn && isFromClient) return attempt(fact, atNs);
      if (isSyn) counted.connected(client, atNs);
      if (!counted.has(client)) record(fact, atNs);
      else if (fact.flags.includes("R")) counted.refused(client, atNs);
    },
    finish: () => counted.finish(),
  };
}

interface Counted {
  has(clientPort: number): boolean;
  add(syn: SegmentFact, atNs: AtNs): void;
  /** One of them has been answered: it is recorded after all, unless there are too many of those, too. */
  connected(clientPort: number, atNs: AtNs): void;
  refused(clientPort: number, atNs: AtNs): void;
  finish(): void;
}

function createCounted(record: Record): Counted {
  const ports = new Set<number>();
  const waiting = new Map<number, { fact: SegmentFact; atNs: AtNs }>();
  let [count, answered, lastNs, toldNs] = [0, 0, 0, 0];

  function tell(): void {
    if (count > 0) record({ kind: "attempts", count }, lastNs);
    [count, toldNs] = [0, lastNs];
  }

  /** It has come to nothing, or there are too many to wait for. */
  function settle(port: number, atNs: AtNs): void {
    if (!waiting.delete(port)) return;
    count += 1;
    lastNs = Math.max(lastNs, atNs);
    if (lastNs - toldNs >= EVERY_NS) tell();
  }

  return {
    has: (port) => ports.has(port),
    add(fact, atNs) {
      const { port } = fact.from;
      ports.add(port);
      if (!waiting.has(port)) waiting.set(port, { fact, atNs }); // else the same one again
      const [oldest] = waiting.keys();
      if (waiting.size > REMEMBERED && oldest !== undefined) settle(oldest, atNs);
    },
    connected(port, atNs) {
      if (answered >= RECORDED) return settle(port, atNs);
      const first = waiting.get(port);
      if (first !== undefined) answered += 1;
      ports.delete(port);
      waiting.delete(port);
      if (first !== undefined) record(first.fact, first.atNs);
    },
    refused: settle,
    finish() {
      for (const [port, { atNs }] of waiting) settle(port, atNs);
      tell();
    },
  };
}
