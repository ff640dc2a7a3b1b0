// What a run came to: an expectation that failed, or one of which nobody knows whether it is met.

import type { Evidence } from "../timeline/case.ts";
import { ofKind } from "../timeline/kinds.ts";
import type { Expectation } from "../timeline/record.ts";
import type { SaidEntry, Verdict } from "../timeline/verdict-record.ts";
import { type ObserverName, type UnknownCause, unknownCauses } from "../timeline/words.ts";
import { ASKED } from "./asks/loss.ts";
import { causeInWords } from "./asks/other-ports.ts";
import { causeOfRows, whyBeliefUnknown } from "./belief/why-belief-unknown.ts";
import { parseExpectations } from "./expectations.ts";
import { printedNowhere } from "./lines/printed-nowhere.ts";
import { alsoFailed } from "./proof/also-failed.ts";

type Standing = Pick<Evidence, "observers" | "control"> &
  Partial<Pick<Evidence, "observations" | "meaning" | "name">>;

/** What was not proven is not graded, nor what stands on a control that is not there; what is not known is not passed. */
export function gradeBy(verdict: Verdict, expectations: readonly Expectation[], standing: Standing): Verdict {
  if (verdict.grade !== "pass") return verdict;
  const missing = expectations.some(needsControl) ? standing.control?.missing : undefined;
  if (missing !== undefined) {
    const remedy = "`--control none` takes whatever the client does for a reaction";
    return inconclusive(verdict, missing, ` (${remedy})`);
  }
  const undone = isOfStory(standing) ? alsoFailed(standing.observations ?? []) : undefined;
  if (undone !== undefined) return inconclusive(verdict, undone);
  if (expectations.some(({ outcome }) => outcome === "fail")) return { ...verdict, grade: "fail" };
  const unknown = expectations.find(({ outcome }) => outcome === "unknown");
  const ended = ofKind(standing.observations ?? [], "gave-up").find(({ ends }) => ends);
  if (ended !== undefined) return inconclusive(verdict, `the story ended here: ${ended.what}`);
  const nowhere = printedNowhere(standing);
  if (nowhere !== undefined) return inconclusive(verdict, nowhere);
  if (unknown === undefined) return verdict;
  const why = whyUnknown(unknown.expected, verdict, standing);
  const remedy =
    why === unknownCauses["too-short"]
      ? " (`--watch-ms` sets how long; after something was said `--limit-ms`)"
      : "";
  return inconclusive(verdict, `whether ${unknown.expected} holds is unknown: ${why}`, remedy);
}

/** A death of a story has a number; in the one run of a command line the server may be gone for good. */
function isOfStory({ name = "" }: Standing): boolean {
  return /^death-\d+$/.test(name);
}

function inconclusive(verdict: Verdict, missing: string, remedy = ""): Verdict {
  const summary = [...verdict.summary, `Inconclusive: ${missing}${remedy}.`];
  return { ...verdict, summary, grade: "inconclusive", missing };
}

/** Fields that do not depend on a control run. */
const INDEPENDENT = /^(ending|exit|lingers|waiting|duplicated|attempts)\b/;

function needsControl({ expected }: Expectation): boolean {
  return !INDEPENDENT.test(expected);
}

/** Without which a field is not known. */
const shownBy: Readonly<Record<string, ObserverName>> = {
  ending: "segments",
  attempts: "segments",
  lingers: "sockets",
  reaction: "sockets",
  spins: "processes",
  waiting: "waiting",
  noticed: "output",
  by: "output",
  after: "output",
  told: "output",
  lost: "output",
  unreported: "output",
  duplicated: "output",
  belief: "output",
};

/** What is known only where something was asked. */
const COUNTED: ReadonlySet<string> = new Set(["lost", "unreported"]);

/** The client printed what was expected too early, and may have read the answer later. */
function isEarlyOnly({ isEarly, isLost }: SaidEntry): boolean {
  return isEarly === true && isLost === undefined;
}

/** It was said, and nothing shows where it got to. */
function isUnclear({ fate, isLost }: SaidEntry): boolean {
  return fate === "unknown" && isLost === undefined;
}

/** Nor was it answered in the control, as long as that was watched. */
function isUnanswered({ text, isLost }: SaidEntry): boolean {
  return text === ASKED && isLost === undefined;
}

function whyUnknown(expected: string, verdict: Verdict, { observers, ...asked }: Standing): string {
  const name = parseExpectations(expected)[0]?.name ?? "";
  const cause = verdict.undecided?.[name === "after" || name === "by" ? "noticed" : name];
  if (name === "belief") return whyBeliefUnknown(cause ?? causeOfRows(verdict, asked), asked);
  const off = observers.find((observer) => observer.name === shownBy[name] && !observer.on);
  if (cause !== undefined && (off === undefined || cause !== "not-observed"))
    return causeInWords(cause, { observations: [], ...asked, evidence: asked });
  if (off !== undefined) return `${unknownCauses["not-observed"]} (${off.name}: ${off.how})`;
  // Only the server's own count tells of that.
  if (name === "duplicated") return whyBeliefUnknown(causeOfRows({}, asked), asked);
  return unknownCauses[otherCause(name, verdict)];
}

function otherCause(name: string, { attempts, afterNs, ledger }: Verdict): UnknownCause {
  if (COUNTED.has(name) && ledger?.said.some(isEarlyOnly)) return "printed-early";
  if (COUNTED.has(name) && ledger?.said.some(isUnclear)) return "fate-unknown";
  if (COUNTED.has(name) && ledger?.said.some(isUnanswered)) return "too-short";
  if (COUNTED.has(name)) return "not-asked";
  if (name === "spins") return "too-short";
  // It is known, and only how much of it is the machine's doing is not.
  const isKnown = { attempts, after: afterNs }[name] !== undefined;
  return isKnown ? "machine-busy" : "not-observed";
}
