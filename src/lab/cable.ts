// What the lab's orders do to the cable: cut and restore it, hold segments and release them, delay all.

import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { matchConnection, wireOf } from "../inside/wire-holds.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Hold, Wire } from "../wire/wire.ts";
import type { Actions } from "./actions.ts";
import { heldFrames } from "./held.ts";

export interface Cable {
  readonly actions: Pick<Actions, "cut" | "restore" | "hold" | "release" | "release-one" | "delay">;
  /** The wire as a fault has it: what was cut by hand stays cut when the fault restores the cable. */
  readonly forFaults: (experiment: Experiment) => Experiment;
}

const BOTH: readonly Direction[] = ["client->server", "server->client"];

/** One hold at a time, of one client's connection. */
export function createCable(base: Experiment): Cable {
  let hold: Hold | undefined;
  const cutByHand = new Set<Direction>();
  const held = (): Hold => {
    if (hold !== undefined) return hold;
    throw failure(
      3,
      "Nothing is held by hand.",
      "Hold something first. (What a stall holds goes on when it ends.)",
    );
  };
  const actions: Cable["actions"] = {
    async cut({ direction }) {
      await wireOf(base).cut(direction);
      for (const each of direction ? [direction] : BOTH) cutByHand.add(each);
    },
    async restore() {
      cutByHand.clear();
      await wireOf(base).restore();
    },
    delay: ({ ms }) => wireOf(base).delay(ms),
    async hold({ direction }, { session }) {
      if (hold !== undefined) throw failure(3, "Segments are being held already.", "Release them first.");
      hold = await wireOf(base).hold({ ...matchConnection(session), direction });
    },
    async release({ order = [] }) {
      const { rule, release } = held();
      await base.drain(); // what is held may not have been reported yet
      const frames = heldFrames(base.timeline.observations, rule).map(({ wire }) => wire?.frame ?? 0);
      const first = order.map((frame) => frames.indexOf(frame)).filter((place) => place >= 0);
      await release(first);
      hold = undefined;
    },
    async "release-one"({ frame }) {
      const { rule, releaseOne } = held();
      await base.drain(); // what is held may not have been reported yet
      const place = heldFrames(base.timeline.observations, rule).findIndex(
        ({ wire }) => wire?.frame === frame,
      );
      if (place < 0) throw failure(3, "That segment is no longer held.", "Choose another.");
      await releaseOne(place);
    },
  };
  return {
    actions,
    forFaults: (experiment) =>
      experiment.wire ? { ...experiment, wire: withCuts(experiment.wire, cutByHand) } : experiment,
  };
}

function withCuts(wire: Wire, cut: ReadonlySet<Direction>): Wire {
  return {
    ...wire,
    async restore(direction) {
      const wanted = direction ? [direction] : BOTH;
      const whole = wanted.filter((each) => !cut.has(each));
      if (whole.length === wanted.length) await wire.restore(direction);
      else for (const each of whole) await wire.restore(each);
    },
  };
}
