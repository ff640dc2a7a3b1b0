// How many bytes a lane may still pass on, and the report once they have been.

export interface Hold {
  /** Bytes that may still be passed on. */
  budget(): number;
  /** None may. */
  isOn(): boolean;
  spend(bytes: number): void;
  /** From now on only so many bytes are passed on. */
  set(bytes: number): void;
  release(): void;
}

/** @param reached is called with the number of a hold once its bytes have been passed on */
export function createHold(reached: (bytes: number) => void): Hold {
  let budget = Number.POSITIVE_INFINITY;
  let ordered = 0;

  function change(to: number): void {
    budget = to;
    if (budget === 0) reached(ordered);
  }

  return {
    budget: () => budget,
    isOn: () => budget === 0,
    spend(bytes) {
      if (bytes > 0) change(budget - bytes);
    },
    set(bytes) {
      ordered = bytes;
      change(bytes);
    },
    release: () => change(Number.POSITIVE_INFINITY),
  };
}
