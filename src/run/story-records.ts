// The records of a story: one for each of its deaths, as of a run of its own, held against the same death of the control.

import { DEFAULT_FAULT, NO_FAULT } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import { divideByDeath } from "../timeline/deaths.ts";
import type { ControlRecord, RunRecord } from "../timeline/record.ts";
import { reasonableIn } from "./judge.ts";
import { type NotMade, type Performed, recordOf } from "./plan.ts";
import type { DeathRequest, StoryRequest } from "./request.ts";

type Made = Performed | NotMade;

/** @param compare what the controls show, all of one death */
export function recordsOfDeaths(
  { deaths }: StoryRequest,
  performed: Performed,
  controls: readonly Made[],
  compare: (made: readonly Made[]) => ControlRecord,
): RunRecord[] {
  const of = deaths.length;
  const whole = compare(controls);
  return deaths.map((death, i) => {
    const { fault = DEFAULT_FAULT, moment } = death;
    const part = partOf(performed, i, of);
    const sameDeath = compare(
      controls.map((each) => ("evidence" in each ? partOf(each, i, of, NO_FAULT) : each)),
    );
    const evidence = {
      ...part.evidence,
      name: `death-${i + 1}`,
      fault,
      moment: formatMoment(moment),
      control: withAllLines(sameDeath, whole),
    };
    const spec = { ...performed.spec, title: titleOf(death, i, of) };
    const record = recordOf(spec, evidence, (verdict) => death.expected ?? reasonableIn(evidence, verdict));
    return { ...record, death: { number: i + 1, of } };
  });
}

/** A late answer is none of the death's doing: what the control prints at any time is usual. */
function withAllLines(sameDeath: ControlRecord, whole: ControlRecord): ControlRecord {
  if (sameDeath.none || whole.none) return sameDeath;
  const { lines, times, answers, unfinished, otherPorts, hasPerhaps, serversConnect } = whole;
  return {
    ...sameDeath,
    lines,
    ...(times && { times }),
    ...(answers && { answers }),
    ...(unfinished && { unfinished }),
    ...(otherPorts && { otherPorts }),
    ...(hasPerhaps && { hasPerhaps }),
    ...(serversConnect && { serversConnect }),
    ...(sameDeath.more && {
      more: sameDeath.more.map((each, i) => withAllLines(each, whole.more?.[i] ?? whole)),
    }),
  };
}

/** `Death 1 of 2, outage:800` */
function titleOf({ fault = DEFAULT_FAULT, amount, moment }: DeathRequest, i: number, of: number): string {
  const written = amount === undefined ? fault : `${fault}:${amount}`;
  const at = moment.at === "idle" ? "" : `@${formatMoment(moment)}`;
  return `Death ${i + 1} of ${of}, ${written}${at}`;
}

/** What was observed of one death. */
function partOf(made: Performed, i: number, of: number, fault: string = made.evidence.fault): Performed {
  const observations = divideByDeath(made.evidence.observations, of)[i] ?? [];
  return { ...made, evidence: { ...made.evidence, fault, observations } };
}
