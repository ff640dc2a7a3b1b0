// The program that runs one experiment inside its network. It reads an InsideTask from standard input, writes
// Messages to descriptor 3, and ends everything it has started when it is done, or when its standard input is closed.

import { createInterface } from "node:readline";
import { endAllPrograms } from "../program/end-all.ts";
import { exitAtOnce } from "../sys/exit.ts";
import { becomeSubreaper } from "../sys/prctl.ts";
import { nameOfUser } from "../program/user.ts";
import { type ProcStat, readIfThere } from "../sys/proc.ts";
import { type Failure, asFailure, failure } from "../failure.ts";
import { openDesk } from "../inside/desk.ts";
import { openExperiment } from "../inside/experiment.ts";
import { WATCHED_REST_MS, createOutbox } from "../inside/outbox.ts";
import { prepareNetwork } from "../inside/prepared.ts";
import { explainRefusedUser } from "../inside/refused-user.ts";
import { openMessagePipe } from "./message-pipe.ts";
import { isScenario, scenarios } from "./scenarios.ts";
import { type ExperimentSpec, type InsideTask, type Message, PRIVATE, WIRED } from "../inside/spec.ts";

const MESSAGES_FD = 3;
const ALIVE_MS = 2000;
const messages = openMessagePipe<Message>(MESSAGES_FD);
const { send } = messages;
const isPrivate = process.argv.includes(PRIVATE);
let isBusy = (): boolean => false;
let restMs: number | undefined;
const outbox = createOutbox(
  (observations) => send({ type: "observations", observations }),
  () => isBusy(),
  { rest: () => restMs },
);

const desk = openDesk((text) => send({ type: "reported", text }));

async function performIn(spec: ExperimentSpec): Promise<void> {
  if (!isScenario(spec.scenario)) throw new Error(`no scenario ${spec.scenario}`);
  const { perform } = scenarios[spec.scenario];
  if (spec.mayRest) restMs = WATCHED_REST_MS;
  const experiment = await openExperiment(spec, outbox.add, prepared);
  isBusy = experiment.isBusy;
  send({ type: "ready", observers: experiment.observers });
  try {
    await Promise.race([perform(experiment, desk), experiment.broken]);
  } catch (error) {
    throw explainRefusedUser(experiment, error);
  } finally {
    const { clock, drops } = await experiment.finish();
    outbox.flush();
    send({ type: "done", clock, drops });
  }
}

async function main(line: string): Promise<void> {
  const { spec, extraCertificates } = JSON.parse(line) as InsideTask;
  if (extraCertificates === undefined) delete process.env["NODE_EXTRA_CA_CERTS"];
  else process.env["NODE_EXTRA_CA_CERTS"] = extraCertificates;
  await performIn(spec);
  isFinished = true;
  await leave();
}

/** Once everything is being ended, what else fails does so because of that. */
async function giveUp(error: unknown): Promise<void> {
  if (leaving === undefined) reportFailure(error);
  await leave();
}

/** There is a run to be judged, whatever happens now. */
let isFinished = false;

/** What has been reported so far: the process outside shows the last one. */
let reported = "";

function reportFailure(error: unknown): void {
  const { message, remedy, exitCode, stack = "" } = asFailure(error);
  reported = `${reported} ${message}`.trim();
  send({ type: "failed", message: reported, remedy, exitCode, stack });
}

let leaving: Promise<never> | undefined;

function leave(): Promise<never> {
  return (leaving ??= endEverything());
}

async function endEverything(): Promise<never> {
  const left = await endAllPrograms();
  outbox.flush();
  if (left.length > 0) reportLeft(couldNotEnd(left));
  await messages.end();
  exitAtOnce(0);
}

/** The programs on pipes are in its process group. */
function wasTerminated(): Failure {
  return failure(
    3,
    "The experiment's own process was asked to end (SIGTERM) before the experiment was finished.",
    "A program that signals its whole process group (`kill 0`) does that: start it with setsid(1).",
  );
}

function reportLeft(left: Failure): void {
  const { message, remedy } = left;
  send({ type: "left", message, remedy });
  if (!isFinished) reportFailure(left);
}

function couldNotEnd(left: readonly ProcStat[]): Failure {
  const names = left.map(({ pid, name }) => `process ${pid} (${name}) of ${ownerOf(pid)}`);
  return failure(
    3,
    `Could not end what was started: ${names.join(", ")}.`,
    "It may belong to another user (sudo): end it as that user, or run deadpeer as root.",
  );
}

function ownerOf(pid: number): string {
  const uid = /^Uid:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`) ?? "")?.[1];
  return uid === undefined ? "an unknown user" : nameOfUser(Number(uid));
}

// The process outside holds the other end of standard input: when it goes away, for whatever reason, this one cleans up.
setInterval(() => send({ type: "alive" }), ALIVE_MS);
process.on("SIGTERM", () => {
  if (!isFinished) reportFailure(wasTerminated());
  void leave();
});
// For errors in timers and callbacks, and of promises that nobody awaits.
process.on("uncaughtException", (error) => void giveUp(error));
const input = createInterface({ input: process.stdin });
input.once("line", (line) => {
  input.on("line", (order) => desk.put(JSON.parse(order)));
  void main(line).catch(giveUp);
});
input.once("close", () => void leave());
// The task may not be known yet.
becomeSubreaper();
const prepared = isPrivate ? prepareNetwork(process.argv.includes(WIRED)) : undefined;
if (isPrivate) send({ type: "networked" });
