// What a server sends that nobody has asked for, and whether that is all that had come when a client printed an answer.

import { type SeenSegment, payloadText } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { Flow } from "../bytes/flows.ts";
import { spokenOn } from "../bytes/spoken.ts";
import { shapeOf } from "./shape.ts";

/** Data of the server comes after a pause that nothing of the client's has ended. */
const PAUSE_NS = 100e6;

/** The data that each server has sent by itself until then, as far as that can be seen. */
function pushedBy(flow: Flow, untilNs: number): SeenSegment[] {
  const { sent, came } = spokenOn(flow);
  const data = [...sent, ...came]
    .filter(({ atNs }) => atNs < untilNs)
    .sort((one, other) => one.atNs - other.atNs);
  return data.filter((segment, i) => {
    const before = data[i - 1];
    return (
      before?.direction === "server->client" &&
      segment.direction === "server->client" &&
      segment.atNs - before.atNs > PAUSE_NS
    );
  });
}

/** A server that has rested for so many times as long as ever before sends no more by itself. */
const RESTS = 1.5;

/**
 * The server has sent by itself more than once with nothing of the client between (an answer that takes its time looks like
 * it, once), and was at it still in the end: an answer in parts, with a rest before each, comes to its end.
 *
 * @param endNs when the connection was looked at last, or the client had what it wanted
 */
export function isPushedOn(flow: Flow, endNs: number): boolean {
  const rests = restsIn(flow);
  const lastNs = flow.toClient.segments.findLast(({ length }) => length > 0)?.atNs ?? 0;
  return rests.length > 0 && endNs - lastNs <= greatest(rests) * RESTS;
}

/** The same, whether or not it was at it still. */
export function isPushedAgain(flow: Flow): boolean {
  return restsIn(flow).length > 0;
}

/**
 * From what the server has sent by itself to what it sends by itself next, with nothing of the client between, in
 * nanoseconds.
 */
function restsIn(flow: Flow): number[] {
  const pushed = pushedBy(flow, Number.POSITIVE_INFINITY).map(({ atNs }) => atNs);
  const sent = spokenOn(flow).sent.map(({ atNs }) => atNs);
  let i = 0;
  return pushed.slice(1).flatMap((atNs, before) => {
    const beforeNs = pushed[before] ?? atNs;
    while ((sent[i] ?? Number.POSITIVE_INFINITY) < beforeNs) i += 1;
    return (sent[i] ?? Number.POSITIVE_INFINITY) > atNs ? [atNs - beforeNs] : [];
  });
}

/** Whether the server sends by itself, as far as that can be seen before the fault. */
export function isPushed(flows: readonly Flow[], untilNs: number = Number.POSITIVE_INFINITY): boolean {
  return flows.some((flow) => pushedBy(flow, untilNs).length > 0);
}

/**
 * Something had come between the time when it was said and the one when it was printed. What contains the text that was
 * printed is its answer, and so is what does not look like what the server sends by itself.
 */
export function timingBesidePushes(
  flows: readonly Flow[],
  { saidNs, printedNs, texts }: { saidNs: number; printedNs: number; texts: readonly string[] },
): "after" | "unclear" | "answered-later" {
  const usual = new Set(flows.flatMap((flow) => pushedBy(flow, saidNs).flatMap(formsOf)));
  if (usual.size === 0) return "after";
  const come = cameBetween(flows, saidNs, printedNs);
  const contains = (some: readonly SeenSegment[]): boolean => {
    const text = some.map(payloadText).join("");
    return texts.length > 0 && texts.every((each) => text.includes(each));
  };
  if (contains(come) || !come.flatMap(formsOf).every((form) => usual.has(form))) return "after";
  return contains(cameBetween(flows, printedNs, Number.POSITIVE_INFINITY)) ? "answered-later" : "unclear";
}

function cameBetween(flows: readonly Flow[], fromNs: number, untilNs: number): SeenSegment[] {
  return flows.flatMap(({ toClient }) =>
    toClient.segments.filter(
      ({ arrivedAtNs = Number.NEGATIVE_INFINITY }) => arrivedAtNs > fromNs && arrivedAtNs <= untilNs,
    ),
  );
}

/** The shapes of its lines; of what is no text its length. */
function formsOf(segment: SeenSegment): string[] {
  const text = payloadText(segment);
  if (UNREADABLE.test(text)) return [`${segment.length} bytes`];
  return text
    .split(/[\r\n]/)
    .filter((line) => line !== "")
    .map((line) => shapeOf(line).form);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNREADABLE = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;
