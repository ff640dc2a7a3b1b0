// The steps: a client with a request under way, others that are idle, the server asked to end, one more connection, and what
// comes of all of them.

import { askCount } from "../custom/count.ts";
import { type OutputCursor, runExchange, say } from "../custom/exchange.ts";
import { planFault } from "../custom/fault-plan.ts";
import { openCustomSession } from "../custom/open-session.ts";
import { failure } from "../failure.ts";
import { NO_FAULT } from "../fault/index.ts";
import type { Experiment } from "../inside/experiment.ts";
import { refuseUndone, runCommand } from "../inside/run-command.ts";
import { listening, type Session } from "../inside/session.ts";
import { settle } from "../inside/settle.ts";
import { recordProcesses } from "../inside/serving-process.ts";
import type { DrainSpec, ExchangeStep } from "../inside/spec.ts";
import { createSteps } from "../inside/steps.ts";
import { holdAt } from "../inside/wire-holds.ts";
import type { ProcStat } from "../sys/proc.ts";
import { arrivals, segmentsOf } from "../timeline/conversation.ts";
import { findExit, ofKind, rowsOf } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import { addIdleClient, tryNewcomer } from "./others.ts";

export async function performDrain(experiment: Experiment): Promise<void> {
  const { custom, drain } = experiment.spec;
  if (custom === undefined || drain === undefined) throw new Error("a drain without its description");
  const begin = createSteps(experiment);
  begin("1", "Server and clients are started; each client does the exchange.");
  const { session, said } = await openCustomSession(experiment, custom, await planFault(experiment));
  const cursor: OutputCursor = { mark: 0 };
  await runExchange(session, cursor, custom.exchange.slice(said), "before");
  for (let i = 0; i < drain.idle; i += 1) await addIdleClient(experiment);
  await settle(session);
  refuseEnded(session);

  begin("2", "A request is under way.");
  const release = await beginRequest(session, cursor, custom.afterwards, drain);
  begin("3", "The server is asked to end.");
  const pids = await ask(experiment, drain);
  begin("4", "What becomes of the request, of the idle connections, and of a new one?");
  const sign = waitForSign(experiment);
  await Promise.all([
    finishRequest(session, cursor, custom.afterwards.slice(1), sign.then(release)),
    sign.then(() => tryNewcomer(experiment)),
    waitForEnd(experiment, pids),
  ]);
  await settle(session);
  await experiment.drain();
  begin("5", "What is left?");
  await askCount(experiment, custom, "after");
  experiment.trees.adopt("server");
  recordProcesses(experiment);
  experiment.sockets.snapshot();
}

function refuseEnded({ experiment }: Session): void {
  const { observations } = experiment.timeline;
  for (const role of ["server", "client"] as const) {
    const exit = findExit(observations, role);
    if (exit !== undefined)
      throw failure(
        3,
        `The ${role} ended before the server was asked to (${formatEnd(exit)}).`,
        role === "server"
          ? "Run it on its own to see why; the server's address is in $HOST and $PORT."
          : "A client is needed that keeps its connection, and takes one more request.",
      );
  }
}

/** Resolves once the server has read the request, or the first bytes of it. Returns what releases the rest. */
async function beginRequest(
  session: Session,
  cursor: OutputCursor,
  [first]: readonly ExchangeStep[],
  { heldAfter }: DrainSpec,
): Promise<() => Promise<void>> {
  const { experiment } = session;
  if (first === undefined || !("say" in first))
    throw failure(2, "Nothing is said, so no request is under way.", "Add --say TEXT, and --expect PATTERN.");
  const speak = (): Promise<unknown> => say(session, cursor, first.say, "after");
  if (heldAfter !== undefined)
    return (await holdAt(session, { direction: "client->server", bytes: heldAfter }, speak)).release;
  const sinceNs = experiment.timeline.now();
  await speak();
  await experiment.until("the request at the server", ["segments"], (seen) =>
    arrivals(segmentsOf(seen, session.connection)).find(
      ({ direction, length, arrivedAtNs }) =>
        direction === "client->server" && length > 0 && arrivedAtNs > sinceNs,
    ),
  );
  await experiment.until(
    "the request read by the server",
    ["sockets"],
    () => {
      const { server } = rowsOf(experiment.sockets.sample(), session.connection);
      return server === undefined || server.recvQ === 0 || undefined;
    },
    () => undefined,
  );
  return () => Promise.resolve();
}

const ASKED = "the server was asked to end over a connection of deadpeer's own";

/** Returns the server's processes at that time. */
async function ask(experiment: Experiment, { ask: command }: DrainSpec): Promise<readonly number[]> {
  const tree = living(experiment);
  const main = mainOf(tree);
  if (main === undefined)
    throw failure(3, "No process of the server is there to be asked.", "Run the server in the foreground.");
  const pids = tree.map(({ pid }) => pid).filter((pid) => watchEnd(experiment, pid));
  const others = pids.filter((pid) => pid !== main);
  const text =
    command === undefined ? `SIGTERM to process ${main}, the server's first` : `asked by: ${command}`;
  experiment.record({ kind: "fault", fault: NO_FAULT, pid: main, others, text });
  if (command === undefined) process.kill(main, "SIGTERM");
  else {
    const end = await runCommand(experiment, command, ASKED, { PID: String(main) });
    refuseUndone(experiment, "The command that asks the server to end", end);
  }
  return pids;
}

/** A shell that waits for the one command it runs passes no signal on. */
function mainOf([root, only, ...others]: readonly ProcStat[]): number | undefined {
  return root?.name === "sh" && only !== undefined && others.length === 0 ? only.pid : root?.pid;
}

function watchEnd(experiment: Experiment, pid: number): boolean {
  try {
    experiment.processes.watchEnd(pid);
    return true;
  } catch {
    return false; // it has just ended
  }
}

/** A server that shows nothing is not waited for longer. */
const SIGN_MS = 1000;

/**
 * That it has begun to end: it no longer listens, or has ended. (A process that is killed has its connections closed before
 * its listening socket, or after it: who comes in between is accepted by the kernel.)
 */
async function waitForSign(experiment: Experiment): Promise<void> {
  await experiment.timeline.watch(
    SIGN_MS,
    (seen) => listening(experiment) === undefined || findExit(seen, "server") !== undefined || undefined,
    () => undefined,
  );
}

async function finishRequest(
  session: Session,
  cursor: OutputCursor,
  rest: readonly ExchangeStep[],
  released: Promise<void>,
): Promise<void> {
  await released;
  const upToAnswer = rest.findIndex((step) => "say" in step);
  await runExchange(session, cursor, upToAnswer < 0 ? rest : rest.slice(0, upToAnswer), "after");
}

/**
 * With its exit status: its parent learns of the end on its own, before or after whoever watches the process. Once all that
 * were asked have ended, what they have started meanwhile is the server: a supervisor's next worker, a helper.
 */
async function waitForEnd(experiment: Experiment, asked: readonly number[]): Promise<void> {
  let pids = asked;
  await experiment.until("the end of the server", ["processes"], (seen) => {
    const ended = new Set(ofKind(seen, "process-ended").map(({ pid }) => pid));
    if (findExit(seen, "server") === undefined || pids.some((pid) => !ended.has(pid))) return undefined;
    pids = living(experiment).flatMap(({ pid }) => (watchEnd(experiment, pid) ? [pid] : []));
    return pids.length === 0 || undefined;
  });
}

/** The server's processes, but for zombies. */
function living(experiment: Experiment): readonly ProcStat[] {
  experiment.trees.adopt("server");
  return experiment.trees.of("server").filter(({ state }) => state !== "Z");
}
