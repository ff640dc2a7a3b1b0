// Part one: the echo servers side by side. All run at once and are loaded one after another, round by round.

import type { ChildProcess } from "node:child_process";
import { type EchoServer, echoServers, reference } from "./echo-servers.ts";
import { grouped, median, medianRatio, times } from "./numbers.ts";
import type { Part, Target } from "./part.ts";
import { cProgram } from "./paths.ts";
import { freePort, run, start, stop, untilItEchoes } from "./programs.ts";

const ROUNDS = 21;
/** Slow servers take part in every third round. */
const SLOW_EVERY = 3;
const FIRST_PORT = 21_500;

/** What one measurement consists of. */
const work = {
  fast: { connections: 1000, roundTrips: 8000, megabytes: 300 },
  slow: { connections: 200, roundTrips: 4000, megabytes: 60 },
  warmUp: { connections: 300, megabytes: 60 },
} as const;
const WORKERS = 4;
/** A server that has not echoed the warm-up's bulk by then stalls: it does not read while it writes. */
const STALL_MS = 5000;

interface Measured {
  /** Connections per second. */
  readonly one: number;
  readonly four: number;
  readonly roundTripUs: number;
  /** Undefined for a server that stalls. */
  readonly megabytesPerSecond: number | undefined;
}

type Metric = keyof Measured;

interface Contender extends EchoServer {
  readonly port: number;
  readonly rounds: Map<number, Measured>;
  process?: ChildProcess;
  stalls?: boolean;
  /** Why it is not measured (any more). */
  problem?: string;
}

export async function compareEchoServers(): Promise<Part> {
  const contenders: Contender[] = [];
  let port = FIRST_PORT;
  for (const server of echoServers) {
    port = (await freePort(port)) + 1;
    contenders.push({ ...server, port: port - 1, rounds: new Map() });
  }
  await Promise.all(contenders.map(begin));
  for (const contender of contenders) await unlessItFails(contender, warmUp);
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each round begins with another server: none has always the same one before it.
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      if (contender.isSlow && round % SLOW_EVERY !== 0) continue;
      await unlessItFails(contender, async () => {
        contender.rounds.set(round, await measure(contender));
      });
    }
  }
  await Promise.all(
    contenders.map(async (contender) => contender.process && (await stop(contender.process))),
  );
  return report(contenders);
}

const notInstalled = "not installed";

async function begin(contender: Contender): Promise<void> {
  const command = contender.command(contender.port);
  if (command === undefined) {
    contender.problem = notInstalled;
    return;
  }
  const server = start(command);
  contender.process = server;
  await unlessItFails(contender, async () => await untilItEchoes(contender.port, server));
}

async function unlessItFails(
  contender: Contender,
  act: (contender: Contender) => Promise<void>,
): Promise<void> {
  if (contender.problem !== undefined) return;
  try {
    await act(contender);
  } catch (error) {
    contender.problem = (error as Error).message;
  }
}

type Mode = "connections" | "round-trips" | "bulk";

async function load(mode: Mode, port: number, numbers: readonly number[], limitMs?: number): Promise<number> {
  return Number(await run([cProgram("load"), mode, String(port), ...numbers.map(String)], limitMs));
}

async function warmUp(contender: Contender): Promise<void> {
  const { port } = contender;
  await load("connections", port, [work.warmUp.connections, WORKERS]);
  await load("connections", port, [work.warmUp.connections, 1]);
  try {
    await load("bulk", port, [work.warmUp.megabytes], STALL_MS);
  } catch {
    contender.stalls = true;
  }
}

async function measure({ port, isSlow, stalls }: Contender): Promise<Measured> {
  const { connections, roundTrips, megabytes } = isSlow ? work.slow : work.fast;
  return {
    one: connections / (await load("connections", port, [connections, 1])),
    four: connections / (await load("connections", port, [connections, WORKERS])),
    roundTripUs: await load("round-trips", port, [roundTrips]),
    megabytesPerSecond: stalls ? undefined : megabytes / (await load("bulk", port, [megabytes])),
  };
}

const columns: readonly { metric: Metric; head: string; width: number; show: (value: number) => string }[] = [
  { metric: "one", head: "connections/s", width: 15, show: grouped },
  { metric: "four", head: "4 at once", width: 15, show: grouped },
  { metric: "roundTripUs", head: "round trip us", width: 14, show: (value) => value.toFixed(1) },
  { metric: "megabytesPerSecond", head: "MB/s", width: 13, show: grouped },
];

function report(contenders: readonly Contender[]): Part {
  const base = contenders.find(({ name }) => name === reference);
  const head = columns.map(({ head: text, width }) => text.padStart(width)).join("");
  return {
    title: "1  Echo servers side by side",
    lines: [
      `medians of ${ROUNDS} rounds (programs started for each connection: of ${ROUNDS / SLOW_EVERY}), and`,
      "medians of the rounds' ratios to the C server. All run at once, loaded one",
      `after another; each was warmed up by ${2 * work.warmUp.connections} connections and ${work.warmUp.megabytes} MB.`,
      `${"".padEnd(22)}${head}`,
      ...contenders.map((contender) => `${contender.name.padEnd(22)}${row(contender, base)}`),
    ],
    targets: targets(contenders, base),
    failures: contenders
      .filter(({ problem }) => problem !== undefined && problem !== notInstalled)
      .map(({ name, problem }) => `${name}: ${problem}`),
    measurements: Object.fromEntries(contenders.map(({ name, rounds }) => [name, [...rounds.values()]])),
  };
}

function row(contender: Contender, base: Contender | undefined): string {
  if (contender.problem !== undefined)
    return `  ${contender.problem === notInstalled ? notInstalled : "failed"}`;
  return columns
    .map(({ metric, width, show }) => {
      const values = [...contender.rounds.values()].map((measured) => measured[metric] ?? Number.NaN);
      if (values.some(Number.isNaN)) return "stalls".padStart(width);
      return `${show(median(values))} ${times(ratio(contender, base, metric))}`.padStart(width);
    })
    .join("");
}

/** Round by round, in the rounds in which both were measured. */
function ratio(contender: Contender, base: Contender | undefined, metric: Metric): number {
  const values: number[] = [];
  const others: number[] = [];
  for (const [round, measured] of contender.rounds) {
    const value = measured[metric];
    const other = base?.rounds.get(round)?.[metric];
    if (value === undefined || other === undefined) continue;
    values.push(value);
    others.push(other);
  }
  return medianRatio(values, others);
}

function targets([ours]: readonly Contender[], base: Contender | undefined): Target[] {
  if (ours === undefined) return [];
  const target = (
    what: string,
    metric: Metric,
    wanted: string,
    meets: (ratio: number) => boolean,
  ): Target => {
    const measured = ratio(ours, base, metric);
    return { what: `${what}, deadpeer to C`, wanted, measured: times(measured), isMet: meets(measured) };
  };
  return [
    target("connections per second", "one", "at least 2 x", (measured) => measured >= 2),
    target("round trip", "roundTripUs", "at most 1.15 x", (measured) => measured <= 1.15),
    target("MB/s", "megabytesPerSecond", "at least 0.95 x", (measured) => measured >= 0.95),
  ];
}
