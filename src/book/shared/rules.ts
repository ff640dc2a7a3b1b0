// Rules and findings that several sections share.

import { PREMATURELY } from "../../echo/ending.ts";
import { textOf, printedAfter, sent } from "./evidence.ts";
import type { Case } from "../../timeline/case.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../../verdict/rule.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { after, findExit, ofKind } from "../../timeline/queries.ts";
import { formatDuration, formatEnd } from "../../timeline/units.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../../timeline/waits.ts";

/** The client printed `wanted` after a moment, and ended with an error. */
export function judgeMessage(seen: Case, fromNs: number, wanted: RegExp): Finding {
  const printed = printedAfter(seen, fromNs);
  const exit = findExit(seen.observations, "client");
  const text = textOf(printed).trim();
  const said = text === "" ? "it printed nothing" : `it printed: ${text.split("\n")[0]}`;
  if (!wanted.test(text)) return differs(`${said}${exit ? `; ${formatEnd(exit)}` : ""}`, printed[0], exit);
  if (exit === undefined) return differs(`${said}, and is still running`, printed[0]);
  return holds(`${text.split("\n")[0]}; ${formatEnd(exit)}`, printed[0], exit);
}

/** From the fault until the next line was typed, or the run ended, the client only slept in a read of its terminal. */
function judgeSilence(seen: Case): Finding {
  const { fault, typed, observations } = seen;
  if (fault === undefined) return unknown("the run did not reach this step");
  const toNs = typed.find(({ atNs }) => atNs > fault.atNs)?.atNs ?? Number.POSITIVE_INFINITY;
  const printed = printedAfter(seen, fault.atNs).find(({ atNs }) => atNs < toNs);
  if (printed) return differs(`it printed: ${printed.text.trim()}`, printed);
  const exit = findExit(observations, "client");
  if (exit && exit.atNs < toNs) return differs(`it ended with ${formatEnd(exit)}`, exit);
  const waits = after(ofKind(observations, "waiting"), fault.atNs).filter(({ atNs }) => atNs < toNs);
  const last = waits.at(-1);
  if (last === undefined) return unknown("what it waited for could not be seen");
  const other = waits.find(
    (waiting) => waitsOnConnection(mainThread(waiting)) || !waitsOnTerminal(mainThread(waiting)),
  );
  if (other) return differs(describeWait(mainThread(other)), other);
  return holds(describeWait(mainThread(last)), waits[0], last);
}

/** With nothing typed since the fault, the client sent its own FIN, or printed something. */
export function judgeToldAtOnce(seen: Case): Finding {
  const { ending, fault, typed } = seen;
  if (ending === undefined || !hasFlag(ending, "F")) return differs("there was no FIN", ending ?? fault);
  const own = sent(seen, "client->server").find((s) => s.atNs > ending.arrivedAtNs && hasFlag(s, "F"));
  const [printed] = printedAfter(seen, ending.arrivedAtNs);
  const sign = own ?? printed;
  if (sign === undefined) return differs("it did nothing", ending);
  if (typed.some(({ atNs }) => atNs > ending.atNs && atNs < sign.atNs))
    return differs("only once a line was typed", sign);
  const delay = formatDuration(sign.atNs - ending.arrivedAtNs);
  return holds(`${own ? "its own FIN" : "its message"} ${delay} after the server's`, ending, own, printed);
}

/** The section's client does not find out while it is blocked in a read of its terminal. */
export function idleRule(id: string, text: string): Rule {
  return { id, text, onlyFor: "terminal", needs: ["waiting", "output"], judge: judgeSilence };
}

/** The client's read returns end of file, and the client says so. */
export function endOfFileRule(id: string, text: string, onlyFor?: string): Rule {
  return {
    id,
    text: `${text}: \`${PREMATURELY}\`.`,
    ...(onlyFor !== undefined && { onlyFor }),
    needs: ["output"],
    judge: (seen) => judgeMessage(seen, seen.fault?.atNs ?? 0, new RegExp(PREMATURELY)),
  };
}
