// The cards with what was seen: a card is ticked when every one of its statements holds. Pure.

import type { Card, Question } from "../inside/card.ts";
import type { Evidence } from "../timeline/case.ts";
import { layOut } from "../timeline/case.ts";
import type { Statement } from "../timeline/record.ts";
import { judgeRules } from "../verdict/rule.ts";
import { isDone } from "./deeds.ts";
import { labRules } from "./lab-rules.ts";
import { followed, leavingOf } from "./path.ts";
import type { CardState } from "./messages.ts";
import { walkOf } from "./walks.ts";

/** None for a run that follows no section. */
export function cardsFor(evidence: Evidence): CardState[] {
  const walk = walkOf(evidence.name);
  if (walk === undefined) return [];
  const seen = followed(layOut(evidence), walk);
  const statements = new Map(judgeRules(labRules, seen).map((each) => [each.id, each]));
  const found = (ids: readonly string[]): Statement[] => ids.flatMap((id) => statements.get(id) ?? []);
  return walk.cards.map((card) => {
    const { id, title, todo, meaning, question } = card;
    const needed = found(card.rules);
    const isTicked =
      needed.length > 0 && isDone(card, seen) && needed.every((statement) => isEnough(card, statement));
    const asked = question && { question: isTicked ? withRight(question, needed) : plain(question) };
    return {
      id,
      title,
      todo,
      meaning,
      ...asked,
      isTicked,
      seen: [...needed, ...found(card.besides ?? [])].map(shown),
    };
  });
}

function isEnough({ mayDiffer }: Card, { outcome }: Statement): boolean {
  return outcome === "holds" || (mayDiffer === true && outcome === "differs");
}

type Asked = NonNullable<CardState["question"]>;

/** Before it was seen nobody is told what is right. */
function plain({ text, choices }: Question): Asked {
  return { text, choices };
}

function withRight(question: Question, statements: readonly Statement[]): Asked {
  const { right, otherwise = right } = question;
  const differs = statements.some(({ outcome }) => outcome === "differs");
  return { ...plain(question), right: differs ? otherwise : right };
}

/** What left the section, if there is a card for which that matters. */
export function leftBy(evidence: Evidence, cards: readonly CardState[]): string | undefined {
  const walk = walkOf(evidence.name);
  const leaving = walk && leavingOf(evidence.observations, walk);
  if (leaving === undefined || cards.every(({ isTicked }) => isTicked)) return undefined;
  return leaving.kind === "pressed" ? leaving.key : inWords(leaving.text);
}

/** For a reader: the wire writes `segments of server->client`. */
function inWords(text: string): string {
  return text.replace(/\b(client|server)->(client|server)\b/, "the $1 to the $2");
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
