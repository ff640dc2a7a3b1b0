// The program that runs one experiment inside its network. It reads an InsideTask from standard input, writes
// Messages to descriptor 3, and ends everything it has started when it is done, or when its standard input is closed.

import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { endAllPrograms } from "../program/end-all.ts";
import { becomeSubreaper } from "../sys/prctl.ts";
import { isFailure } from "../failure.ts";
import { openExperiment } from "../inside/experiment.ts";
import { createOutbox } from "../inside/outbox.ts";
import { isScenario, scenarios } from "./scenarios.ts";
import type { ExperimentSpec, InsideTask, Message } from "../inside/spec.ts";

const MESSAGES_FD = 3;
const messages = createWriteStream("", { fd: MESSAGES_FD });
let isBusy = (): boolean => false;
const outbox = createOutbox(
  (observations) => send({ type: "observations", observations }),
  () => isBusy(),
);

function send(message: Message): void {
  messages.write(`${JSON.stringify(message)}\n`);
}

async function performIn(spec: ExperimentSpec): Promise<void> {
  becomeSubreaper();
  if (!isScenario(spec.scenario)) throw new Error(`no scenario ${spec.scenario}`);
  const { perform } = scenarios[spec.scenario];
  const experiment = await openExperiment(spec, (observation) => outbox.add(observation));
  isBusy = experiment.isBusy;
  send({ type: "ready", observers: experiment.observers });
  try {
    await Promise.race([perform(experiment), experiment.broken]);
  } finally {
    const { clock, drops } = await experiment.finish();
    outbox.flush();
    send({ type: "done", clock, drops });
  }
}

async function main(line: string): Promise<void> {
  try {
    const { spec, extraCertificates } = JSON.parse(line) as InsideTask;
    if (extraCertificates === undefined) delete process.env["NODE_EXTRA_CA_CERTS"];
    else process.env["NODE_EXTRA_CA_CERTS"] = extraCertificates;
    await performIn(spec);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send(
      isFailure(error)
        ? { type: "failed", message, remedy: error.remedy, exitCode: error.exitCode }
        : {
            type: "failed",
            message,
            remedy: "`deadpeer doctor` says what this machine allows.",
            exitCode: 3,
          },
    );
  }
  await leave();
}

async function leave(): Promise<never> {
  await endAllPrograms();
  outbox.flush();
  await new Promise((resolve) => messages.end(resolve));
  process.exit(0);
}

// The process outside holds the other end of standard input: when it goes, however it goes, this one cleans up.
messages.on("error", () => undefined);
process.on("SIGTERM", () => void leave());
const input = createInterface({ input: process.stdin });
input.once("line", (line) => void main(line));
input.once("close", () => void leave());
