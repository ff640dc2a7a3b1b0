// How many bytes a lane may still pass on, and the report once they have been.

export interface ByteLimit {
  /** Bytes that may still be passed on. */
  left(): number;
  isReached(): boolean;
  spend(bytes: number): void;
  /** From now on only so many bytes are passed on. */
  set(bytes: number): void;
  lift(): void;
}

/** @param reached is called with the number that was set, once so many bytes have been passed on */
export function createByteLimit(reached: (bytes: number) => void): ByteLimit {
  let left = Number.POSITIVE_INFINITY;
  let ordered = 0;

  function change(to: number): void {
    left = to;
    if (left === 0) reached(ordered);
  }

  return {
    left: () => left,
    isReached: () => left === 0,
    spend(bytes) {
      if (bytes > 0) change(left - bytes);
    },
    set(bytes) {
      ordered = bytes;
      change(bytes);
    },
    lift: () => change(Number.POSITIVE_INFINITY),
  };
}
