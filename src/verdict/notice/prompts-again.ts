// A client that shows its prompt again although no answer has come: it waits for that no more, whatever it sleeps on.

import type { Case } from "../../timeline/case.ts";
import { greatest } from "../../timeline/extremes.ts";
import { plainText } from "../../timeline/output.ts";
import { printedBy } from "../../timeline/queries.ts";
import { flowsOf } from "../bytes/flows.ts";
import { HABIT_SLACK, HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { allMs, latenessIn } from "../signs/lateness.ts";

/** From one line that was typed to the next. */
interface Turn {
  readonly saidNs: number;
  /** When the first of an answer reached the client's host, on whichever connection. */
  readonly answeredNs: number | undefined;
  /** When the prompt was there again at which the line was typed. */
  readonly promptNs: number | undefined;
}

/**
 * Otherwise its prompt comes once it has been answered; for what was said last it came with nothing come from its server,
 * and far later than usual. (Who does not wait for its answers shows it at once.)
 */
export function promptsAgain(seen: Case): boolean {
  const turns = turnsOf(seen);
  const last = turns.pop();
  if (last?.promptNs === undefined || last.answeredNs !== undefined) return false;
  const answered = turns.filter(({ answeredNs }) => answeredNs !== undefined);
  const usual = answered.flatMap(({ saidNs, answeredNs = 0, promptNs = 0 }) =>
    promptNs >= answeredNs ? [promptNs - saidNs] : [],
  );
  if (usual.length === 0 || usual.length < answered.length) return false;
  const late = latenessIn(seen, last.saidNs, last.promptNs);
  const slackNs = HABIT_SLACK_NS + (late === undefined ? 0 : allMs(late) * 1e6);
  return last.promptNs - last.saidNs > greatest(usual) * HABIT_SLACK + slackNs;
}

function turnsOf(seen: Case): Turn[] {
  const printed = printedBy(seen.observations, "client");
  const arrivals = flowsOf(seen).flatMap(({ toClient }) =>
    toClient.segments.flatMap(({ length, arrivedAtNs }) =>
      length > 0 && arrivedAtNs !== undefined ? [arrivedAtNs] : [],
    ),
  );
  const lines = seen.typed.filter(({ isKey }) => !isKey);
  let prompt = promptIn(printed.filter(({ atNs }) => atNs < (lines[0]?.atNs ?? 0)));
  return lines.map(({ atNs: saidNs }, i) => {
    const untilNs = lines[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const isWithin = (ns: number): boolean => ns > saidNs && ns < untilNs;
    const since = printed.filter(({ atNs }) => isWithin(atNs));
    const promptNs = prompt === "" ? undefined : firstWith(since, prompt);
    const [answeredNs] = arrivals.filter(isWithin).sort((one, other) => one - other);
    prompt = promptIn(since);
    return { saidNs, answeredNs, promptNs };
  });
}

interface Printed {
  readonly atNs: number;
  readonly text: string;
}

/** The line that the client has not ended; its numbers may count something. */
function promptIn(printed: readonly Printed[]): string {
  return printed.reduce((begun, { text }) => unended(begun, text), "");
}

function unended(begun: string, text: string): string {
  return (
    plainText(begun + text)
      .split("\n")
      .at(-1) ?? ""
  )
    .trimEnd()
    .replaceAll(/\d+/g, "#");
}

function firstWith(printed: readonly Printed[], prompt: string): number | undefined {
  let begun = "";
  for (const { atNs, text } of printed) {
    begun = unended(begun, text);
    if (begun === prompt) return atNs;
  }
  return undefined;
}
