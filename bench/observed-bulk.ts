// Runs inside a private network (see observing.ts): a bulk echo, observed and unobserved in turn. For each it prints
// a line of JSON: an ObservedBulk.
//
//   node observed-bulk.js ROUNDS MEGABYTES

import { execPath } from "node:process";
import { preparePrivateNetwork } from "../src/network/private-network.ts";
import { openExperiment } from "../src/inside/experiment.ts";
import { specToObserve } from "./observed-spec.ts";
import { cProgram, cli } from "./paths.ts";
import { run, start, stop, untilItEchoes } from "./programs.ts";

export interface ObservedBulk {
  readonly isObserved: boolean;
  readonly seconds: number;
  /** Segments recorded, and frames the capture lost; 0 when unobserved. */
  readonly segments: number;
  readonly drops: number;
}

const PORT = 9877;

async function load(megabytes: number): Promise<number> {
  return Number(await run([cProgram("load"), "bulk", String(PORT), String(megabytes)]));
}

async function observed(megabytes: number): Promise<ObservedBulk> {
  const experiment = await openExperiment(specToObserve(PORT), () => undefined);
  const seconds = await load(megabytes);
  const { drops } = await experiment.finish();
  const segments = experiment.timeline.observations.filter(({ kind }) => kind === "segment").length;
  return { isObserved: true, seconds, segments, drops };
}

async function unobserved(megabytes: number): Promise<ObservedBulk> {
  return { isObserved: false, seconds: await load(megabytes), segments: 0, drops: 0 };
}

async function main(rounds: number, megabytes: number): Promise<void> {
  preparePrivateNetwork();
  const server = start([execPath, cli, "serve", "--port", String(PORT), "--spare", "1"]);
  await untilItEchoes(PORT, server);
  await unobserved(megabytes); // warms the server up
  for (let round = 0; round < rounds; round += 1) {
    const inTurn = round % 2 === 0 ? [observed, unobserved] : [unobserved, observed];
    for (const measure of inTurn) process.stdout.write(`${JSON.stringify(await measure(megabytes))}\n`);
  }
  await stop(server);
}

await main(Number(process.argv[2]), Number(process.argv[3]));
