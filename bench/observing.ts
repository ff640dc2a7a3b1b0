// Part four: what observing costs a bulk echo, in a private network as in an experiment.

import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { grouped, median, medianRatio } from "./numbers.ts";
import type { ObservedBulk } from "./observed-bulk.ts";
import type { ObservedRedis } from "./observed-redis.ts";
import type { Measured, Part } from "./part.ts";
import { compiled } from "./paths.ts";
import { missing, run } from "./programs.ts";

const ROUNDS = { usual: 7, long: 9 };
const MEGABYTES = 1000;
const BULK_LIMIT_PERCENT = 4;
const REDIS_LIMIT_PERCENT = 3;

/** Its rates are far apart on a busy machine: many short rounds say more than few long ones. */
const REDIS_ROUNDS = { usual: 11, long: 21 };
const REQUESTS = 60_000;

export const observing: Part = {
  title: "4  What observing costs",
  needs: ["cc"],
  peers: ["redis-server", "redis-benchmark"],
  measure: measureObserving,
};

async function measureObserving(effort: Effort): Promise<Measured> {
  const rounds = roundsOf(effort, ROUNDS.usual, ROUNDS.long);
  const megabytes = amountOf(effort, MEGABYTES);
  const bulk = report(await measureWith<ObservedBulk>("observed-bulk", rounds, megabytes), megabytes);
  const absent = missing("redis-server") ?? missing("redis-benchmark");
  if (absent !== undefined) return { ...bulk, lines: [...bulk.lines, absent] };
  const redisRounds = roundsOf(effort, REDIS_ROUNDS.usual, REDIS_ROUNDS.long);
  const requests = amountOf(effort, REQUESTS);
  const observed = await measureWith<ObservedRedis>("observed-redis", redisRounds, requests);
  return withRedis(bulk, observed, requests);
}

async function measureWith<T>(program: string, rounds: number, amount: number): Promise<readonly T[]> {
  const printed = await run(
    insidePrivateNetwork([execPath, compiled(program), String(rounds), String(amount)]),
  );
  const lines = printed.trim().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}

function withRedis(bulk: Measured, rounds: readonly ObservedRedis[], requests: number): Measured {
  const rates = (isObserved: boolean, of: "set" | "get"): number[] =>
    rounds.filter((one) => one.isObserved === isObserved).map((one) => one[of]);
  const lost = (of: "set" | "get"): number => 100 * (1 - medianRatio(rates(true, of), rates(false, of)));
  const worst = Math.max(lost("set"), lost("get"));
  const row = (isObserved: boolean): string =>
    `${grouped(median(rates(isObserved, "set"))).padStart(8)} SET/s ${grouped(median(rates(isObserved, "get"))).padStart(8)} GET/s`;
  const drops = rounds.reduce((sum, one) => sum + one.drops, 0);
  return {
    ...bulk,
    lines: [
      ...bulk.lines,
      `medians of ${rates(true, "set").length} rounds, ${grouped(requests)} requests of redis-benchmark, 50 connections,`,
      "to redis-server",
      `not observed ${row(false)}`,
      `observed     ${row(true)}`,
    ],
    figures: {
      ...bulk.figures,
      "redis-benchmark not observed, SET/s": rates(false, "set"),
      "redis-benchmark observed, SET/s": rates(true, "set"),
      "redis-benchmark not observed, GET/s": rates(false, "get"),
      "redis-benchmark observed, GET/s": rates(true, "get"),
    },
    targets: [
      ...bulk.targets,
      {
        what: "redis-benchmark, requests lost by observing",
        wanted: `at most ${REDIS_LIMIT_PERCENT} %`,
        measured: `${lost("set").toFixed(1)} % of SET, ${lost("get").toFixed(1)} % of GET`,
        isMet: worst <= REDIS_LIMIT_PERCENT,
      },
      { what: "frames lost", wanted: "0", measured: String(drops), isMet: drops === 0 },
    ],
    measurements: [bulk.measurements, rounds],
  };
}

function report(measured: readonly ObservedBulk[], megabytes: number): Measured {
  const speeds = (isObserved: boolean): number[] =>
    measured.filter((one) => one.isObserved === isObserved).map(({ seconds }) => megabytes / seconds);
  const lostPercent = 100 * (1 - medianRatio(speeds(true), speeds(false)));
  const drops = measured.reduce((sum, one) => sum + one.drops, 0);
  const segments = median(measured.filter(({ isObserved }) => isObserved).map((one) => one.segments));
  return {
    lines: [
      `medians of ${speeds(true).length} rounds, ${grouped(megabytes)} MB echoed by \`deadpeer serve\` in a private network`,
      `not observed ${grouped(median(speeds(false))).padStart(8)} MB/s`,
      `observed     ${grouped(median(speeds(true))).padStart(8)} MB/s, ${grouped(segments)} segments recorded a round`,
    ],
    figures: { "echo not observed, MB/s": speeds(false), "echo observed, MB/s": speeds(true) },
    targets: [
      {
        what: "speed lost by observing",
        wanted: `at most ${BULK_LIMIT_PERCENT} %`,
        measured: `${lostPercent.toFixed(1)} %`,
        isMet: lostPercent <= BULK_LIMIT_PERCENT,
      },
      { what: "frames lost", wanted: "0", measured: String(drops), isMet: drops === 0 },
    ],
    failures: [],
    measurements: measured,
  };
}
