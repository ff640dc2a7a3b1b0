// Part four: what observing costs, in a private network as in an experiment, beside tcpdump and the least that it can cost.

import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { grouped, median, medianRatio } from "./numbers.ts";
import type { ObservedBulk } from "./observed-bulk.ts";
import type { ObservedRedis } from "./observed-redis.ts";
import type { Observer } from "./observers.ts";
import { type Measured, type Part, type Target, target } from "./part.ts";
import { compiled } from "./paths.ts";
import { missing, run } from "./programs.ts";

const ROUNDS = { usual: 16, long: 24 };
const MEGABYTES = 600;
const BULK_LIMIT_PERCENT = 4;
const REDIS_LIMIT_PERCENT = 3;

/** Its rates are far apart on a busy machine: many short rounds say more than few long ones. */
const REDIS_ROUNDS = { usual: 9, long: 21 };
const REQUESTS = 50_000;

export const observing: Part = {
  title: "4  What observing costs",
  needs: ["cc"],
  peers: ["redis-server", "redis-benchmark", "tcpdump"],
  measure: measureObserving,
};

async function measureObserving(effort: Effort): Promise<Measured> {
  const without = missing("tcpdump");
  const observers = (["nobody", "deadpeer", "tcpdump", "ring reader"] as const).filter(
    (each) => each !== "tcpdump" || without === undefined,
  );
  const rounds = roundsOf(effort, ROUNDS.usual, ROUNDS.long);
  const megabytes = amountOf(effort, MEGABYTES);
  const bulk = reportBulk(
    await measureWith<ObservedBulk>("observed-bulk", rounds, megabytes, observers),
    megabytes,
  );
  const absent = missing("redis-server") ?? missing("redis-benchmark");
  const also = [without, absent].filter((line) => line !== undefined);
  if (absent !== undefined) return { ...bulk, lines: [...bulk.lines, ...also] };
  const redisRounds = roundsOf(effort, REDIS_ROUNDS.usual, REDIS_ROUNDS.long);
  const requests = amountOf(effort, REQUESTS);
  const redis = reportRedis(
    await measureWith<ObservedRedis>("observed-redis", redisRounds, requests, observers),
    requests,
  );
  return {
    lines: [...bulk.lines, ...redis.lines, ...also],
    figures: { ...bulk.figures, ...redis.figures },
    targets: [...bulk.targets, ...redis.targets],
    failures: [],
    measurements: [bulk.measurements, redis.measurements],
  };
}

async function measureWith<T>(
  program: string,
  rounds: number,
  amount: number,
  observers: readonly Observer[],
): Promise<readonly T[]> {
  const printed = await run(
    insidePrivateNetwork([execPath, compiled(program), String(rounds), String(amount), ...observers]),
  );
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

/** Rates by who observed, a value a round. */
type Rates = ReadonlyMap<Observer, readonly number[]>;

function ratesOf<T extends { readonly by: Observer }>(
  measured: readonly T[],
  rate: (one: T) => number,
): Rates {
  const rates = new Map<Observer, number[]>();
  for (const one of measured) rates.set(one.by, [...(rates.get(one.by) ?? []), rate(one)]);
  return rates;
}

/** In percent: beside nobody in the same round. */
function lostBy(rates: Rates, by: Observer): number {
  return 100 * (1 - medianRatio(rates.get(by) ?? [], rates.get("nobody") ?? []));
}

const NAMES: Readonly<Record<Observer, string>> = {
  nobody: "nobody",
  deadpeer: "deadpeer",
  tcpdump: "tcpdump -s 96",
  "ring reader": "a ring read by C",
};

function row(by: Observer, rates: Rates): string {
  const rate = grouped(median(rates.get(by) ?? [])).padStart(9);
  return by === "nobody" ? `${rate}        ` : `${rate} ${lostBy(rates, by).toFixed(1).padStart(5)} %`;
}

function figuresOf(rates: Rates, what: string): Record<string, readonly number[]> {
  return Object.fromEntries([...rates].map(([by, values]) => [`${what}, observed by ${NAMES[by]}`, values]));
}

function dropsOf(
  measured: readonly { readonly by: Observer; readonly drops: number }[],
  by: Observer,
): number {
  return measured.reduce((sum, one) => sum + (one.by === by ? one.drops : 0), 0);
}

function besideTcpdump(what: string, rates: Rates): Target[] {
  if (!rates.has("tcpdump")) return [];
  const [ours, theirs] = [lostBy(rates, "deadpeer"), lostBy(rates, "tcpdump")];
  return [
    target(`${what}, beside tcpdump`, "less", `${ours.toFixed(1)} to ${theirs.toFixed(1)} %`, ours < theirs),
  ];
}

function reportBulk(measured: readonly ObservedBulk[], megabytes: number): Measured {
  const rates = ratesOf(measured, ({ seconds }) => megabytes / seconds);
  const recorded = (by: Observer): string => {
    const segments = median(measured.filter((one) => one.by === by).map((one) => one.segments));
    return by !== "nobody"
      ? `  ${grouped(segments).padStart(8)} ${grouped(dropsOf(measured, by)).padStart(11)}`
      : "";
  };
  const [lost, drops] = [lostBy(rates, "deadpeer"), dropsOf(measured, "deadpeer")];
  return {
    lines: [
      `medians of ${rates.get("nobody")?.length} rounds, ${grouped(megabytes)} MB echoed by \`deadpeer serve\` in a private network, and`,
      "what that loses beside nobody in the same round; segments recorded a round, frames lost in all",
      "",
      `${"observed by".padEnd(16)}     MB/s    lost  recorded frames lost`,
      ...[...rates.keys()].map((by) => `${NAMES[by].padEnd(16)}${row(by, rates)}${recorded(by)}`),
      "",
    ],
    figures: figuresOf(rates, "MB/s"),
    targets: [
      target(
        "speed lost by observing",
        `at most ${BULK_LIMIT_PERCENT} %`,
        `${lost.toFixed(1)} %`,
        lost <= BULK_LIMIT_PERCENT,
      ),
      target("frames lost", "0", String(drops), drops === 0),
      ...besideTcpdump("speed lost", rates),
    ],
    failures: [],
    measurements: measured,
  };
}

function reportRedis(measured: readonly ObservedRedis[], requests: number): Measured {
  const [set, get] = [ratesOf(measured, (one) => one.set), ratesOf(measured, (one) => one.get)];
  const lost = [lostBy(set, "deadpeer"), lostBy(get, "deadpeer")] as const;
  const drops = dropsOf(measured, "deadpeer");
  return {
    lines: [
      `medians of ${set.get("nobody")?.length} rounds, ${grouped(requests)} requests of redis-benchmark, 50 connections, to redis-server`,
      "",
      `${"observed by".padEnd(16)}    SET/s    lost     GET/s    lost`,
      ...[...set.keys()].map((by) => `${NAMES[by].padEnd(16)}${row(by, set)} ${row(by, get)}`),
    ],
    figures: { ...figuresOf(set, "SET/s"), ...figuresOf(get, "GET/s") },
    targets: [
      target(
        "redis-benchmark, requests lost by observing",
        `at most ${REDIS_LIMIT_PERCENT} %`,
        `${lost[0].toFixed(1)} % of SET, ${lost[1].toFixed(1)} % of GET`,
        Math.max(...lost) <= REDIS_LIMIT_PERCENT,
      ),
      target("frames lost", "0", String(drops), drops === 0),
      ...besideTcpdump("SET/s lost", set),
      ...besideTcpdump("GET/s lost", get),
    ],
    failures: [],
    measurements: measured,
  };
}
