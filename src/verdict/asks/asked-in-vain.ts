// What a client asked only once its server had ended, and an RST answered: it has not noticed the end before. As many bytes
// may have come as in the control all the same, where its server said something as it ended.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { AnsweredStep } from "../../timeline/asked-thing.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { isAskedSince } from "../bytes/asked-since.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf } from "../bytes/sent-again.ts";
import { SHORT_BYTES } from "./begun-asks.ts";
import { ASKED } from "./loss.ts";
import { isAsExpected } from "./ends.ts";
import { FAREWELL_NS, refusedSince } from "./refused-since.ts";
import { isClear } from "./short-asks.ts";
import { stepsOf } from "./steps.ts";
import { NOT_SEEN } from "./why-unsure.ts";

/** Of a client that has ended since. Lost where the same was answered in the control; else that is not known. */
export function askedInVainEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const { ending, evidence } = seen;
  const [mine, ...others] = flows;
  const usual = controlsOf(evidence.control);
  if (ending === undefined || mine === undefined || usual.length === 0) return undefined;
  const { arrivedAtNs: endedNs } = ending;
  const { last, first, refusal } = refusedSince(seen, mine, endedNs, endedNs + FAREWELL_NS) ?? {};
  if (last === undefined || first === undefined || refusal === undefined) return undefined; // most are
  if (!isClear(mine) || isAsExpected(seen) || isAskedSince(others, textOf(last.segments), endedNs))
    return undefined;
  const step = stepsOf(mine, Number.POSITIVE_INFINITY).at(-1);
  const all = step === undefined ? [] : usual.map((control) => sameIn(control, step));
  const entry = { text: ASKED, isOwn: true, atNs: last.sentNs, because: [first.id, refusal.id] } as const;
  if (all.every(isAnswered)) return { ...entry, fate: "refused", isLost: true };
  const mayBeNothing = first.length <= SHORT_BYTES || usual.some(hasEnded);
  return mayBeNothing ? undefined : { ...entry, fate: "unknown", why: NOT_SEEN };
}

function hasEnded({ signs }: ControlRecord): boolean {
  return signs.some(({ kind }) => kind === "exit");
}

function isAnswered(steps: readonly AnsweredStep[]): boolean {
  return steps.length > 0 && steps.every(([, , since]) => since > 0);
}

function sameIn(
  { steps = [], openStep }: ControlRecord,
  [, , , words]: AnsweredStep,
): readonly AnsweredStep[] {
  return (openStep ? [...steps, openStep] : steps).filter((step) => step[3] === words);
}
