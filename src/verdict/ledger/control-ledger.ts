// What the control run shows of how far things get with nothing done to the server, for comparison.

import type { Case } from "../../timeline/case.ts";
import { NOTHING_TO_COMPARE } from "../../timeline/controls.ts";
import { outputOf } from "../../timeline/output.ts";
import { after, findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import type { ControlRecord, ByItself } from "../../timeline/record.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { bytesSent } from "../asks/asks-alike.ts";
import { askedWords } from "../asks/asked-words.ts";
import { areBegunAnswered } from "../asks/begun-asks.ts";
import { onlyBodyOf } from "../asks/mirrored.ts";
import { areOwnAsksAnswered } from "../asks/own-asks.ts";
import { lackOn } from "../asks/promised.ts";
import { sealedSteps } from "../asks/sealed-asks.ts";
import { answeredSteps, openStep } from "../asks/short-asks.ts";
import { statusNumbers } from "../asks/refused.ts";
import { askedInStreams } from "../asks/stream-asks.ts";
import { answersBegin } from "../asks/typed-last-words.ts";
import { type Flow, bytesBetween, flowsOf } from "../bytes/flows.ts";
import { rhythmsOf } from "../bytes/next-ask.ts";
import { linesOf, linesPrinted } from "../lines/lines-printed.ts";
import { masked } from "../lines/masked.ts";
import { ledgerOf } from "./ledger.ts";
import { countedMore } from "./losses.ts";

type Fields = Pick<
  ControlRecord,
  | "said"
  | "sent"
  | "received"
  | "printed"
  | "asksAnswered"
  | "begunAnswered"
  | "rhythms"
  | "lastWhole"
  | "streams"
  | "statuses"
  | "onlyBody"
  | "sealed"
  | "steps"
  | "openStep"
  | "asked"
  | "sendsByItself"
  | "countedMore"
  | "byItself"
>;

export function controlLedger(seen: Case): Fields {
  const flows = flowsOf(seen);
  // In its own ledger it is nobody's control, and no section either.
  const alone = { ...seen, evidence: { ...seen.evidence, control: NOTHING_TO_COMPARE } };
  const more = countedMore(seen);
  const own = seen.typed.length > 0 ? [] : flows;
  const hasEnded = findExit(seen.observations, "client") !== undefined;
  const overNs = hasEnded ? Number.POSITIVE_INFINITY : (seen.observations.at(-1)?.atNs ?? 0);
  const [steps, sealed] = [answeredSteps(own, overNs), sealedSteps(own, overNs)];
  const [open, asked] = [openStep(own, overNs), askedWords(own)];
  const asksAnswered = areOwnAsksAnswered(own, silenceOf(seen)[1]);
  const [rhythms, body] = [rhythmsOf(own), onlyBodyOf(own)];
  return {
    said: saidIn(ledgerOf(alone).said, flows),
    sent: bytesSent(flows),
    received: bytesBetween(flows, 0, Number.POSITIVE_INFINITY),
    printed: linesPrinted(seen),
    ...(asksAnswered !== undefined && { asksAnswered }),
    ...(areBegunAnswered(own, silenceOf(seen)[1]) && { begunAnswered: true as const }),
    ...(rhythms.length > 0 && { rhythms }),
    ...(lackOn(flows[0]) === "nothing" && { lastWhole: true }),
    ...numbersOf(flows),
    ...(body !== undefined && { onlyBody: body }),
    ...(sealed !== undefined && { sealed }),
    ...(steps !== undefined && { steps }),
    ...(open !== undefined && { openStep: open }),
    ...(asked !== undefined && { asked }),
    sendsByItself: sendsByItself(seen, flows),
    ...(more !== undefined && { countedMore: more }),
    byItself: cameByItself(seen, flows),
  };
}

function saidIn(said: readonly SaidEntry[], flows: readonly Flow[]): NonNullable<Fields["said"]> {
  const begins = answersBegin(said, flows);
  return said.map(({ text, fate, answerBytes, connections, isLate, isOwn }, i) => ({
    text,
    fate,
    ...(answerBytes !== undefined && { answerBytes }),
    ...(connections !== undefined && { connections }),
    ...(isLate && { isLate }),
    ...(isOwn === undefined && begins[i] !== undefined && { begins: begins[i] }),
  }));
}

/** Of what it asked over HTTP/2, and of how HTTP answered. */
function numbersOf(flows: readonly Flow[]): Pick<Fields, "streams" | "statuses"> {
  const [streams, statuses] = [askedInStreams(flows), statusNumbers(flows)];
  return { ...(streams.length > 0 && { streams }), ...(statuses.length > 0 && { statuses }) };
}

/** From when the fault came, or would have come, until something is said or the run is over. */
export function silenceOf({ observations, fault, typed }: Case): readonly [fromNs: number, toNs: number] {
  const fromNs = fault?.atNs ?? 0;
  const endNs = observations.at(-1)?.atNs ?? fromNs;
  return [fromNs, after(typed, fromNs)[0]?.atNs ?? endNs];
}

function sendsByItself(seen: Case, flows: readonly Flow[]): boolean {
  const [fromNs, toNs] = silenceOf(seen);
  return flows.some(({ toServer }) =>
    toServer.segments.some(({ length, atNs }) => length > 0 && atNs > fromNs && atNs < toNs),
  );
}

/** What the client printed and the server sent in the silence. */
function cameByItself(seen: Case, flows: readonly Flow[]): ByItself {
  const [fromNs, toNs] = silenceOf(seen);
  const printed = printedBy(seen.observations, "client").filter(({ atNs }) => atNs < toNs);
  const before = new Set(
    linesOf(printed.filter(({ atNs }) => atNs <= fromNs)).map(({ text }) => masked(text)),
  );
  const since = after(printed, fromNs);
  const lines = outputOf(since, "client")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const fresh = lines.filter((line) => !before.has(masked(line.trim())));
  const [first, ...others] = linesOf(since).flatMap(({ text, states }) =>
    before.has(masked(text)) ? [] : states.slice(0, 1),
  );
  const begunNs = begunAt(seen);
  const begins = first ? [first, ...others].filter(({ atNs }) => atNs <= begunNs).length : 0;
  return {
    lines: lines.length,
    fresh: fresh.length,
    ...(first && { freshNs: first.atNs - fromNs }),
    ...(begins > 0 && { begins }),
    bytes: bytesBetween(flows, fromNs, toNs),
    ns: toNs - fromNs,
  };
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
