// The statements of a run of the lab: its section's own, which say nothing before what they are about was done; and those
// about steps that a section does without a word.

import { FIN_CAME, LINE_BACK } from "../book/cards/shared.ts";
import { firstLine, secondLine } from "../book/shared/evidence.ts";
import { book } from "../book/index.ts";
import type { Card } from "../inside/card.ts";
import type { Case } from "../timeline/case.ts";
import { hasFlag } from "../timeline/conversation.ts";
import { after, findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import { formatDuration } from "../timeline/units.ts";
import { type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { isDone } from "./deeds.ts";
import { followed } from "./path.ts";
import { type Walk, walkOf } from "./walks.ts";

const lineBack: Rule = {
  id: LINE_BACK,
  text: "A line that is typed comes back from the server.",
  needs: ["output"],
  judge(seen) {
    const typed = firstLine(seen);
    if (typed === undefined) return unknown("nothing was typed");
    const printed = after(printedBy(seen.observations, "client"), typed.atNs).find(({ text }) =>
      text.includes(typed.text),
    );
    return printed
      ? holds(`it came back ${formatDuration(printed.atNs - typed.atNs)} after it was typed`, typed, printed)
      : differs("it has not come back", typed);
  },
};

const finCame: Rule = {
  id: FIN_CAME,
  text: "The server's FIN reaches the client's host.",
  needs: ["segments"],
  judge({ ending, fault }) {
    if (ending === undefined) return differs("neither a FIN nor an RST has come", fault);
    const when = `${ending.text}, ${formatDuration(ending.arrivedAtNs - (fault?.atNs ?? 0))} after it was killed`;
    return hasFlag(ending, "F") ? holds(when, fault, ending) : differs(`an RST: ${when}`, fault, ending);
  },
};

const heldFin: Rule = {
  id: "lab.held-fin",
  text: "The server's FIN is on the wire, and no RST has come before it.",
  needs: ["segments"],
  judge({ segments, fault }) {
    const sent = segments.filter(({ direction }) => direction === "server->client");
    const fin = sent.find((segment) => hasFlag(segment, "F"));
    if (fin === undefined) return differs("no FIN was sent", fault);
    const rst = sent.find((segment) => segment.atNs < fin.atNs && hasFlag(segment, "R"));
    if (rst) return differs(`an RST came first: ${rst.text}`, rst, fin);
    return fin.wire?.fate === "held" ? holds(`${fin.text}, held`, fin) : differs("it was not held", fin);
  },
};

const unread: Rule = {
  id: "lab.unread",
  text: "A line lies unread in the server's receive queue.",
  needs: ["sockets"],
  judge(seen) {
    const typed = secondLine(seen);
    const table = after(ofKind(seen.observations, "sockets"), typed?.atNs ?? 0).find(
      ({ rows }) => ((seen.connection && rowsOf(rows, seen.connection).server?.recvQ) ?? 0) > 0,
    );
    return table
      ? holds("the server's end has bytes in its Recv-Q", typed, table)
      : differs("it was not seen there", typed);
  },
};

const own: readonly Rule[] = [lineBack, finCame, heldFin, unread];

/** As the section's rules know the run. */
function asInSection(seen: Case, { run }: Walk): Case {
  return { ...seen, evidence: { ...seen.evidence, name: run } };
}

function cardOf(id: string, { cards }: Walk): Card | undefined {
  return cards.find(({ rules, besides = [] }) => rules.includes(id) || besides.includes(id));
}

/** A statement that is on no card waits for the fault, or where there is none for the client's end. */
function isBegun(rule: Rule, seen: Case, walk: Walk): boolean {
  const card = cardOf(rule.id, walk);
  if (card) return isDone(card, seen);
  return seen.fault !== undefined || findExit(seen.observations, "client") !== undefined;
}

function inLab(rule: Rule, isAbout: (walk: Walk) => boolean): Rule {
  const { id, text, needs, onlyFor, concerns, judge } = rule;
  const walkIn = (seen: Case): Walk | undefined => {
    const walk = walkOf(seen.evidence.name);
    if (walk === undefined || !isAbout(walk)) return undefined;
    return onlyFor === undefined || [walk.run, walk.plan.waitOn].includes(onlyFor) ? walk : undefined;
  };
  return {
    id,
    text,
    needs,
    concerns(seen) {
      const walk = walkIn(seen);
      return walk !== undefined && concerns?.(asInSection(seen, walk)) !== false;
    },
    judge(seen) {
      const walk = walkIn(seen);
      if (walk === undefined) return unknown("this was not done in the lab");
      const onPath = followed(seen, walk);
      if (!isBegun(rule, onPath, walk)) return unknown("this was not done in the lab");
      return judge(asInSection(onPath, walk));
    },
  };
}

export const labRules: readonly Rule[] = [
  ...own.map((rule) => inLab(rule, (walk) => cardOf(rule.id, walk) !== undefined)),
  ...Object.entries(book).flatMap(([section, { rules }]) =>
    rules.map((rule) => inLab(rule, (walk) => walk.section === section)),
  ),
];
