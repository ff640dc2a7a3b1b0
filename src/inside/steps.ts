// The steps that scenarios are made of: actions, and waits for what must be observed before the next one.

import { hasFlag, payloadText, segmentsOf } from "../timeline/conversation.ts";
import type { Observation } from "../timeline/observation.ts";
import { after, findAckOf, findEnding, findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import type { Find } from "./timeline.ts";
import type { Experiment } from "./experiment.ts";
import { faultOf } from "./inflict-fault.ts";
import { FIRST_LINE } from "./lines.ts";
import { seenOnServersLeg } from "./server-leg.ts";
import {
  type Serving,
  findServing,
  holdWhile,
  isClosedByServer,
  recordOwners,
  recordProcesses,
} from "./serving-process.ts";
import { type Session, typeLine } from "./session.ts";

/**
 * A step can begin with an event that is known only a little later; then its time is given. @param death that begins with it
 */
export type Begin = (step: string, text: string, atNs?: number, death?: number) => void;

/** A step never begins before the last one. */
export function createSteps(experiment: Experiment): Begin {
  let lastNs = 0;
  return (step, text, atNs = experiment.timeline.now(), death) => {
    lastNs = Math.max(atNs, lastNs + 1);
    experiment.record({ kind: "step", step, text, ...(death !== undefined && { death }) }, lastNs);
  };
}

/** The same, but a client that has ended is not waited for. */
function orClientExit(find: Find<Observation>): Find<Observation> {
  return (seen) => find(seen) ?? findExit(seen, "client");
}

export function clientRuns(experiment: Experiment): boolean {
  return findExit(experiment.timeline.observations, "client") === undefined;
}

/** Waits for the process that serves the connection; it may still be starting. Undefined also once it has closed its end. */
export async function findServer({ experiment, connection }: Session): Promise<Serving | undefined> {
  const found = await experiment.timeline.until(
    "a process of the server that holds the connection",
    () =>
      findServing(experiment, connection) ??
      (isClosedByServer(experiment, connection) ? "closed" : undefined),
    { limitMs: experiment.spec.startMs },
  );
  const serving = found === "closed" ? undefined : found;
  if (serving) recordOwners(experiment, connection, serving);
  recordProcesses(experiment);
  return serving;
}

/** Types a line and sees it come back, and the client asleep before, meanwhile and after. */
export async function exchangeFirstLine(session: Session): Promise<Serving | undefined> {
  const { experiment, connection, sampleWaiting } = session;
  const serving = await findServer(session);
  const asleep = (what: "terminal" | "socket", text: string): Promise<true | undefined> =>
    experiment.until(`the client asleep${text}`, ["waiting"], asleepOn(what), sampleWaiting);
  await asleep("terminal", ", waiting for its terminal");

  // Our own child is stopped for a moment; otherwise the answer is there before the client can be seen to wait for it.
  // (The parents of other servers may take a stopped child for one that has ended.)
  const child = experiment.spec.server === undefined ? serving?.owners.at(-1) : undefined;
  const typeAndSee = async (): Promise<void> => {
    typeLine(session, FIRST_LINE);
    await asleep("socket", ", waiting for its socket");
  };
  if (child) await holdWhile(experiment, child.pid, typeAndSee);
  else typeLine(session, FIRST_LINE);
  // Whichever observer is off, the fault must not come before the server has answered.
  await experiment.until("the line on its way back", ["segments"], (seen) => findEcho(seen, connection));
  await waitForPrinted(session, FIRST_LINE);
  await asleep("terminal", " again, waiting for its terminal");
  return findServerAgain(session, serving);
}

/** A server that forks for each connection holds the socket itself until it has forked. */
function findServerAgain(session: Session, before: Serving | undefined): Serving | undefined {
  const { experiment, connection } = session;
  const now = findServing(experiment, connection);
  const pids = (serving: Serving | undefined): string => (serving?.owners ?? []).map(({ pid }) => pid).join();
  if (now === undefined || pids(now) === pids(before)) return before;
  recordOwners(experiment, connection, now);
  recordProcesses(experiment);
  return now;
}

export async function waitForPrinted({ experiment, sampleWaiting }: Session, line: string): Promise<void> {
  const find: Find<Observation> = (seen) => {
    const printed = printedBy(seen, "client");
    const text = printed.map((each) => each.text).join("");
    return text.includes(line) ? printed.at(-1) : undefined;
  };
  await experiment.until("the line printed by the client", ["output"], orClientExit(find), sampleWaiting);
}

/** The latest sample of the client's main thread shows it asleep on such a descriptor. */
function asleepOn(what: "terminal" | "socket"): Find<true> {
  return (seen) => {
    const [main] = ofKind(seen, "waiting").at(-1)?.threads ?? [];
    return (
      main?.on.some((descriptor) =>
        what === "socket" ? descriptor.isConnection : descriptor.what === what,
      ) || undefined
    );
  };
}

/** The segment that completes the line: it may come back in pieces. */
function findEcho(seen: readonly Observation[], connection: Session["connection"]): Observation | undefined {
  let text = "";
  return segmentsOf(seen, connection).find((segment) => {
    if (segment.direction === "server->client") text += payloadText(segment);
    return text.includes(FIRST_LINE);
  });
}

export async function waitForProcessEnd(experiment: Experiment, pid: number): Promise<void> {
  await experiment.until(`the end of process ${pid}`, ["processes"], (seen) =>
    ofKind(seen, "process-ended").find((end) => end.pid === pid),
  );
}

/** Waits for what TCP and the process show of the fault, unless that needs the client to send something. */
export async function waitForEnding(
  { experiment, connection }: Pick<Session, "experiment" | "connection">,
  pid: number,
): Promise<void> {
  const { endings, process } = faultOf(experiment).expects;
  if (pid === 0) return;
  const { others = [] } = ofKind(experiment.timeline.observations, "fault").at(-1) ?? {};
  if (process === "ended") for (const each of [pid, ...others]) await waitForProcessEnd(experiment, each);
  if (endings.includes("silence")) return; // nothing will come
  const onLeg = (seen: readonly Observation[]): readonly Observation[] => seenOnServersLeg(experiment, seen);
  const ending = await experiment.until("a FIN or an RST from the server", ["segments"], (seen) =>
    findEnding(onLeg(seen), connection),
  );
  if (!ending || !hasFlag(ending, "F")) return;
  // Up to 40 ms later on Linux: the acknowledgment is delayed (RFC 9293 3.8.6.3).
  await experiment.until("the acknowledgment of the FIN", ["segments"], (seen) =>
    findAckOf(ending, onLeg(seen), connection),
  );
  await experiment.until(
    "the server's end out of FIN_WAIT1",
    ["sockets"],
    (seen) => settled(seen, connection),
    () => experiment.sockets.sample(),
  );
}

/** The latest table shows the server's end of the connection past FIN_WAIT1, or not at all. */
function settled(seen: readonly Observation[], connection: Session["connection"]): true | undefined {
  const state = rowsOf(ofKind(seen, "sockets").at(-1)?.rows ?? [], connection).server?.state;
  return (state !== "ESTABLISHED" && state !== "FIN_WAIT1") || undefined;
}

export async function waitForReaping({ experiment }: Session, pid: number): Promise<void> {
  await experiment.until(`process ${pid} waited for`, ["processes"], (seen) =>
    ofKind(seen, "process-reaped").find((end) => end.pid === pid),
  );
  if (experiment.spec.server !== undefined) return; // only our own server is known to report it
  await experiment.until("the server's report", ["output"], (seen) =>
    printedBy(seen, "server").find(({ text }) => text.includes(`child ${pid} terminated`)),
  );
}

/** @param watchMs for how long; default: as the options say */
export async function watchSilence(
  { experiment, sampleWaiting }: Pick<Session, "experiment" | "sampleWaiting">,
  watchMs: number = experiment.spec.watchMs,
): Promise<void> {
  sampleWaiting(true);
  await experiment.timeline.watch(watchMs, (seen) => findExit(seen, "client"), sampleWaiting);
  sampleWaiting(true);
}

/** Types a line, and waits for its segment and TCP's answer. Returns the answer. */
export async function sendLine(session: Session, line: string): Promise<Observation | undefined> {
  const { experiment, connection } = session;
  const typedAtNs = experiment.timeline.now();
  typeLine(session, line);
  const lineSent: Find<Observation> = (seen) =>
    segmentsOf(after(seen, typedAtNs), connection).find((segment) => payloadText(segment).includes(line));
  const fromServer: Find<Observation> = (seen) =>
    segmentsOf(after(seen, typedAtNs), connection).find(({ direction }) => direction === "server->client");
  await experiment.until("the line on its way to the server", ["segments"], orClientExit(lineSent));
  return await experiment.until("an answer of the server's TCP", ["segments"], orClientExit(fromServer));
}

export async function waitForClientExit({ experiment, sampleWaiting }: Session): Promise<void> {
  await experiment.until(
    "the end of the client",
    ["output", "sockets", "processes"],
    (seen) => findExit(seen, "client"),
    sampleWaiting,
  );
}

/** A step that begins with the client's end, if it has ended. */
export function beginAfterEnd(experiment: Experiment, begin: Begin, step: string, text: string): void {
  const exit = findExit(experiment.timeline.observations, "client");
  begin(step, text, exit && exit.atNs - 1);
}

export async function waitForLeftovers({ experiment, connection }: Session): Promise<void> {
  await experiment.until(
    "both ends gone from the table, or in TIME_WAIT",
    ["sockets"],
    (seen) => {
      const { client, server } = rowsOf(ofKind(seen, "sockets").at(-1)?.rows ?? [], connection);
      return [client, server].every((row) => row === undefined || row.state === "TIME_WAIT") || undefined;
    },
    () => experiment.sockets.sample(),
  );
  experiment.sockets.snapshot();
}
