// The cards with what was seen: a card is ticked when every one of its statements holds. Pure.

import type { Evidence } from "../timeline/case.ts";
import { layOut } from "../timeline/case.ts";
import { judgeRules } from "../verdict/rule.ts";
import { cardTexts } from "./card-texts.ts";
import { GUIDED, guidedRules } from "./guided.ts";
import type { CardState } from "./messages.ts";

/** None for a run that follows no section. */
export function cardsFor(evidence: Evidence): CardState[] {
  if (evidence.name !== GUIDED) return [];
  const statements = new Map(judgeRules(guidedRules, layOut(evidence)).map((each) => [each.id, each]));
  return cardTexts[evidence.waitOn].map(({ rules, ...texts }) => {
    const seen = rules.flatMap((id) => {
      const statement = statements.get(id);
      return statement ? [{ outcome: statement.outcome, text: statement.text, note: statement.note }] : [];
    });
    const isTicked = seen.length > 0 && seen.every(({ outcome }) => outcome === "holds");
    return { ...texts, isTicked, seen };
  });
}
