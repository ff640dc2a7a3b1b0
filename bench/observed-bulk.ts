// Runs inside a private network (see observing.ts): a bulk echo, by turns observed and not. For each it prints a line of
// JSON: an ObservedBulk.
//
//   node observed-bulk.js ROUNDS MEGABYTES OBSERVER...

import { execPath } from "node:process";
import { preparePrivateNetwork } from "../src/network/private-network.ts";
import { openExperiment } from "../src/inside/experiment.ts";
import { specToObserve } from "./observed-spec.ts";
import { type Observed, type Observer, inTurn, withTcpdump, withRingReader } from "./observers.ts";
import { cProgram, cli } from "./paths.ts";
import { run, start, stop, untilItEchoes } from "./programs.ts";

export interface ObservedBulk {
  readonly by: Observer;
  readonly seconds: number;
  /** Segments recorded, and frames lost. */
  readonly segments: number;
  readonly drops: number;
}

const PORT = 9877;

async function load(megabytes: number): Promise<number> {
  return Number(await run([cProgram("load"), "bulk", String(PORT), String(megabytes)]));
}

async function byDeadpeer(loads: () => Promise<number>): Promise<Observed<number>> {
  const experiment = await openExperiment(specToObserve(PORT), () => undefined);
  const seconds = await loads();
  const { drops } = await experiment.finish();
  const segments = experiment.timeline.observations.filter(({ kind }) => kind === "segment").length;
  return { load: seconds, segments, drops };
}

async function measure(by: Observer, megabytes: number): Promise<ObservedBulk> {
  const plain = (): Promise<number> => load(megabytes);
  const measured = {
    nobody: async () => ({ load: await plain(), segments: 0, drops: 0 }),
    deadpeer: () => byDeadpeer(plain),
    tcpdump: () => withTcpdump(PORT, plain),
    "ring reader": () => withRingReader(plain),
  };
  const { load: seconds, ...counts } = await measured[by]();
  return { by, seconds, ...counts };
}

async function main(rounds: number, megabytes: number, observers: readonly Observer[]): Promise<void> {
  preparePrivateNetwork();
  const server = start([execPath, cli, "serve", "--port", String(PORT), "--spare", "1"]);
  await untilItEchoes(PORT, server);
  await load(megabytes); // warms the server up
  for (let round = 0; round < rounds; round += 1)
    for (const by of inTurn(observers, round))
      process.stdout.write(`${JSON.stringify(await measure(by, megabytes))}\n`);
  await stop(server);
}

const [rounds, megabytes, ...observers] = process.argv.slice(2);
await main(Number(rounds), Number(megabytes), observers as Observer[]);
