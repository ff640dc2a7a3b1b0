// Whether an experiment that failed was short of processes: the programs that are refused one seldom say so.

import { type Failure, failure } from "../failure.ts";
import { countTasksOf, readLimit } from "../sys/limits.ts";

/** deadpeer's own programs need some 50 processes and threads; others may need more. */
const ENOUGH = 100;

/** The failure with the limit on processes, where so few were left that it may be the cause. */
export function explainShortage(error: Failure): Failure {
  const uid = process.geteuid?.() ?? 0;
  const limit = readLimit("Max processes");
  if (uid === 0 || limit === undefined) return error; // the limit is not for root
  return describeShortage(error, limit, countTasksOf(uid));
}

/** @param used how many there are of this user now that the experiment is over */
export function describeShortage(error: Failure, limit: number, used: number): Failure {
  const left = Math.max(limit - used, 0);
  if (left >= ENOUGH) return error;
  const { message, remedy, stack } = error;
  const fact = `Only ${left} more processes and threads may run here (\`ulimit -u\` is ${limit}).`;
  const raise = `An experiment may need ${ENOUGH} of them: raise \`ulimit -u\` to ${used + ENOUGH} or more.`;
  const others = remedy.includes("ulimit -u") ? "" : `\nIf that does not help: ${remedy}`;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  const made = failure(3, `${sentence} ${fact}`, raise + others);
  return Object.assign(made, { stack });
}
