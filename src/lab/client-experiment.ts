// The experiment as it is for one of several clients: with a timeline and a process tree of its own, and the server, the
// network and the observers of all.

import { faults, isFault } from "../fault/index.ts";
import { type Experiment, isObserved } from "../inside/experiment.ts";
import { type Trees, createTrees } from "../inside/process-trees.ts";
import type { ExperimentSpec } from "../inside/spec.ts";
import type { Timeline } from "../inside/timeline.ts";
import type { Fact } from "../timeline/observation.ts";
import { growingRunOf } from "./whose.ts";

export function experimentOf(base: Experiment, clientNumber: number, spec: ExperimentSpec): Experiment {
  const record: Experiment["record"] = (fact, atNs) => {
    base.record(asOf(fact, clientNumber), atNs);
    if (fact.kind === "connection" && clientNumber > 1) base.focus(0);
  };
  const timeline = timelineOf(base, clientNumber);
  return {
    ...base,
    spec,
    trees: treesOf(base.trees),
    timeline,
    record,
    async until(what, seenBy, find, sample) {
      if (!seenBy.some((name) => isObserved(base.observers, name))) return find(timeline.observations);
      return await timeline.until(what, find, { limitMs: spec.limitMs, ...(sample && { sample }) });
    },
  };
}

function timelineOf({ timeline: base }: Experiment, clientNumber: number): Timeline {
  const observations = growingRunOf(base.observations, clientNumber);
  const { now } = base;
  const own: Timeline = {
    get observations() {
      return observations();
    },
    now,
    record: (fact, atNs = now()) => base.record(asOf(fact, clientNumber), atNs),
    watch: (durationMs, stop, sample) => base.watch(durationMs, () => stop(observations()), sample),
    async until(what, find, { limitMs, sample = () => undefined }) {
      sample();
      const found = await own.watch(limitMs, find, sample);
      if (found === undefined) own.record({ kind: "gave-up", what, waitedMs: limitMs });
      return found;
    },
  };
  return own;
}

/** What has left the tree of one of several clients could be any one's; and none of them is the server's. */
function treesOf(base: Trees): Trees {
  const own = createTrees();
  return {
    add(role, pid) {
      base.add(role, pid);
      if (role === "client") own.add(role, pid);
    },
    adopt: (role) => (role === "client" ? undefined : base.adopt(role)),
    disown: (command) => base.disown(command),
    leaveOut: (pid) => base.leaveOut(pid),
    replace: (role, pid) => (role === "client" ? own : base).replace(role, pid),
    of: (role) => (role === "client" ? own : base).of(role),
    ofCommands: () => base.ofCommands(),
    startedSince: (role) => (role === "client" ? own : base).startedSince(role),
  };
}

/** The fact with the client's number, if it is not about all of them. */
function asOf<F extends Fact>(fact: F, clientNumber: number): F {
  return isOfOne(fact) ? { ...fact, clientNumber } : fact;
}

function isOfOne(fact: Fact): boolean {
  if ("role" in fact) return fact.role === "client";
  if (fact.kind === "fault") return !(isFault(fact.fault) && faults[fact.fault].needsTwoHosts === true);
  return alwaysOfOne.has(fact.kind);
}

const alwaysOfOne: ReadonlySet<Fact["kind"]> = new Set<Fact["kind"]>([
  "connection",
  "owners",
  "typed",
  "pressed",
  "end-of-input",
  "step",
  "recovered",
  "gave-up",
]);
