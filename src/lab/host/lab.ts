// The lab as a whole: runs, one after the other, each until somebody begins again or ends it; and what the pages are told.

import type { Observation } from "../../timeline/observation.ts";
import type { RunRecord } from "../../timeline/record.ts";
import type { LabState, PageOrder } from "../messages.ts";
import { type Audience, type LabListener, createAudience } from "./audience.ts";
import { type Feed, createFeed } from "./feed.ts";
import { walkOf } from "../walks.ts";
import { type LabRequest, type MadeRun, OWN, type OneRun, type Who, beginRun } from "./one-run.ts";
import { describeState } from "./state.ts";

export interface Lab {
  readonly state: LabState;
  /** Of the current run, what pages get. */
  readonly observations: readonly Observation[];
  /** Returns what ends it. */
  listen(listener: LabListener): () => void;
  order(order: PageOrder): void;
  /** The last thing that the pages are told. */
  conclude(note: string): void;
  /** Resolves when the first run has its network, if it comes to that. */
  readonly ready: Promise<void>;
  /** Resolves when the last run is over. */
  readonly finished: Promise<Finished>;
}

export interface Finished {
  readonly runs: readonly RunRecord[];
  /** Of what nothing is saved, since nothing happened: `run 1`, `client 2 of run 3`. */
  readonly unsaved: readonly string[];
  /** What ended the last one: the signal's reason, or an error. */
  readonly broken?: unknown;
}

/** Begins at once. @param begin what makes each run */
export function openLab(who: Who, request: LabRequest, begin: typeof beginRun = beginRun): Lab {
  const audience = createAudience((notes) => describeState(current, notes));
  const beginOne = (next: Who, count: number): Current =>
    follow({ who: next, count, request, audience, begin });
  let current = beginOne(who, 1);
  const end = (next?: Who): void => {
    if (current.phase === "saved") return;
    const isEnding = current.phase === "ending";
    if (isEnding && next !== undefined) return;
    Object.assign(current, { phase: "ending", next }); // that nothing comes next can still be said while it ends
    if (!isEnding) current.run.order({ do: "finish" });
    audience.now();
  };
  const goOn = (next: Who): Current => {
    audience.flush(); // of the run that is over
    current = beginOne(next, current.count + 1);
    audience.began();
    audience.now();
    return current;
  };
  return {
    get state() {
      return audience.state();
    },
    get observations() {
      audience.flush();
      return current.feed.given;
    },
    listen: audience.listen,
    order(order) {
      if (order.do === "again") end(who === OWN ? who : (walkOf(order.walk ?? "")?.id ?? current.who));
      else if (order.do === "finish") end();
      else if (current.phase === "open") {
        // Why something was refused is read until something else is pressed, and while lines are typed.
        if (order.do !== "say" && order.do !== "press") audience.forget();
        current.run.order(order);
      }
    },
    conclude(note) {
      audience.flush();
      audience.say(note);
      audience.close();
      current.phase = "saved";
      audience.now();
    },
    ready: current.run.ready,
    finished: makeAll(current, goOn, audience),
  };
}

interface Current {
  readonly who: Who;
  readonly count: number;
  readonly run: OneRun;
  readonly feed: Feed;
  phase: LabState["phase"];
  /** Who comes after it; undefined: nobody. */
  readonly next?: Who;
}

interface Beginning extends Pick<Current, "who" | "count"> {
  readonly request: LabRequest;
  readonly audience: Audience;
  readonly begin: typeof beginRun;
}

function follow({ who, count, request, audience, begin }: Beginning): Current {
  const feed = createFeed();
  const run = begin(who, request, {
    changed(observation) {
      if (observation?.kind === "spent") return; // the page shows nothing of it
      if (observation?.kind === "connection" && current.phase === "starting") current.phase = "open";
      if (observation && feed.offer(observation)) audience.seen(observation);
      audience.soon();
    },
    reported: audience.say,
  });
  const current: Current = { who, count, run, feed, phase: "starting" };
  return current;
}

async function makeAll(
  first: Current,
  goOn: (next: Who) => Current,
  { say, forget }: Pick<Audience, "say" | "forget">,
): Promise<Finished> {
  const [runs, unsaved]: [RunRecord[], string[]] = [[], []];
  try {
    for (let current: Current | undefined = first; current;) {
      const made: MadeRun = await current.run.made;
      forget(); // why something was refused in it
      runs.push(...made.records);
      const missing = nameIdle(current.count, made);
      unsaved.push(...missing);
      if (missing.length > 0) say(explainUnsaved(missing));
      if (made.left) throw made.left;
      current = current.next === undefined ? undefined : goOn(current.next);
    }
    return { runs, unsaved };
  } catch (broken) {
    return { runs, unsaved, broken };
  }
}

function nameIdle(count: number, { records, idle }: MadeRun): string[] {
  if (records.length === 0 && idle.length > 0) return [`run ${count}`];
  return idle.map((number) => `client ${number} of run ${count}`);
}

/** A sentence for people. */
export function explainUnsaved(unsaved: readonly string[]): string {
  return `Not saved, since nothing happened: ${unsaved.join(", ")}.`;
}
