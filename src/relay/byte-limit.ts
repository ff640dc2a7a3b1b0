// How many bytes a lane may still pass on, and the reports once they have been, and once there are more.

export interface ByteLimit {
  /** Bytes that may still be passed on. */
  left(): number;
  isReached(): boolean;
  spend(bytes: number): void;
  /** From now on only so many bytes are passed on. @param what what is reported then */
  set(bytes: number, what?: string): void;
  /** So many bytes are there that may not be passed on. */
  keep(bytes: number): void;
  lift(): void;
}

/**
 * @param reached is called once what was ordered has been passed on, and no more
 * @param kept is called once there is more than that
 */
export function createByteLimit(
  reached: (what: string) => void,
  kept: (bytes: number, what: string) => void = () => undefined,
): ByteLimit {
  let left = Number.POSITIVE_INFINITY;
  let ordered = "";
  let isKept = false;

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
    set(bytes, what = `${bytes} bytes`) {
      ordered = what;
      isKept = false;
      change(bytes);
    },
    keep(bytes) {
      if (isKept || left > 0 || bytes === 0) return;
      isKept = true;
      kept(bytes, ordered);
    },
    lift: () => change(Number.POSITIVE_INFINITY),
  };
}
