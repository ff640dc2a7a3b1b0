// Made-up runs beside a control, of which something may be lacking, and what is asked in them.

import type { Case } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import { hasAll, lackingIn } from "../../src/verdict/asks/lacks-some.ts";
import { type Flow, flowsOf } from "../../src/verdict/bytes/flows.ts";
import { type Exchange, seenIn } from "./exchanges.ts";
import type { Timed } from "./one-run.ts";

/** A run beside these controls, and its connections. */
export function judged(facts: readonly Timed[], controls: readonly ControlRecord[]): [Case, readonly Flow[]] {
  const seen = seenIn(facts);
  const [control, ...more] = controls;
  const evidence = { ...seen.evidence, ...(control !== undefined && { control: { ...control, more } }) };
  const run = { ...seen, evidence };
  return [run, flowsOf(run)];
}

/** Whether it lacks something, or has asked for all, in the same words or otherwise. */
export function found(facts: readonly Timed[], ...controls: readonly ControlRecord[]): string {
  const run = judged(facts, controls);
  const lacking = lackingIn(...run);
  if (lacking !== "none") return lacking === "some" ? "lacks" : lacking;
  const has = hasAll(...run);
  return has === true ? "all" : has === "perhaps" ? "otherwise" : "nothing known";
}

export const push = (value: string): Exchange => [`RPUSH q ${value}\r\n`, ":1\r\n"];
export const hello = (nonce: string): Exchange => [`LOGIN ${nonce}\r\n`, "+OK\r\n"];
export const PING: Exchange = ["*1\r\n$4\r\nPING\r\n", "+PONG\r\n"];
export const framed = (text: string): Exchange => [`\u0000\u0003${text}`, "+OK\r\n"];
export const DONE: Exchange = ["PUBLISH ready all\r\n", "$1\r\n"];
/** Each time under another id. */
export const bravo = (id: string): Exchange => push(`bravo under ${id}`);
export const [A, B, C] = [push("alpha"), bravo("17-c2"), push("charly")] as const;
export const ANEW = bravo("4f-0a");
