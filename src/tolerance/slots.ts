// No more than so many runs at the same time: those that others wait for come before those that nobody waits for.

export interface Slots {
  /** Resolves with what `work` resolves with, which is begun once there is room. */
  run<T>(work: () => Promise<T>, isUrgent: boolean): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: { readonly begin: () => void; readonly isUrgent: boolean }[] = [];
  const enter = async (isUrgent: boolean): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((begin) => void waiting.push({ begin, isUrgent }));
  };
  const leave = (): void => {
    const urgent = waiting.findIndex((each) => each.isUrgent);
    const [next] = waiting.splice(Math.max(urgent, 0), 1);
    if (next === undefined) free += 1;
    else next.begin();
  };
  return {
    async run(work, isUrgent) {
      await enter(isUrgent);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
