// Runs a shell command on the client's host that is not the client: it counts, or does something to the server.

import { type ChildProcess, spawn } from "node:child_process";
import { setImmediate as nextRound } from "node:timers/promises";
import { failure } from "../failure.ts";
import { shellCommand } from "../program/program.ts";
import { formatEnd } from "../timeline/units.ts";
import type { Experiment } from "./experiment.ts";
import { watchOwnConnections } from "./own-connections.ts";
import { endingWithUs, place } from "./programs.ts";

/** In characters: the rest is not kept. */
const OUTPUT_LIMIT = 10_000;

/** What came of a command. */
export interface CommandEnd {
  /** What it printed, on standard error as well. */
  readonly text: string;
  /** What it printed on standard output alone. */
  readonly output: string;
  /** Neither of the two if it did not end in time: then it was ended. */
  readonly exitCode?: number;
  readonly signal?: string;
}

/**
 * Its connections are recorded as probes, so that none is taken for the client's.
 *
 * @param why what is recorded of each of them
 * @param env variables besides $HOST and $PORT
 * @param limitMs how long it may take
 * @param input what it can read
 */
export async function runCommand(
  experiment: Experiment,
  command: string,
  why: string,
  env: Readonly<Record<string, string>> = {},
  limitMs: number = experiment.spec.startMs,
  input = "",
): Promise<CommandEnd> {
  const { site, spec, timeline, trees } = experiment;
  const watched = watchOwnConnections(experiment, why);
  const { argv, env: given } = endingWithUs(
    spec,
    shellCommand(command, { ...env, ...place(spec, "server") }),
  );
  const [file, ...args] = argv;
  // In its own process group: a child that it leaves behind must not keep its output open for ever.
  const child = site.on("client", () =>
    spawn(file, args, {
      env: { ...process.env, ...given },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    }),
  );
  // It need not read it; and where there are too many files open there is none.
  child.stdin?.on("error", () => undefined).end(input);
  const { pid = 0 } = child;
  trees.disown(pid);
  const done = endOf(child);
  let isOver = false;
  void done.then(() => (isOver = true));
  await timeline.watch(
    limitMs,
    () => isOver || undefined,
    () => {
      trees.disown(pid);
      watched.look(pid);
    },
  );
  const isLate = !isOver;
  if (isLate) endGroup(child);
  const end = await done;
  await watched.record();
  return isLate ? { text: end.text, output: end.output } : end;
}

/** Throws a Failure (3) unless the command has done what it was for: it ended in time, with exit code 0. */
export function refuseUndone(
  { spec }: Experiment,
  what: string,
  { text, exitCode, signal }: CommandEnd,
): void {
  if (exitCode === 0) return;
  const isLate = exitCode === undefined && signal === undefined;
  const how = isLate
    ? `did not end within ${spec.startMs} ms`
    : `ended with ${formatEnd({ ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) })}`;
  const printed = text.trim() === "" ? "It printed nothing." : `It printed: ${text.trim().slice(-300)}`;
  throw failure(
    3,
    `${what} ${how}. ${printed}`,
    isLate
      ? "It has to end by itself; --start-ms says how long it may take. The server's address is in $HOST and $PORT."
      : "It has to end with exit code 0. The server's address is in $HOST and $PORT.",
  );
}

/** When it has ended itself: what it has left running may hold its output open for as long as it likes. */
function endOf(child: ChildProcess): Promise<CommandEnd> {
  let [text, output] = ["", ""];
  let pieces = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece) => {
      pieces += 1;
      text = (text + String(piece)).slice(0, OUTPUT_LIMIT);
      if (stream === child.stdout) output = (output + String(piece)).slice(0, OUTPUT_LIMIT);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ text: error.message, output, exitCode: 127 }));
    child.once("exit", async (code, signal) => {
      child.stdin?.destroy(); // what it has not read nobody will
      await readUntilEmpty(() => Math.min(pieces, MOST_PIECES));
      for (const stream of [child.stdout, child.stderr]) stream?.pause(); // closed, it would end who still writes
      resolve({ text, output, ...(signal === null ? { exitCode: code ?? 0 } : { signal }) });
    });
  });
}

/** What is left running may print for ever. */
const MOST_PIECES = 10_000;

/** What it printed before its end is in the pipes: each round of the event loop reads what there is. */
async function readUntilEmpty(read: () => number): Promise<void> {
  for (let [before, now] = [-1, read()]; now !== before; [before, now] = [now, read()])
    for (let round = 0; round < 2; round += 1) await nextRound();
}

/** What has left the group keeps the output open, and is not waited for. */
function endGroup({ pid, stdout, stderr }: ChildProcess): void {
  for (const stream of [stdout, stderr]) stream?.destroy();
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended just now
  }
}
