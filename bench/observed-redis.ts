// Runs inside a private network (see observing.ts): redis-benchmark against redis-server, observed and unobserved in turn.
// For each it prints a line of JSON: an ObservedRedis.
//
//   node observed-redis.js ROUNDS REQUESTS

import { preparePrivateNetwork } from "../src/network/private-network.ts";
import { openExperiment } from "../src/inside/experiment.ts";
import { specToObserve } from "./observed-spec.ts";
import { run, start, stop, untilItEchoes } from "./programs.ts";

export interface ObservedRedis {
  readonly isObserved: boolean;
  /** Requests per second, of SET and of GET. */
  readonly set: number;
  readonly get: number;
  readonly drops: number;
}

const PORT = 9877;

async function load(requests: number): Promise<{ set: number; get: number }> {
  const [port, count] = [String(PORT), String(requests)];
  const printed = await run(["redis-benchmark", "-p", port, "-t", "set,get", "-n", count, "--csv"]);
  const rate = (test: string): number => Number(new RegExp(`"${test}","([0-9.]+)"`).exec(printed)?.[1]);
  return { set: rate("SET"), get: rate("GET") };
}

async function observed(requests: number): Promise<ObservedRedis> {
  const experiment = await openExperiment(specToObserve(PORT), () => undefined);
  const connection = experiment.timeline.watch(
    60_000,
    () =>
      experiment.sockets
        .sample()
        .find(({ state, remote }) => state === "ESTABLISHED" && remote.port === PORT),
    () => undefined,
  );
  // As in an experiment: one connection is the one under test.
  void connection.then(
    (row) => row && experiment.record({ kind: "connection", client: row.local, server: row.remote }),
  );
  const rates = await load(requests);
  const { drops } = await experiment.finish();
  return { isObserved: true, ...rates, drops };
}

async function main(rounds: number, requests: number): Promise<void> {
  preparePrivateNetwork();
  const server = start(["redis-server", "--port", String(PORT), "--save", "", "--loglevel", "warning"]);
  await untilItEchoes(PORT, server);
  await load(requests); // warms the server up
  for (let round = 0; round < rounds; round += 1) {
    const unobserved = async (): Promise<ObservedRedis> => ({
      isObserved: false,
      ...(await load(requests)),
      drops: 0,
    });
    const inTurn =
      round % 2 === 0 ? [() => observed(requests), unobserved] : [unobserved, () => observed(requests)];
    for (const measure of inTurn) process.stdout.write(`${JSON.stringify(await measure())}\n`);
  }
  await stop(server);
}

await main(Number(process.argv[2]), Number(process.argv[3]));
