// A client that shows its prompt again although no answer has come, or sleeps again as it did before it was asked, or lets a
// time limit pass: it waits for that no more.

import type { Case } from "../../timeline/case.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { plainText } from "../../timeline/output.ts";
import { ofKind, printedBy } from "../../timeline/queries.ts";
import { waitsOnConnection } from "../../timeline/waits.ts";
import { flowsOf } from "../bytes/flows.ts";
import { HABIT_SLACK, HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { masked } from "../lines/masked.ts";
import { latenessNs } from "../signs/lateness.ts";
import { hasLetLimitPass } from "./limit-passed.ts";

/** From one line that was typed to the next. */
interface Turn {
  readonly saidNs: number;
  /** When the first of an answer reached the client's host, on whichever connection. */
  readonly answeredNs: number | undefined;
  /** When the prompt was there again at which the line was typed. */
  readonly promptNs: number | undefined;
  /** When it slept again just as it had before the line was typed, and from when on it had not. */
  readonly restNs: number | undefined;
  readonly awayNs: number | undefined;
}

/**
 * Otherwise it goes on once it has been answered; for what was said last it did with nothing come from its server, and far
 * later than usual. (Who does not wait for its answers goes on at once.) `perhaps`: it sleeps on its connection as well, and
 * may have a use for what comes, however late.
 */
export function isDoneWaiting(seen: Case): boolean | "perhaps" {
  if (!hasGoneOn(seen) && !hasLetLimitPass(seen)) return false;
  const last = ofKind(seen.observations, "waiting").findLast(({ role }) => role === "client");
  return last?.threads.some(waitsOnConnection) === false || "perhaps";
}

function hasGoneOn(seen: Case): boolean {
  const turns = turnsOf(seen);
  const last = turns.pop();
  if (last === undefined || last.answeredNs !== undefined) return false;
  const answered = turns.filter(({ answeredNs }) => answeredNs !== undefined);
  if (answered.length === 0) return false;
  const prompts = answered.map(({ promptNs }) => promptNs ?? 0);
  // One that is back at once may not have been seen away.
  const rests = answered.map(({ restNs, answeredNs }) => restNs ?? answeredNs ?? 0);
  return (
    isLate(seen, last, last.promptNs, answered, prompts) ||
    (isLate(seen, last, last.restNs, answered, rests) && wasAway(seen, last))
  );
}

/** A loop that wakes at a timer of its own, and collects garbage, rests again at once. */
function wasAway(seen: Case, { awayNs = 0, restNs = 0 }: Turn): boolean {
  return restNs - awayNs > HABIT_SLACK_NS + latenessNs(seen, awayNs, restNs);
}

function isLate(
  seen: Case,
  { saidNs }: Turn,
  backNs: number | undefined,
  answered: readonly Turn[],
  usualNs: readonly number[],
): boolean {
  if (backNs === undefined || answered.some(({ answeredNs = 0 }, i) => (usualNs[i] ?? 0) < answeredNs))
    return false;
  const usual = greatest(answered.map((turn, i) => (usualNs[i] ?? 0) - turn.saidNs));
  return backNs - saidNs > usual * HABIT_SLACK + HABIT_SLACK_NS + latenessNs(seen, saidNs, backNs);
}

function turnsOf(seen: Case): Turn[] {
  const printed = printedBy(seen.observations, "client");
  const looks = ofKind(seen.observations, "waiting").filter(({ role }) => role === "client");
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
    const before = looks.findLast(({ atNs }) => atNs <= saidNs);
    const { awayNs, restNs } = backAtRest(
      before,
      looks.filter(({ atNs }) => isWithin(atNs)),
    );
    prompt = promptIn(since);
    return { saidNs, answeredNs, promptNs, restNs, awayNs };
  });
}

/** When each thread that had slept on something did so again, once one was seen elsewhere; and there they stayed. */
function backAtRest(
  before: Observed<"waiting"> | undefined,
  looks: readonly Observed<"waiting">[],
): Pick<Turn, "awayNs" | "restNs"> {
  const resting = before?.threads.filter(({ on }) => on.length > 0) ?? [];
  const isBack = ({ threads }: Observed<"waiting">): boolean =>
    resting.every((thread) =>
      threads.some((now) => now.tid === thread.tid && sleepOf(now) === sleepOf(thread)),
    );
  const away = looks.findIndex((look) => !isBack(look));
  const back = looks.slice(away).findIndex(isBack);
  const stays = away >= 0 && back >= 0 && looks.slice(away + back).every(isBack);
  return {
    awayNs: looks[away]?.atNs,
    restNs: stays ? looks[away + back]?.atNs : undefined,
  };
}

function sleepOf({ call, on }: ThreadWait): string {
  return JSON.stringify([call, on]);
}

interface Printed {
  readonly atNs: number;
  readonly text: string;
}

/** The line that the client has not ended; its numbers may count something. */
function promptIn(printed: readonly Printed[]): string {
  return printed.reduce((begun, { text }) => unended(begun, text), "");
}

/** Of a line that never ends, such as a row of dots, no more is kept. */
const LONGEST = 200;

function unended(begun: string, text: string): string {
  const line =
    plainText(begun + text)
      .split("\n")
      .at(-1) ?? "";
  return masked(line.trimEnd()).slice(-LONGEST);
}

function firstWith(printed: readonly Printed[], prompt: string): number | undefined {
  let begun = "";
  for (const { atNs, text } of printed) {
    begun = unended(begun, text);
    if (begun === prompt) return atNs;
  }
  return undefined;
}
