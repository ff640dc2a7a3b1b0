// Gives a process inside its task, listens to it, and ends it: first in order, and if that fails by SIGKILL a while later.

import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ExperimentSpec, InsideTask } from "../inside/spec.ts";
import { jsonLine } from "../inside/json-line.ts";
import type { InsideEnd } from "./inside-end.ts";
import { GRACE_S, kill, takeProcess } from "./inside-process.ts";

export interface Inside {
  /** Its messages, a line each, until it has ended. */
  readonly messages: AsyncIterable<string>;
  /** Resolves when it has ended and been waited for; in a PID namespace no process is left there then. */
  readonly ended: Promise<InsideEnd>;
  /** Sends it an order, in what it reads from its standard input. */
  order(what: unknown): void;
  /** Asks it to end everything it has started, and itself. If it has not done so after a while, it is killed. */
  stop(): void;
}

/** It says every two seconds that it is alive. One that says nothing for so long hangs, or is stopped, and is killed. */
const SILENCE_S = 20;

export function startInside(spec: ExperimentSpec): Inside {
  const { server, client } = spec.start;
  const { child, ended: exited } = takeProcess({
    network: spec.network === "machine" ? "machine" : "private",
    ownProcesses: spec.firstPid !== undefined,
    needsOthers: server.user !== undefined || client.user !== undefined,
  });
  const silence = watchSilence(child);
  const ended = exited.then((end) => ({ ...end, wasSilent: silence.isTooLong() }));
  let timer: NodeJS.Timeout | undefined;
  void ended.finally(() => {
    silence.stop();
    clearTimeout(timer);
  });
  give(child, spec);
  return {
    messages: messagesOf(child, silence.isBroken),
    ended,
    order: (what) => void child.stdin?.write(jsonLine(what)),
    stop() {
      child.stdin?.destroy();
      timer ??= setTimeout(() => kill(child), GRACE_S * 1000);
    },
  };
}

function give(child: ChildProcess, spec: ExperimentSpec): void {
  const { NODE_EXTRA_CA_CERTS: extraCertificates } = process.env;
  const task: InsideTask = { spec, ...(extraCertificates !== undefined && { extraCertificates }) };
  child.stdin?.write(jsonLine(task));
}

/** Whoever stops listening leaves the rest unread: the process inside would wait for a reader. */
async function* messagesOf(child: ChildProcess, heard: () => void): AsyncGenerator<string> {
  const stream = child.stdio?.[3] as Readable | null | undefined;
  if (!stream) return;
  stream.on("data", heard);
  try {
    yield* createInterface({ input: stream });
  } finally {
    stream.resume();
  }
}

interface Silence {
  /** Something has been heard. */
  isBroken(): void;
  isTooLong(): boolean;
  stop(): void;
}

function watchSilence(child: ChildProcess): Silence {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds === SILENCE_S) kill(child);
  }, 1000);
  return {
    isBroken() {
      if (seconds < SILENCE_S) seconds = 0;
    },
    isTooLong: () => seconds >= SILENCE_S,
    stop: () => clearInterval(timer),
  };
}
