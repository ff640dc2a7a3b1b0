// What was typed, and answered by less than in the control where its server rests in the middle of an answer: what comes
// after a rest looks like what the server sends by itself, and whether it was the rest of the answer nobody knows who does
// not say what that ends with.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { isPrinted } from "../../timeline/moments.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { goneNsOf } from "../bytes/death.ts";
import { flowsOf } from "../bytes/flows.ts";
import { isLastBefore } from "../bytes/held-rest.ts";
import { slackOf } from "../bytes/slack.ts";
import { isPushed } from "../lines/pushed.ts";
import { ANSWERED } from "./fates.ts";
import { type Usual } from "./loss.ts";
import { LESS_THAN_EVER } from "./why-unsure.ts";

/**
 * It was the last thing said before the fault, which came once something was printed, or when the server had sent by itself:
 * it may have been in the middle of its answer.
 */
export function isInParts(entry: SaidEntry, { fate, answerBytes = 0 }: Usual, seen: Case): boolean {
  // From a server that rests between two parts all of them look like what it sends by itself: `taken`, here and in the
  // control.
  const isAnswered = ANSWERED.has(entry.fate) || (entry.fate === "taken" && fate === "taken");
  if (!isAnswered || entry.isOwn || entry.found === true || !isLastBefore(entry, seen)) return false;
  const isLess = answerBytes - (entry.answerBytes ?? 0) > slackOf(answerBytes);
  return isLess && (isPrinted(seen.evidence.moment) || mayRest(seen));
}

/** Its server sends by itself, and was not seen to do so before anything was said. */
function mayRest(seen: Case): boolean {
  if (seen.evidence.control?.byItself === undefined || !sendsUnasked(seen)) return false;
  const firstNs = seen.typed[0]?.atNs ?? Number.POSITIVE_INFINITY;
  return !isPushed(flowsOf(seen), firstNs);
}

/** What the server sends by itself counts among the bytes of the answers. */
export function sendsUnasked(seen: Case): boolean {
  const { control, moment } = seen.evidence;
  // In the middle of an exchange it is answers that come then.
  const hasSent = moment === "idle" && (control?.byItself?.bytes ?? 0) > 0;
  return control?.byItself === undefined || hasSent || isPushed(flowsOf(seen));
}

/**
 * What was said last before its server was gone: less came than each time that the same was said, here before and in each
 * control.
 */
export function settleRegular(said: readonly SaidEntry[], seen: Case): readonly SaidEntry[] {
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined || seen.typed.length === 0) return said;
  const last = said.findLast(({ atNs }) => atNs < goneNs);
  if (last === undefined || last.isLost !== false || last.found === true) return said;
  const isLess = isLessThanEver(last, said.slice(0, said.indexOf(last)), seen);
  return isLess ? said.map((each) => (each === last ? asUnknown(last) : each)) : said;
}

function isLessThanEver(last: SaidEntry, before: readonly SaidEntry[], seen: Case): boolean {
  const controls = controlsOf(seen.evidence.control).map(({ said }) => bytesFor(last.text, said ?? []));
  const all = [bytesFor(last.text, before), ...controls];
  if (controls.length === 0 || !all.every(({ length }) => length > 0)) return false;
  const bytes = all.flat();
  const [first = 0] = bytes;
  const isRegular = bytes.every((each) => Math.abs(each - first) <= slackOf(first));
  return isRegular && bytes.every((each) => each - (last.answerBytes ?? 0) > slackOf(each));
}

function bytesFor(text: string, said: readonly Pick<SaidEntry, "text" | "answerBytes">[]): readonly number[] {
  return said.flatMap((each) => (each.text === text ? [each.answerBytes ?? 0] : []));
}

function asUnknown(last: SaidEntry): SaidEntry {
  const { isLost: _, ...entry } = last;
  return { ...entry, fate: "unknown", why: LESS_THAN_EVER };
}
