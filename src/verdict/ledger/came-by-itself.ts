// What a client printed by itself, and its server sent, in the silence after the fault; in a control, after the time when it
// would have come.

import type { Case } from "../../timeline/case.ts";
import { outputOf } from "../../timeline/output.ts";
import { after, ofKind, printedBy } from "../../timeline/queries.ts";
import type { ByItself } from "../../timeline/record.ts";
import { type Flow, bytesBetween } from "../bytes/flows.ts";
import { linesOf } from "../lines/lines-printed.ts";
import { masked } from "../lines/masked.ts";

/** From when the fault came, or would have come, until something is said or the run is over. */
export function silenceOf({ observations, fault, typed }: Case): readonly [fromNs: number, toNs: number] {
  const fromNs = fault?.atNs ?? 0;
  const endNs = observations.at(-1)?.atNs ?? fromNs;
  return [fromNs, after(typed, fromNs)[0]?.atNs ?? endNs];
}

/** What the client printed and the server sent in the silence. */
export function cameByItself(seen: Case, flows: readonly Flow[]): ByItself {
  const [fromNs, toNs] = silenceOf(seen);
  const printed = printedBy(seen.observations, "client").filter(({ atNs }) => atNs < toNs);
  const before = new Set(
    linesOf(printed.filter(({ atNs }) => atNs <= fromNs)).map(({ text }) => masked(text)),
  );
  const since = after(printed, fromNs);
  const lines = linesIn(since);
  const fresh = lines.filter((line) => !before.has(masked(line.trim())));
  const [first, ...others] = linesOf(since).flatMap(({ text, states }) =>
    before.has(masked(text)) ? [] : states.slice(0, 1),
  );
  const begunNs = begunAt(seen);
  const overNs = answerOverNs(seen, flows, fromNs, toNs);
  const begins = first ? [first, ...others].filter(({ atNs }) => atNs <= begunNs).length : 0;
  return {
    lines: lines.length,
    fresh: fresh.length,
    ...(first && { freshNs: first.atNs - fromNs }),
    ...(begins > 0 && { begins }),
    bytes: bytesBetween(flows, fromNs, toNs),
    ...(overNs !== undefined && {
      answer: {
        lines: linesIn(since.filter(({ atNs }) => atNs < overNs)).length,
        bytes: bytesBetween(flows, fromNs, Math.min(overNs, toNs)),
      },
    }),
    ns: toNs - fromNs,
  };
}

/** An answer is over when nothing has come for so long. */
const OVER_NS = 100e6;

/**
 * Where something had been said before, and the fault came, or would have come, before its answer was over: until when that
 * may be printed. What comes to the end of the silence without such a rest is no answer.
 */
function answerOverNs(
  { typed }: Case,
  flows: readonly Flow[],
  fromNs: number,
  toNs: number,
): number | undefined {
  const said = typed.findLast(({ atNs }) => atNs <= fromNs);
  if (said === undefined) return undefined;
  const came = flows
    .flatMap(({ toClient }) => toClient.segments.filter(({ length }) => length > 0))
    .map(({ arrivedAtNs, atNs }) => arrivedAtNs ?? atNs) // what was held was sent before
    .filter((atNs) => atNs > said.atNs && atNs < toNs)
    .sort((one, other) => one - other);
  const last = came.find((atNs, i) => (came[i + 1] ?? toNs) - atNs > OVER_NS);
  return last === undefined || last <= fromNs ? undefined : last + OVER_NS;
}

function linesIn(printed: Parameters<typeof outputOf>[0]): readonly string[] {
  return outputOf(printed, "client")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** Where the fault comes, or would have come, before it connects: until when it prints what it begins with. */
function begunAt({ observations, fault, segments: [first] }: Case): number {
  const [connected] = ofKind(observations, "connection"); // of several the first: others it may make in its silence
  const isEarly = fault && connected && connected.atNs > fault.atNs;
  return isEarly && first ? first.atNs + BEGINS_NS : 0;
}

/** What says that it is connected comes so soon after its first segment. */
const BEGINS_NS = 100e6;

/** One line that is printed no later than after another one's time may have left the server before the fault. */
function wasOnItsWay(seen: Case, { lines, ns }: ByItself): boolean {
  const [fromNs, toNs] = silenceOf(seen);
  const printed = after(printedBy(seen.observations, "client"), fromNs).filter(({ atNs }) => atNs < toNs);
  return lines >= SEVERAL && printed.every(({ atNs }) => atNs - fromNs <= ns / lines);
}

/** So many lines have a rate. */
const SEVERAL = 3;

/** How many times as long as in the control something may take to come. */
const SLACK = 1.5;

/** What the client printed by itself in the control once the fault would have come, and what came of that in this run. */
export interface Silence {
  readonly expected: number;
  readonly came: number;
  /** Something would have been printed by now for the first time. */
  readonly lacksFresh: boolean;
}

/** Undefined where nothing came by itself, or that is not known. */
export function compareByItself(seen: Case): Silence | undefined {
  const usual = seen.evidence.control?.byItself;
  if (usual === undefined || usual.lines === 0 || !seen.isOn("output")) return undefined;
  const { lines: all, ns } = cameByItself(seen, []);
  const lines = all === 1 && wasOnItsWay(seen, usual) ? 0 : all;
  const expected = Math.round(usual.lines * Math.min(1, ns / Math.max(1, usual.ns)));
  const freshNs = usual.freshNs ?? Number.POSITIVE_INFINITY;
  return { expected, came: lines, lacksFresh: all === 0 && ns > freshNs * SLACK };
}
