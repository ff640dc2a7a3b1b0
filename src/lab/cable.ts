// What the lab's orders do to the cable: cut and restore it, hold segments and release them, delay all.

import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { matchConnection, wireOf } from "../inside/wire-holds.ts";
import type { Hold } from "../wire/wire.ts";
import type { Actions } from "./actions.ts";
import { heldFrames } from "./held.ts";

type Cable = Pick<Actions, "cut" | "restore" | "hold" | "release" | "release-one" | "delay">;

/** One hold at a time, of one client's connection. */
export function createCable(base: Experiment): Cable {
  let hold: Hold | undefined;
  const held = (): Hold => {
    if (hold !== undefined) return hold;
    throw failure(
      3,
      "Nothing is held by hand.",
      "Hold something first. (What a stall holds goes on when it ends.)",
    );
  };
  return {
    cut: ({ direction }) => wireOf(base).cut(direction),
    restore: () => wireOf(base).restore(),
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
}
