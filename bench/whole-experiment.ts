// Part eight: what an experiment as a whole costs the programs under test: observers that have just begun, the timeline, and
// its way out to whoever follows the run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { grouped, median, medianRatio } from "./numbers.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cProgram, cli, compiled } from "./paths.ts";
import { FINISHED, missing, run, temporaryDirectory } from "./programs.ts";

const LIMIT_PERCENT = 10;
const MEGABYTES = 1000;
const REQUESTS = 100_000;

interface Load {
  readonly name: string;
  /** Of the usual form, and of the long one. */
  readonly rounds: readonly [number, number];
  readonly server: string;
  readonly client: string;
  /** What is typed to the client once all is at rest. */
  readonly typed: readonly string[];
  readonly watchMs: number;
  readonly rates: Readonly<Record<string, (printed: string) => number>>;
}

function loads(effort: Effort): readonly Load[] {
  const [megabytes, requests] = [amountOf(effort, MEGABYTES), amountOf(effort, REQUESTS)];
  const ofRedis = (test: string) => (printed: string) =>
    Number(new RegExp(`"${test}","([0-9.]+)"`).exec(printed)?.[1]);
  const echo: Load = {
    name: `${grouped(megabytes)} MB echoed`,
    rounds: [5, 7],
    server: `"${execPath}" "${cli}" serve --port $PORT --spare 1`,
    client: `"${cProgram("load")}" bulk $PORT ${megabytes} go`,
    typed: ["--then", "--say", "go", "--expect", "/[0-9][.][0-9]/", "--limit-ms", "30000"],
    watchMs: 100, // it has printed its figure before
    rates: { "MB/s": (printed) => megabytes / Number(/([0-9]+\.[0-9]+)\s*$/.exec(printed)?.[1]) },
  };
  const redis: Load = {
    name: "redis-benchmark",
    rounds: [5, 15],
    server: `redis-server --port $PORT --save "" --loglevel warning`,
    client: `redis-benchmark -p $PORT -t get,set -n ${requests} --csv`,
    typed: [],
    watchMs: 15_000, // it ends by itself before
    rates: { "SET/s": ofRedis("SET"), "GET/s": ofRedis("GET") },
  };
  return missingRedis() === undefined ? [echo, redis] : [echo];
}

const missingRedis = (): string | undefined => missing("redis-server") ?? missing("redis-benchmark");

async function plain({ server, client }: Load): Promise<string> {
  return await run(insidePrivateNetwork([execPath, compiled("plain-programs"), server, client]));
}

async function observed({ server, client, typed, watchMs }: Load, directory: string): Promise<string> {
  const file = join(directory, "run.json");
  const programs = ["--server", `exec ${server}`, "--client", `exec ${client}`];
  const rest = ["--fault", "none", "--control", "none", "--watch-ms", String(watchMs), "--out", directory];
  await run([execPath, cli, "run", ...programs, ...typed, ...rest, "--json", file], {
    okCodes: FINISHED,
  });
  const { runs } = JSON.parse(readFileSync(file, "utf8")) as {
    runs: { observations: { kind: string; role?: string; text?: string }[] }[];
  };
  const printed = runs[0]?.observations.filter(({ kind, role }) => kind === "printed" && role === "client");
  return (printed ?? []).map(({ text }) => text).join("");
}

export const wholeExperiment: Part = {
  title: "8  A whole experiment",
  needs: ["cc"],
  peers: ["redis-server", "redis-benchmark"],
  measure: measureWholeExperiments,
};

async function measureWholeExperiments(effort: Effort): Promise<Measured> {
  const directory = temporaryDirectory();
  const rates: Rates[] = [];
  for (const load of loads(effort)) {
    const [without, within]: [string[], string[]] = [[], []];
    const rounds = roundsOf(effort, ...load.rounds);
    for (let round = 0; round < rounds; round += 1) {
      const measure = async (isObserved: boolean): Promise<unknown> =>
        isObserved ? within.push(await observed(load, directory)) : without.push(await plain(load));
      for (const isObserved of round % 2 === 0 ? [true, false] : [false, true]) await measure(isObserved);
    }
    for (const [unit, rate] of Object.entries(load.rates))
      rates.push(pair(load.name, unit, without.map(rate), within.map(rate)));
  }
  return describe(rates, missingRedis());
}

interface Rates {
  readonly load: string;
  readonly unit: string;
  readonly plainly: readonly number[];
  readonly inExperiment: readonly number[];
}

/** Without the rounds in which one of the two has printed no figure. */
function pair(
  load: string,
  unit: string,
  plainly: readonly number[],
  inExperiment: readonly number[],
): Rates {
  const isWhole = (_: number, i: number): boolean =>
    [plainly[i], inExperiment[i]].every((value) => Number.isFinite(value));
  return { load, unit, plainly: plainly.filter(isWhole), inExperiment: inExperiment.filter(isWhole) };
}

function describe(rates: readonly Rates[], absent: string | undefined): Measured {
  return {
    lines: [
      ...rates.map(
        ({ load, unit, plainly, inExperiment }) =>
          `${load}, medians of ${plainly.length} rounds: plainly ${grouped(median(plainly))} ${unit}, in an experiment ${grouped(median(inExperiment))}`,
      ),
      ...(absent === undefined ? [] : [absent]),
    ],
    figures: Object.fromEntries(
      rates.flatMap(({ load, unit, plainly, inExperiment }) => [
        [`${load} plainly, ${unit}`, plainly],
        [`${load} in an experiment, ${unit}`, inExperiment],
      ]),
    ),
    targets: rates.map(({ load, unit, plainly, inExperiment }) => {
      const lost = 100 * (1 - medianRatio(inExperiment, plainly));
      return target(
        `${load}, ${unit} lost`,
        `under ${LIMIT_PERCENT} %`,
        `${lost.toFixed(1)} %`,
        lost < LIMIT_PERCENT,
      );
    }),
    failures: rates
      .filter(({ plainly }) => plainly.length === 0)
      .map(({ load, unit }) => `${load}: no round has printed its ${unit}`),
    measurements: rates,
  };
}
