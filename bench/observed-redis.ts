// Runs inside a private network (see observing.ts): redis-benchmark against redis-server, by turns observed and not. For
// each it prints a line of JSON: an ObservedRedis.
//
//   node observed-redis.js ROUNDS REQUESTS OBSERVER...

import { preparePrivateNetwork } from "../src/network/private-network.ts";
import { openExperiment } from "../src/inside/experiment.ts";
import { specToObserve } from "./observed-spec.ts";
import { type Observer, inTurn, withTcpdump, withRingReader } from "./observers.ts";
import { run, start, stop, untilItEchoes } from "./programs.ts";

export interface ObservedRedis {
  readonly by: Observer;
  /** Requests per second, of SET and of GET. */
  readonly set: number;
  readonly get: number;
  readonly drops: number;
}

const PORT = 9877;

interface Rates {
  readonly set: number;
  readonly get: number;
}

async function load(requests: number): Promise<Rates> {
  const [port, count] = [String(PORT), String(requests)];
  const printed = await run(["redis-benchmark", "-p", port, "-t", "set,get", "-n", count, "--csv"]);
  const rate = (test: string): number => Number(new RegExp(`"${test}","([0-9.]+)"`).exec(printed)?.[1]);
  return { set: rate("SET"), get: rate("GET") };
}

async function byDeadpeer(loads: () => Promise<Rates>): Promise<Omit<ObservedRedis, "by">> {
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
  const rates = await loads();
  const { drops } = await experiment.finish();
  return { ...rates, drops };
}

async function measure(by: Observer, requests: number): Promise<ObservedRedis> {
  const plain = (): Promise<Rates> => load(requests);
  if (by === "deadpeer") return { by, ...(await byDeadpeer(plain)) };
  if (by === "nobody") return { by, ...(await plain()), drops: 0 };
  const { load: rates, drops } = await (by === "tcpdump" ? withTcpdump(PORT, plain) : withRingReader(plain));
  return { by, ...rates, drops };
}

async function main(rounds: number, requests: number, observers: readonly Observer[]): Promise<void> {
  preparePrivateNetwork();
  const server = start(["redis-server", "--port", String(PORT), "--save", "", "--loglevel", "warning"]);
  await untilItEchoes(PORT, server);
  await load(requests); // warms the server up
  for (let round = 0; round < rounds; round += 1)
    for (const by of inTurn(observers, round))
      process.stdout.write(`${JSON.stringify(await measure(by, requests))}\n`);
  await stop(server);
}

const [rounds, requests, ...observers] = process.argv.slice(2);
await main(Number(rounds), Number(requests), observers as Observer[]);
