// What a client's main thread waits for, from the samples.

import type { Observed, ThreadWait, WaitedDescriptor } from "../timeline/observation.ts";

/** The main thread has the process's id. */
export function mainThread(waiting: Observed<"waiting">): ThreadWait | undefined {
  return waiting.threads.find(({ tid }) => tid === waiting.pid);
}

export function waitsOnTerminal(thread: ThreadWait | undefined): boolean {
  return thread?.on.some(({ what }) => what === "terminal") ?? false;
}

export function waitsOnConnection(thread: ThreadWait | undefined): boolean {
  return thread?.on.some(({ isConnection }) => isConnection) ?? false;
}

/** `asleep in read(0) on its terminal`; `asleep in poll on 0 (its terminal) and 17 (the connection)`. */
export function describeWait(thread: ThreadWait | undefined): string {
  if (thread === undefined) return "unknown";
  if (thread.call === "running") return "running";
  if (thread.on.length === 0) return `asleep in ${thread.call}`;
  const [only, ...others] = thread.on;
  if (only !== undefined && others.length === 0)
    return `asleep in ${thread.call}(${only.fd}) on ${nameOf(only)}`;
  return `asleep in ${thread.call} on ${thread.on.map((on) => `${on.fd} (${nameOf(on)})`).join(" and ")}`;
}

function nameOf({ what, isConnection }: WaitedDescriptor): string {
  if (isConnection) return "the connection";
  return what === "terminal" ? "its terminal" : `a ${what}`;
}
