// UNP 5.12 "Termination of Server Process", performed: what is done, and what is waited for before the next step.
// Whether it went as the section says is judged afterwards, from the timeline alone.

import { hasFlag, payloadText, segmentsOf } from "../../timeline/conversation.ts";
import type { Observation } from "../../timeline/observation.ts";
import { after, findAckOf, findEnding, findExit, ofKind, printedBy, rowsOf } from "../../timeline/queries.ts";
import type { Find } from "../../timeline/timeline.ts";
import type { Lab } from "../lab.ts";
import { FIRST_LINE, SECOND_LINE } from "./lines.ts";
import {
  type Serving,
  findServing,
  holdWhile,
  inflictFault,
  recordOwners,
  recordProcesses,
} from "../serving-process.ts";
import { type Stage, setStage, typeLine } from "../stage.ts";
import { probeServer } from "../probe.ts";

/** A step may begin with something that is known only a little later: then its time is given. */
type Begin = (step: string, text: string, atNs?: number) => void;

export async function performSection512(lab: Lab): Promise<void> {
  const begin = createSteps(lab);

  begin("5.12.1", "Server and client are started, and one line is typed.");
  const stage = await setStage(lab);
  const serving = await exchangeFirstLine(stage);

  const kills = lab.spec.fault === "kill";
  const act = kills ? "is found, and killed" : `is found; the fault is \`${lab.spec.fault}\``;
  begin("5.12.2", `The process that serves this connection ${act}.`);
  const killedPid = inflictFault(lab, serving);
  if (killedPid !== 0) await seeItsEnding(stage, killedPid);

  begin("5.12.3", "SIGCHLD tells the server's parent, which waits for its child.");
  if (kills) await seeItReaped(stage, killedPid);
  recordProcesses(lab, stage.server.pid);

  if (lab.spec.waitOn === "terminal") {
    begin("5.12.4", "What does the client do? It is watched, and nothing is typed.");
    await watchSilence(stage);
    begin("5.12.5", "The sockets, as netstat shows them.");
    lab.sockets.snapshot();
    if (clientRuns(lab)) await exchangeSecondLine(stage, begin);
  } else {
    begin("5.12.select", "What does the client do, with nothing typed?");
    await lab.until(
      "the end of the client",
      ["processes", "output", "sockets"],
      (seen) => findExit(seen, "client"),
      stage.sampleWaiting,
    );
  }

  const exit = findExit(lab.timeline.observations, "client");
  begin("5.12.8", "The client ends. What is left of its connection?", exit && exit.atNs - 1);
  await seeWhatIsLeft(stage);

  begin("5.12/sigchld", "Does the server go on serving? Another client connects to it.");
  await probeServer(lab, stage.server.pid);
}

/** A step begins with what it is about, which may be known only a little later, and never before the last one. */
function createSteps(lab: Lab): Begin {
  let lastNs = 0;
  return (step, text, atNs = lab.timeline.now()) => {
    lastNs = Math.max(atNs, lastNs + 1);
    lab.record({ kind: "step", step, text }, lastNs);
  };
}

/** A client that has ended need not be waited for. */
function orEnd(find: Find<Observation>): Find<Observation> {
  return (seen) => find(seen) ?? findExit(seen, "client");
}

function clientRuns(lab: Lab): boolean {
  return findExit(lab.timeline.observations, "client") === undefined;
}

async function exchangeFirstLine(stage: Stage): Promise<Serving | undefined> {
  const { lab, connection, server, sampleWaiting } = stage;
  // Whatever is observed: without the process that serves it, there is nobody to kill. It may yet be starting.
  const serving = await lab.timeline.until(
    "a process of the server that holds the connection",
    () => findServing(lab, server.pid, connection),
    { limitMs: lab.spec.startMs },
  );
  if (serving) recordOwners(lab, connection, serving);
  recordProcesses(lab, server.pid);
  await lab.until(
    "the client asleep, waiting for its terminal",
    ["waiting"],
    asleepOn("terminal"),
    sampleWaiting,
  );

  // Our own child is held for a moment: else the answer is there before anybody could see the client wait for it.
  // (The parents of other servers may take a stopped child for an ended one.)
  const child = lab.spec.server === undefined ? serving?.owners.at(-1) : undefined;
  const typeAndSee = async (): Promise<void> => {
    typeLine(stage, FIRST_LINE);
    await lab.until(
      "the client asleep, waiting for its socket",
      ["waiting"],
      asleepOn("socket"),
      sampleWaiting,
    );
  };
  if (child) await holdWhile(child.pid, typeAndSee);
  else typeLine(stage, FIRST_LINE);
  // Whichever observer is left out: the fault must not come before the server has answered.
  await lab.until("the line on its way back", ["segments"], (seen) => findEcho(seen, connection));
  await lab.until(
    "the line printed by the client",
    ["output"],
    (seen) => findLine(seen, FIRST_LINE),
    sampleWaiting,
  );
  await lab.until(
    "the client asleep again, waiting for its terminal",
    ["waiting"],
    asleepOn("terminal"),
    sampleWaiting,
  );
  return serving;
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

function findEcho(seen: readonly Observation[], connection: Stage["connection"]): Observation | undefined {
  return segmentsOf(seen, connection).find(
    (segment) => segment.direction === "server->client" && payloadText(segment).includes(FIRST_LINE),
  );
}

function findLine(seen: readonly Observation[], line: string): true | undefined {
  const printed = printedBy(seen, "client").map(({ text }) => text);
  return printed.join("").includes(line) || undefined;
}

async function seeItsEnding({ lab, connection }: Stage, pid: number): Promise<void> {
  if (lab.spec.fault === "kill") {
    await lab.until(`the end of process ${pid}`, ["processes"], (seen) =>
      ofKind(seen, "process-ended").find((end) => end.pid === pid),
    );
  }
  const ending = await lab.until("a FIN or an RST from the server", ["segments"], (seen) =>
    findEnding(seen, connection),
  );
  if (ending && hasFlag(ending, "F")) {
    // Up to 40 ms later on Linux: the acknowledgment is delayed (RFC 9293 3.8.6.3).
    await lab.until("the acknowledgment of the FIN", ["segments"], (seen) =>
      findAckOf(ending, seen, connection),
    );
    await lab.until(
      "the server's end out of FIN_WAIT1",
      ["sockets"],
      (seen) => settled(seen, connection),
      () => lab.sockets.sample(),
    );
  }
}

/** The latest table shows the server's end of the connection past FIN_WAIT1, or not at all. */
function settled(seen: readonly Observation[], connection: Stage["connection"]): true | undefined {
  const state = rowsOf(ofKind(seen, "sockets").at(-1)?.rows ?? [], connection).server?.state;
  return (state !== "ESTABLISHED" && state !== "FIN_WAIT1") || undefined;
}

async function seeItReaped({ lab }: Stage, pid: number): Promise<void> {
  await lab.until(`process ${pid} waited for`, ["processes"], (seen) =>
    ofKind(seen, "process-reaped").find((end) => end.pid === pid),
  );
  if (lab.spec.server !== undefined) return; // only our own server is known to report it
  await lab.until("the server's report", ["output"], (seen) =>
    printedBy(seen, "server").find(({ text }) => text.includes(`child ${pid} terminated`)),
  );
}

async function watchSilence({ lab, sampleWaiting }: Stage): Promise<void> {
  sampleWaiting(true);
  await lab.timeline.watch(lab.spec.watchMs, (seen) => findExit(seen, "client"), sampleWaiting);
  sampleWaiting(true);
}

async function exchangeSecondLine(stage: Stage, begin: Begin): Promise<void> {
  const { lab, connection } = stage;
  begin("5.12.6", "A second line is typed. TCP lets the client send it: a FIN closes one direction only.");
  const typedAtNs = lab.timeline.now();
  typeLine(stage, SECOND_LINE);
  const lineSent: Find<Observation> = (seen) =>
    segmentsOf(after(seen, typedAtNs), connection).find((segment) =>
      payloadText(segment).includes(SECOND_LINE),
    );
  const fromServer: Find<Observation> = (seen) =>
    segmentsOf(after(seen, typedAtNs), connection).find(({ direction }) => direction === "server->client");
  await lab.until("the line on its way to the server", ["segments"], orEnd(lineSent));
  const answer = await lab.until("an answer of the server's TCP", ["segments"], orEnd(fromServer));

  begin(
    "5.12.7",
    "The client reads from its socket. Does it see the FIN, or the RST?",
    answer && answer.atNs + 1,
  );
  await lab.until(
    "something printed by the client, or its end",
    ["output"],
    (seen) => printedBy(after(seen, typedAtNs), "client").at(0) ?? findExit(seen, "client"),
  );
  await lab.until(
    "the end of the client",
    ["output", "sockets", "processes"],
    (seen) => findExit(seen, "client"),
    stage.sampleWaiting,
  );
}

async function seeWhatIsLeft({ lab, connection }: Stage): Promise<void> {
  await lab.until(
    "both ends gone from the table, or in TIME_WAIT",
    ["sockets"],
    (seen) => {
      const { client, server } = rowsOf(ofKind(seen, "sockets").at(-1)?.rows ?? [], connection);
      return [client, server].every((row) => row === undefined || row.state === "TIME_WAIT") || undefined;
    },
    () => lab.sockets.sample(),
  );
  lab.sockets.snapshot();
}
