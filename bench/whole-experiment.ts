// Part eight: what an experiment as a whole costs the programs under test: observers that have just begun, the timeline, and
// its way out to whoever follows the run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { grouped, median, medianRatio } from "./numbers.ts";
import type { Part } from "./part.ts";
import { cProgram, cli, compiled } from "./paths.ts";
import { missing, run, temporaryDirectory } from "./programs.ts";

const LIMIT_PERCENT = 10;
const MEGABYTES = 1000;

interface Load {
  readonly name: string;
  readonly rounds: number;
  readonly server: string;
  readonly client: string;
  /** What is typed to the client once all is at rest. */
  readonly typed: readonly string[];
  readonly rates: Readonly<Record<string, (printed: string) => number>>;
}

function loads(): readonly Load[] {
  const ofRedis = (test: string) => (printed: string) =>
    Number(new RegExp(`"${test}","([0-9.]+)"`).exec(printed)?.[1]);
  const echo: Load = {
    name: `${grouped(MEGABYTES)} MB echoed`,
    rounds: 7,
    server: `"${execPath}" "${cli}" serve --port $PORT --spare 1`,
    client: `"${cProgram("load")}" bulk $PORT ${MEGABYTES} go`,
    typed: ["--then", "--say", "go", "--expect", "/[0-9][.][0-9]/", "--limit-ms", "30000"],
    rates: { "MB/s": (printed) => MEGABYTES / Number(/([0-9]+\.[0-9]+)\s*$/.exec(printed)?.[1]) },
  };
  const redis: Load = {
    name: "redis-benchmark",
    rounds: 15,
    server: `redis-server --port $PORT --save "" --loglevel warning`,
    client: `redis-benchmark -p $PORT -t get,set --csv`,
    typed: [],
    rates: { "SET/s": ofRedis("SET"), "GET/s": ofRedis("GET") },
  };
  return missing("redis-benchmark") === undefined ? [echo, redis] : [echo];
}

async function plain({ server, client }: Load): Promise<string> {
  return await run(insidePrivateNetwork([execPath, compiled("plain-programs"), server, client]));
}

async function observed({ server, client, typed }: Load, directory: string): Promise<string> {
  const file = join(directory, "run.json");
  const programs = ["--server", `exec ${server}`, "--client", `exec ${client}`];
  const rest = ["--fault", "none", "--control", "none", "--watch-ms", "15000", "--out", directory];
  await run([execPath, cli, "run", ...programs, ...typed, ...rest, "--json", file]);
  const { runs } = JSON.parse(readFileSync(file, "utf8")) as {
    runs: { observations: { kind: string; role?: string; text?: string }[] }[];
  };
  const printed = runs[0]?.observations.filter(({ kind, role }) => kind === "printed" && role === "client");
  return (printed ?? []).map(({ text }) => text).join("");
}

export async function measureWholeExperiments(): Promise<Part> {
  const directory = temporaryDirectory();
  const lines: string[] = [];
  const targets: Part["targets"][number][] = [];
  const measurements: unknown[] = [];
  try {
    for (const load of loads()) {
      const [without, within]: [string[], string[]] = [[], []];
      for (let round = 0; round < load.rounds; round += 1) {
        const measure = async (isObserved: boolean): Promise<unknown> =>
          isObserved ? within.push(await observed(load, directory)) : without.push(await plain(load));
        for (const isObserved of round % 2 === 0 ? [true, false] : [false, true]) await measure(isObserved);
      }
      lines.push(`medians of ${load.rounds} rounds, ${load.name}`);
      for (const [unit, rate] of Object.entries(load.rates)) {
        const [plainly, inExperiment] = [without.map(rate), within.map(rate)];
        const lost = 100 * (1 - medianRatio(inExperiment, plainly));
        lines.push(
          `plainly ${grouped(median(plainly))} ${unit}, in an experiment ${grouped(median(inExperiment))}`,
        );
        targets.push({
          what: `${load.name}, ${unit} lost`,
          wanted: `under ${LIMIT_PERCENT} %`,
          measured: `${lost.toFixed(1)} %`,
          isMet: lost < LIMIT_PERCENT,
        });
        measurements.push({ load: load.name, unit, plainly, inExperiment });
      }
    }
    const absent = missing("redis-benchmark");
    if (absent !== undefined) lines.push(absent);
    return { title: "8  A whole experiment", lines, targets, failures: [], measurements };
  } catch (error) {
    return {
      title: "8  A whole experiment",
      lines,
      targets,
      failures: [(error as Error).message],
      measurements,
    };
  }
}
