// What the client sends though neither its user nor its server has asked for anything, and how soon after a line was typed
// something must leave to be the line, and not that.

import type { Case } from "../../timeline/case.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { type Flow, newIn } from "./flows.ts";

/** So long after whatever was sent before. */
const PAUSE_NS = 100e6;

/** What leaves this soon after a line was typed is the line, */
const LINE_NS = 20e6;
/** provided that is also at most this share of the time in which it sends once by itself; */
const LINE_SHARE = 0.01;
/** or this one, where it does so again and again. */
const LINE_SHARE_AGAIN = 0.002;
/** From so many on it does so again and again. */
const SEVERAL = 3;

export interface Unasked {
  /** What leaves so soon after a line was typed is the line; 0 where it is unknown how often it sends by itself. */
  readonly lineNs: number;
}

/** Undefined where it does not do so, as far as it was seen before all ended, and in the control. */
export function sentUnasked(seen: Case, flows: readonly Flow[]): Unasked | undefined {
  const { control } = seen.evidence;
  const [fromNs, untilNs] = watched(seen);
  const times = unaskedTimes(seen, flows, fromNs, untilNs);
  if (times.length === 0 && control?.sendsByItself !== true) return undefined;
  const count = times.length + sentInSilence(control);
  const spanNs = untilNs - fromNs + (control?.byItself?.ns ?? 0);
  const share = count < SEVERAL ? LINE_SHARE : LINE_SHARE_AGAIN;
  return { lineNs: count === 0 ? 0 : Math.min(LINE_NS, (spanNs / count) * share) };
}

function watched(seen: Case): readonly [fromNs: number, untilNs: number] {
  const untilNs = seen.ending?.arrivedAtNs ?? seen.fault?.atNs ?? 0;
  return [Math.min(untilNs, firstAsked(seen) ?? seen.segments[0]?.atNs ?? 0), untilNs];
}

/**
 * A client that sets up its connection may take its time over that (the key exchange of SSH), and has asked itself. Where
 * the silence of a control shows what it sends by itself, nothing is made of the time before it was first asked something.
 */
function firstAsked({ typed, fault, evidence: { control } }: Case): number | undefined {
  if (fault === undefined || (fault.pid !== 0 && control?.byItself === undefined)) return undefined;
  return typed.find(({ atNs }) => atNs < fault.atNs)?.atNs;
}

function unaskedTimes({ typed }: Case, flows: readonly Flow[], fromNs: number, untilNs: number): number[] {
  return flows.flatMap(({ toServer, toClient }) => {
    const data = [...toServer.segments, ...toClient.segments]
      .filter(({ length, atNs }) => length > 0 && atNs < untilNs)
      .sort((one, other) => one.atNs - other.atNs);
    // What is sent again is its kernel's doing.
    const fresh = new Set(newIn(toServer.segments));
    return data.flatMap((segment, i) => {
      const { atNs } = segment;
      const beforeNs = data[i - 1]?.atNs ?? Number.POSITIVE_INFINITY;
      const isQuiet = fresh.has(segment) && atNs - beforeNs > PAUSE_NS && atNs >= fromNs;
      return isQuiet && !typed.some((each) => each.atNs > beforeNs && each.atNs < atNs) ? [atNs] : [];
    });
  });
}

/** How often it did in the control, from when the fault would have come until something was said. */
function sentInSilence(control: ControlRecord | undefined): number {
  const untilNs = control?.byItself?.ns ?? 0;
  const sent = (control?.signs ?? []).filter(({ kind, asked }) => kind === "sent" && asked !== true);
  return sent.filter(({ afterNs }) => afterNs > 0 && afterNs < untilNs).length;
}
