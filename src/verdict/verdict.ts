// The verdict on the client: whether it noticed that its server had died, when, by what, and what it did.

import type { Case } from "../timeline/case.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import type { Observation } from "../timeline/observation.ts";
import { after, findExit, ofKind, printedBy } from "../timeline/queries.ts";
import type { Ledger, Verdict } from "../timeline/record.ts";
import { compareByItself } from "./control-ledger.ts";
import { ledgerOf } from "./ledger.ts";
import { isSection } from "./loss.ts";
import { countLostAndDuplicated, countUnreported } from "./losses.ts";
import { NOT_JUDGED, judgeNotice, lastRows, reactsSince } from "./notice.ts";
import { newLines } from "./lines-printed.ts";
import { plainText } from "../timeline/output.ts";
import { endingOf, findMissing } from "./proof.ts";
import { summarise } from "./summary.ts";
import { describeWaits, mainThread } from "../timeline/waits.ts";

/**
 * @param expected what the timeline must show of the fault, or the run is inconclusive
 * @param unproven what else was meant to happen and was not seen
 */
export function judgeClient(seen: Case, expected: FaultEvidence, unproven?: string): Verdict {
  const { ending, observations } = seen;
  const endedAtNs = ending?.arrivedAtNs ?? seen.fault?.atNs ?? 0;
  const missing = findMissing(seen, expected) ?? unproven;
  const by = endingOf(seen);
  const exit = findExit(observations, "client");
  const notice = missing === undefined ? judgeNotice(seen, endedAtNs, by) : NOT_JUDGED;
  const ledger = ledgerOf(seen);
  const facts: Omit<Verdict, "summary"> = {
    grade: missing === undefined ? "pass" : "inconclusive",
    ...(missing !== undefined && { missing }),
    ending: { by, ...(ending && { atNs: ending.arrivedAtNs }) },
    ...notice,
    waiting: waitingAt(seen, endedAtNs),
    ...(seen.isOn("output") && heard(seen, endedAtNs, { exit, ledger, noticed: notice.noticed })),
    exit: exit && pickEnd(exit),
    ...(notice.reaction === "goes-silent" && goneSilent(seen)),
    lingers: lastRows(seen)?.client?.state === "CLOSE_WAIT",
    ledger,
  };
  return { summary: summarise(facts, seen), ...facts };
}

function pickEnd({ exitCode, signal }: { exitCode?: number; signal?: string }): {
  exitCode?: number;
  signal?: string;
} {
  return { ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
}

/**
 * What it slept in, while nothing was said, when it was last looked at: a look may also meet it just as it does something
 * by itself. One that never sleeps is running.
 */
function waitingAt({ observations }: Case, atNs: number): string {
  const before = observations.filter((each) => each.atNs <= atNs);
  const looks = ofKind(before, "waiting").filter(({ role }) => role === "client");
  const saidAtNs = before.findLast((each) => each.atNs < atNs && isSaid(each))?.atNs ?? 0;
  const asleep = after(looks, saidAtNs).findLast((look) => mainThread(look)?.call !== "running");
  return describeWaits(asleep ?? looks.at(-1));
}

function isSaid(each: Observation): boolean {
  return (
    each.kind === "segment" || each.kind === "typed" || (each.kind === "printed" && each.role === "client")
  );
}

function goneSilent(seen: Case): Pick<Verdict, "byItself"> {
  const { expected = 0, came = 0 } = compareByItself(seen) ?? {};
  return { byItself: { expected, came } };
}

interface Known extends Pick<Verdict, "exit" | "noticed"> {
  readonly ledger: Ledger;
}

/** What only its output tells. */
function heard(
  seen: Case,
  endedAtNs: number,
  { ledger, ...known }: Known,
): Pick<Verdict, "told" | "lost" | "unreported" | "duplicated"> {
  const losses = countLostAndDuplicated(seen, ledger);
  const hasDone =
    seen.fault?.pid === 0 && (findExit(seen.observations, "client")?.atNs ?? Infinity) < endedAtNs;
  // With nothing done to its server all that a client printed that has ended is told.
  const facts = { told: told(seen, hasDone ? 0 : reactsSince(seen, endedAtNs)), ...losses };
  if (isSection(seen)) return facts;
  const unreported = countUnreported(ledger, { ...known, ...facts });
  return { ...facts, ...(unreported !== undefined && { unreported }) };
}

/** All that it printed since; with a control run, what it did not print there. */
function told({ observations, evidence: { control } }: Case, sinceNs: number): string {
  if (control !== undefined) {
    const lines = newLines(observations, sinceNs, control).map(({ text }) => text);
    // A line is there each time something was added to it.
    return lines.filter((line, i) => !lines[i + 1]?.startsWith(line)).join("\n");
  }
  const text = after(printedBy(observations, "client"), sinceNs).map((printed) => printed.text);
  return plainText(text.join("")).trim();
}
