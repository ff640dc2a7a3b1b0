// A rule: a statement of a section, the observers it needs, and how the timeline decides it.

import type { Case } from "../timeline/case.ts";
import { ofKind } from "../timeline/kinds.ts";
import { whyNotWhole } from "../timeline/not-whole.ts";
import type { Statement } from "../timeline/record.ts";
import type { ObserverName, Outcome } from "../timeline/words.ts";

export interface Finding {
  readonly outcome: Outcome;
  readonly note: string;
  readonly because: readonly number[];
}

export interface Rule {
  readonly id: string;
  readonly text: string;
  /** The rule applies to one client, or one run of the scenario, only: its name. */
  readonly onlyFor?: string;
  /** The rule applies only to runs for which this returns true. */
  readonly concerns?: (seen: Case) => boolean;
  /** If any of these is off, the statement is `unknown`. */
  readonly needs: readonly ObserverName[];
  /** Unless it holds, the run is inconclusive. */
  readonly proves?: true;
  readonly judge: (seen: Case) => Finding;
}

type Shown = { readonly id: number } | undefined;

const idsOf = (shown: readonly Shown[]): number[] => shown.flatMap((observation) => observation?.id ?? []);

export function holds(note: string, ...shown: Shown[]): Finding {
  return { outcome: "holds", note, because: idsOf(shown) };
}

export function differs(note: string, ...shown: Shown[]): Finding {
  return { outcome: "differs", note, because: idsOf(shown) };
}

export function unknown(note: string): Finding {
  return { outcome: "unknown", note, because: [] };
}

export function judgeRules(rules: readonly Rule[], seen: Case): Statement[] {
  return rules
    .filter(
      ({ onlyFor, concerns }) =>
        (onlyFor === undefined || [seen.evidence.name, seen.evidence.waitOn].includes(onlyFor)) &&
        concerns?.(seen) !== false,
    )
    .map((rule) => ({ id: rule.id, text: rule.text, ...judgeRule(rule, seen) }));
}

/** Those that may hold a socket, and were not allowed to be asked. */
function hiddenProcesses({ observations }: Case): number[] {
  const looks = [...ofKind(observations, "owners"), ...ofKind(observations, "processes")];
  return [...new Set(looks.flatMap(({ hidden = [] }) => hidden))];
}

function judgeRule({ needs, judge }: Rule, seen: Case): Finding {
  const missing = seen.evidence.observers.find(({ name, on }) => !on && needs.includes(name));
  if (missing) return unknown(`not observed (${missing.name}): ${missing.how}`);
  const notWhole = whyNotWhole(seen.evidence.drops);
  if (needs.includes("segments") && notWhole !== undefined) return unknown(notWhole);
  const hidden = needs.includes("processes") ? hiddenProcesses(seen) : [];
  if (hidden.length > 0) return unknown(`process ${hidden.join(", ")} cannot be inspected`);
  return judge(seen);
}
