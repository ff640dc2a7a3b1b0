// What the wire between the two hosts does with a frame: pass it on, delay it, hold it, or lose it. Pure.

import type { Direction } from "../tcp/endpoint.ts";
import { type Segment, decodeFrame } from "../tcp/segment.ts";
import { type SegmentMatch, isMeant } from "./match.ts";
import { type Found, type Sought, type Trigger, clientPortOf, createTrigger } from "./trigger.ts";

export type RuleOrder =
  | { readonly do: "cut"; readonly direction?: Direction }
  | { readonly do: "restore"; readonly direction?: Direction }
  | { readonly do: "hold"; readonly rule: number; readonly match: SegmentMatch }
  /** The first `bytes` of payload that match pass; what comes after them is held, in the segment's middle too. */
  | { readonly do: "hold-after"; readonly rule: number; readonly match: SegmentMatch; readonly bytes: number }
  /**
   * Once the pattern has come in a connection's bytes, what matches of that connection is held: in the pattern's own
   * direction what comes after it, in the segment's middle too.
   */
  | { readonly do: "hold-once"; readonly rule: number; readonly match: SegmentMatch; readonly sought: Sought }
  | DropOrder
  /** Ends a rule of `hold` or `drop`. */
  | { readonly do: "forget"; readonly rule: number }
  | { readonly do: "delay"; readonly ms: number; readonly direction?: Direction };

interface DropOrder {
  readonly do: "drop";
  readonly rule: number;
  readonly match: SegmentMatch;
  readonly times?: number;
  /** Who sends it gets an RST, as from a host that has no such connection. */
  readonly isAnswered?: boolean;
  /** The rule ends with a SYN that begins a connection anew. */
  readonly untilSyn?: boolean;
}

/** What becomes of a whole frame. */
export type UndividedFate =
  | { readonly is: "passed" }
  | { readonly is: "delayed"; readonly ms: number }
  /** Rule 0 is the cut. */
  | { readonly is: "dropped"; readonly rule: number; readonly isAnswered?: true }
  | { readonly is: "held"; readonly rule: number };

export type Fate =
  | UndividedFate
  /** The first `at` bytes of its payload pass, and the rest is held. */
  | { readonly is: "divided"; readonly rule: number; readonly at: number };

const CUT = 0;
export const PASSED: UndividedFate = { is: "passed" };

export interface WireRules {
  apply(order: RuleOrder): void;
  /** What is lost of what was kept until now, and would go on: the cable is cut, or a rule drops it. */
  dropsLate(
    direction: Direction,
    frame: Uint8Array,
  ): (UndividedFate & { readonly is: "dropped" }) | undefined;
  /** Nothing is cut, held, dropped or delayed: every frame passes. */
  isIdle(): boolean;
  /** A pattern is looked for: frames must be given whole. */
  looksInside(): boolean;
  /** @param frame its first bytes, at least all headers, from the Ethernet header on */
  decide(direction: Direction, frame: Uint8Array, wireLength?: number): Fate;
  /** What becomes of a frame that no rule holds or drops: it passes, now or after the delay. */
  passOrDelay(direction: Direction): UndividedFate;
}

type HoldingOrder = RuleOrder & { readonly do: "hold" | "hold-after" | "hold-once" | "drop" };

interface WireRule {
  readonly id: number;
  match: SegmentMatch;
  readonly fate: "held" | "dropped";
  readonly isAnswered: boolean;
  readonly untilSyn: boolean;
  seen: number;
  left: number;
  /** Bytes of payload that pass before it begins. */
  bytes: number;
  /** What must come before it begins; undefined once it has. */
  trigger: Trigger | undefined;
}

/** @param found is called when what a rule waits for has come */
export function createWireRules(found: (found: Found) => void = () => undefined): WireRules {
  const cut = new Set<Direction>();
  const delays = new Map<Direction, number>();
  let rules: readonly WireRule[] = [];
  let isIdle = true;

  function obey(order: RuleOrder): void {
    switch (order.do) {
      case "cut":
        for (const direction of directions(order.direction)) cut.add(direction);
        return;
      case "restore":
        for (const direction of directions(order.direction)) cut.delete(direction);
        return;
      case "hold":
      case "hold-after":
      case "hold-once":
      case "drop":
        return void (rules = [...rules, ruleOf(order)]);
      case "forget":
        rules = rules.filter(({ id }) => id !== order.rule);
        return;
      case "delay":
        for (const direction of directions(order.direction)) delays.set(direction, order.ms);
    }
  }

  function passOrDelay(direction: Direction): UndividedFate {
    const ms = delays.get(direction) ?? 0;
    return ms > 0 ? { is: "delayed", ms } : PASSED;
  }

  return {
    apply(order) {
      obey(order);
      isIdle = rules.length === 0 && cut.size === 0 && [...delays.values()].every((ms) => ms === 0);
    },
    dropsLate: (direction, frame) =>
      cut.has(direction) ? { is: "dropped", rule: CUT } : dropLate(rules, direction, frame),
    isIdle: () => isIdle,
    looksInside: () => rules.some(({ trigger }) => trigger !== undefined),
    decide(direction, frame, wireLength = frame.length) {
      if (cut.has(direction)) return { is: "dropped", rule: CUT };
      const segment = rules.length > 0 ? decodeFrame(frame, wireLength) : undefined;
      const rule = rules.find((candidate) => takes(candidate, direction, segment, found));
      const fate = rule && fateBy(rule, segment?.length ?? 0);
      return fate === undefined || fate.is === "passed" ? passOrDelay(direction) : fate;
    },
    passOrDelay,
  };
}

function dropLate(
  rules: readonly WireRule[],
  direction: Direction,
  frame: Uint8Array,
): ReturnType<WireRules["dropsLate"]> {
  const segment = rules.length > 0 ? decodeFrame(frame) : undefined;
  // The n-th is counted when it comes.
  const rule = rules.find(
    (each) =>
      each.fate === "dropped" &&
      each.match.nth === undefined &&
      takes(each, direction, segment, () => undefined),
  );
  return rule && dropBy(rule);
}

function ruleOf(order: HoldingOrder): WireRule {
  return {
    id: order.rule,
    match: order.match,
    fate: order.do === "drop" ? "dropped" : "held",
    seen: 0,
    isAnswered: order.do === "drop" && order.isAnswered === true,
    untilSyn: order.do === "drop" && order.untilSyn === true,
    left: order.do === "drop" ? (order.times ?? Infinity) : Infinity,
    bytes: order.do === "hold-after" ? order.bytes : 0,
    trigger: order.do === "hold-once" ? createTrigger(order.sought) : undefined,
  };
}

function fateBy(rule: WireRule, length: number): Fate {
  const { bytes: at, id } = rule;
  rule.bytes = Math.max(0, at - length);
  if (at === 0) return rule.fate === "held" ? { is: "held", rule: id } : dropBy(rule);
  return at >= length ? { is: "passed" } : { is: "divided", rule: id, at };
}

function dropBy({ id, isAnswered }: WireRule): UndividedFate & { readonly is: "dropped" } {
  return { is: "dropped", rule: id, ...(isAnswered && { isAnswered }) };
}

function directions(one: Direction | undefined): readonly Direction[] {
  return one === undefined ? ["client->server", "server->client"] : [one];
}

function takes(
  rule: WireRule,
  direction: Direction,
  segment: Segment | undefined,
  found: (found: Found) => void,
): boolean {
  if (rule.trigger !== undefined && !begins(rule, rule.trigger, direction, segment, found)) return false;
  if (rule.left === 0 || !isMeant(rule.match, direction, segment)) return false;
  if (rule.untilSyn && segment?.flags.syn === true && !segment.flags.ack) {
    rule.left = 0;
    return false;
  }
  rule.seen += 1;
  if (rule.match.nth !== undefined && rule.seen !== rule.match.nth) return false;
  rule.left -= 1;
  return true;
}

/** What it waits for has come, with this segment: from now on it is for this connection. */
function begins(
  rule: WireRule,
  trigger: Trigger,
  direction: Direction,
  segment: Segment | undefined,
  found: (found: Found) => void,
): boolean {
  const end = segment && trigger.look(direction, segment);
  if (segment === undefined || end === undefined) return false;
  const clientPort = clientPortOf(direction, segment);
  if (rule.match.clientPort !== undefined && rule.match.clientPort !== clientPort) return false;
  rule.trigger = undefined;
  rule.match = { ...rule.match, clientPort };
  rule.bytes = rule.match.direction === direction ? end : 0;
  found({ rule: rule.id, clientPort, seq: (segment.seq + end) >>> 0 });
  return true;
}
