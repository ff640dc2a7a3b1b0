// A control that asks more than is kept of it: what the client was to ask first, and what it has asked here of that.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { Flow } from "../bytes/flows.ts";
import { askedAt, wholeOf } from "./asked-words.ts";

/**
 * It is as if each such control had been watched for less long, and so had this run: up to the last thing that a control has
 * among its first. Both as they are where all is kept.
 */
export function firstAsked(seen: Case, flows: readonly Flow[]): readonly [Case, readonly Flow[]] {
  const { control } = seen.evidence;
  const controls = controlsOf(control);
  if (control === undefined || controls.every(({ askedFirst }) => askedFirst === undefined))
    return [seen, flows];
  const [first = control, ...more] = controls.map(withFirst);
  const known = new Set([first, ...more].flatMap(({ asked = [] }) => asked.map(wholeOf)));
  const times = askedAt(flows).flatMap(({ thing, sentNs }) => (known.has(wholeOf(thing)) ? [sentNs] : []));
  const untilNs = greatest(times, 0);
  const used = flows.filter(({ beganNs }) => beganNs <= untilNs).map((flow) => cutAt(flow, untilNs));
  return [{ ...seen, evidence: { ...seen.evidence, control: { ...first, more } } }, used];
}

function withFirst(control: ControlRecord): ControlRecord {
  const { askedFirst, askedNs = [], watched } = control;
  if (askedFirst === undefined) return control;
  const sinceFirstNs = askedNs.at(-1) ?? watched?.sinceFirstNs ?? Number.POSITIVE_INFINITY;
  return { ...control, asked: askedFirst, ...(watched && { watched: { ...watched, sinceFirstNs } }) };
}

function cutAt(flow: Flow, untilNs: number): Flow {
  const segments = flow.toServer.segments.filter(({ atNs }) => atNs <= untilNs);
  return { ...flow, toServer: { ...flow.toServer, segments } };
}
