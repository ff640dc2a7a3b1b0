// What the parent of a pool hands to a child: descriptors and a few numbers.

export const CHILD_FDS = { notify: 3, listening: 4, scoreboard: 5 } as const;

export interface ChildTask {
  readonly parentPid: number;
  /** This child's place on the scoreboard, and how many places there are. */
  readonly slot: number;
  readonly slots: number;
  /** Connections it serves before it exits; 0 for no limit. */
  readonly connections: number;
  /** Below this many children without a connection it asks the parent for more. */
  readonly spares: number;
}
