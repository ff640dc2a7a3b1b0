// The cards with what was seen: a card is ticked when every one of its statements holds. Pure.

import type { Card } from "../inside/card.ts";
import type { Evidence } from "../timeline/case.ts";
import { layOut } from "../timeline/case.ts";
import type { Statement } from "../timeline/record.ts";
import { judgeRules } from "../verdict/rule.ts";
import { isDone } from "./deeds.ts";
import { labRules } from "./lab-rules.ts";
import type { CardState } from "./messages.ts";
import { walkOf } from "./walks.ts";

/** None for a run that follows no section. */
export function cardsFor(evidence: Evidence): CardState[] {
  const walk = walkOf(evidence.name);
  if (walk === undefined) return [];
  const seen = layOut(evidence);
  const statements = new Map(judgeRules(labRules, seen).map((each) => [each.id, each]));
  const found = (ids: readonly string[]): Statement[] => ids.flatMap((id) => statements.get(id) ?? []);
  return walk.cards.map((card) => {
    const needed = found(card.rules);
    const isTicked =
      needed.length > 0 && isDone(card, seen) && needed.every((statement) => isEnough(card, statement));
    return { ...textsOf(card), isTicked, seen: [...needed, ...found(card.besides ?? [])].map(shown) };
  });
}

function isEnough({ mayDiffer }: Card, { outcome }: Statement): boolean {
  return outcome === "holds" || (mayDiffer === true && outcome === "differs");
}

function textsOf({ id, title, todo, question, meaning }: Card): Omit<CardState, "isTicked" | "seen"> {
  return { id, title, todo, meaning, ...(question && { question }) };
}

function shown({ outcome, text, note }: Statement): CardState["seen"][number] {
  return { outcome, text, note };
}

/** Once a card is ticked it stays so, with what was seen then, whatever is played afterwards. */
export function createCardMemory(): (evidence: Evidence) => CardState[] {
  const ticked = new Map<string, CardState>();
  return (evidence) =>
    cardsFor(evidence).map((card) => {
      const before = ticked.get(card.id);
      if (before === undefined && card.isTicked) ticked.set(card.id, card);
      return before ?? card;
    });
}
