// What was typed again and again, and answered by as much each time: less of it is no whole answer, also where its server rests in the
// middle of each, and so seems to send by itself.

import type { Case } from "../timeline/case.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import { controlsOf } from "./controls.ts";
import { goneNsOf } from "./death.ts";
import { slackOf } from "./loss.ts";

/** What was said last before its server was gone: less came than each time that the same was said, here before and in each control. */
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
  return { ...entry, fate: "unknown", why: LESS };
}

const LESS =
  "less came than each time that the same was said: it may not be the whole answer (--expect what it ends with)";
