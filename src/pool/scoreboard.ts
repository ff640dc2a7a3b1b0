// One shared byte for each child of a pool: what it is doing. Each child writes its own, and all read them.
// So neither accepting nor finishing a connection costs a message to the parent.

import { allOrNothing } from "../sys/all-or-nothing.ts";
import { close } from "../sys/io.ts";
import { createSharedMemory, mapShared } from "../sys/memory.ts";

export type ChildState = "absent" | "starting" | "idle" | "busy";
const codes: Record<ChildState, number> = { absent: 0, starting: 1, idle: 2, busy: 3 };

export interface Scoreboard {
  /** The descriptor a child inherits. */
  readonly fd: number;
  set(slot: number, state: ChildState): void;
  isStarting(slot: number): boolean;
  /** Whether at least `wanted` children are without a connection: idle, or about to be. */
  hasSpares(wanted: number): boolean;
}

export function createScoreboard(slots: number): Scoreboard {
  return allOrNothing((orElse) => {
    const fd = createSharedMemory("deadpeer-children", slots);
    orElse(() => close(fd));
    return openScoreboard(fd, slots);
  });
}

export function openScoreboard(fd: number, slots: number): Scoreboard {
  const board = mapShared(fd, slots);
  return {
    fd,
    set(slot, state) {
      board[slot] = codes[state];
    },
    isStarting: (slot) => board[slot] === codes.starting,
    hasSpares(wanted) {
      let spares = 0;
      for (let slot = 0; slot < slots && spares < wanted; slot += 1) {
        if (board[slot] === codes.idle || board[slot] === codes.starting) spares += 1;
      }
      return spares >= wanted;
    },
  };
}
