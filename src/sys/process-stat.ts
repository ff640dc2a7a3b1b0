// One row of /proc/PID/stat, or of a thread's, as data (proc(5)).

export interface StatRow {
  readonly name: string;
  /** R running, S asleep, Z zombie, T stopped. */
  readonly state: string;
  readonly parent: number;
  /** The session's id: the pid of the process that began it. */
  readonly session: number;
  /** PF_ of the kernel's sched.h. */
  readonly flags: number;
  /** Processor time in the program and in the kernel, in ticks. */
  readonly userTicks: number;
  readonly systemTicks: number;
  /** When it was started, in ticks after the machine: with its pid it names one process, and never another. */
  readonly startTicks: number;
}

export function parseStat(stat: string): StatRow {
  // The name stands in parentheses and may contain anything, parentheses too.
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ");
  const number = (at: number): number => Number(fields[at] ?? 0);
  return {
    name: stat.slice(stat.indexOf("(") + 1, close),
    state: fields[0] ?? "?",
    parent: number(1),
    session: number(3),
    flags: number(6),
    userTicks: number(11),
    systemTicks: number(12),
    startTicks: number(19),
  };
}
