// What it costs to look: those who look again and again leave most of the processor to the programs under test.

/**
 * Begins to count. The answer tells the milliseconds of processor time that this process has spent since; while it was
 * kept from running, by the very programs it looks at, it spent none, and need not rest for it.
 */
export function countCost(): () => number {
  const [beganMs, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min(performance.now() - beganMs, (user + system) / 1000); // other threads may have spent some of it
  };
}
