// Part one: the echo servers side by side. All run at once and are loaded one after another, round by round.

import type { ChildProcess } from "node:child_process";
import { type EchoServer, echoServers, reference } from "./echo-servers.ts";
import { grouped, median, medianRatio, times } from "./numbers.ts";
import type { Part, Target } from "./part.ts";
import { cProgram } from "./paths.ts";
import { freePort, run, start, stop, untilItEchoes } from "./programs.ts";

const ROUNDS = 9;
/** Slow servers take part in every second round. */
const SLOW_EVERY = 2;
const SLOW_ROUNDS = Math.ceil(ROUNDS / SLOW_EVERY);
const FIRST_PORT = 21_500;
const WORKERS = 4;

/** What one measurement consists of. `bulks`: transfers a round, since their speed varies most. */
const work = {
  fast: { connections: 1000, roundTrips: 8000, megabytes: 200, bulks: 5 },
  slow: { connections: 200, roundTrips: 4000, megabytes: 60, bulks: 1 },
  warmUp: { connections: 300, megabytes: 60 },
} as const;
/** A server that has not echoed a bulk by then stalls: both ends write and neither reads. */
const STALL_MS = 5000;

type Metric = "one" | "four" | "roundTripUs" | "megabytesPerSecond";

interface Contender extends EchoServer {
  readonly port: number;
  /** By a number that tells which measurements were made one after another. */
  readonly measured: Readonly<Record<Metric, Map<number, number>>>;
  process?: ChildProcess;
  stalls?: boolean;
  /** Why it is not measured (any more). */
  problem?: string;
}

export async function compareEchoServers(): Promise<Part> {
  const contenders: Contender[] = [];
  let port = FIRST_PORT;
  for (const server of echoServers) {
    port = await freePort(port);
    const measured = {
      one: new Map(),
      four: new Map(),
      roundTripUs: new Map(),
      megabytesPerSecond: new Map(),
    };
    contenders.push({ ...server, port, measured });
    port += 1;
  }
  await Promise.all(contenders.map(begin));
  for (const contender of contenders) await unlessItFails(contender, () => warmUp(contender));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each round begins with another server: none has always the same one before it.
    const first = round % contenders.length;
    const inTurn = [...contenders.slice(first), ...contenders.slice(0, first)];
    await measureRound(
      inTurn.filter(({ isSlow }) => !isSlow || round % SLOW_EVERY === 0),
      round,
    );
  }
  for (const { process } of contenders) if (process) await stop(process);
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
  await unlessItFails(contender, () => untilItEchoes(contender.port, server));
}

async function unlessItFails(contender: Contender, act: () => Promise<void>): Promise<void> {
  if (contender.problem !== undefined) return;
  try {
    await act();
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

async function measureRound(contenders: readonly Contender[], round: number): Promise<void> {
  for (const contender of contenders) {
    await unlessItFails(contender, async () => {
      const { port, measured, isSlow } = contender;
      const { connections, roundTrips } = isSlow ? work.slow : work.fast;
      measured.one.set(round, connections / (await load("connections", port, [connections, 1])));
      measured.four.set(round, connections / (await load("connections", port, [connections, WORKERS])));
      measured.roundTripUs.set(round, await load("round-trips", port, [roundTrips]));
    });
  }
  for (let bulk = 0; bulk < work.fast.bulks; bulk += 1) {
    for (const contender of contenders) {
      const { port, measured, isSlow, stalls } = contender;
      const { megabytes, bulks } = isSlow ? work.slow : work.fast;
      if (stalls || bulk >= bulks) continue;
      try {
        const seconds = await load("bulk", port, [megabytes], STALL_MS);
        measured.megabytesPerSecond.set(round * work.fast.bulks + bulk, megabytes / seconds);
      } catch {
        contender.stalls = true;
      }
    }
  }
}

const columns: readonly { metric: Metric; head: string; width: number; show: (value: number) => string }[] = [
  { metric: "one", head: "connections/s", width: 15, show: grouped },
  { metric: "four", head: "4 at once", width: 14, show: grouped },
  { metric: "roundTripUs", head: "round trip us", width: 14, show: (value) => value.toFixed(1) },
  { metric: "megabytesPerSecond", head: "MB/s", width: 13, show: grouped },
];

function report(contenders: readonly Contender[]): Part {
  const base = contenders.find(({ name }) => name === reference);
  const head = columns.map(({ head: text, width }) => text.padStart(width)).join("");
  return {
    title: "1  Echo servers side by side",
    lines: [
      `medians of ${ROUNDS} rounds (bulk: of ${ROUNDS * work.fast.bulks}; the last three servers: of ${SLOW_ROUNDS}), and medians`,
      "of their ratios to the C server in the same round. All run at once, loaded one",
      `after another, each warmed up by ${2 * work.warmUp.connections} connections and ${work.warmUp.megabytes} MB before.`,
      "",
      `${"".padEnd(22)}${head}`,
      ...contenders.map((contender) => `${contender.name.padEnd(22)}${row(contender, base)}`),
      "",
    ],
    targets: targets(contenders, base),
    failures: contenders
      .filter(({ problem }) => problem !== undefined && problem !== notInstalled)
      .map(({ name, problem }) => `${name}: ${problem}`),
    measurements: Object.fromEntries(
      contenders.map(({ name, measured }) => [
        name,
        Object.fromEntries(
          Object.entries(measured).map(([metric, values]) => [metric, [...values.values()]]),
        ),
      ]),
    ),
  };
}

function row(contender: Contender, base: Contender | undefined): string {
  if (contender.problem !== undefined)
    return `  ${contender.problem === notInstalled ? notInstalled : "failed"}`;
  return columns
    .map(({ metric, width, show }) => {
      const values = [...contender.measured[metric].values()];
      const isStalled = metric === "megabytesPerSecond" && contender.stalls;
      const text =
        isStalled || values.length === 0
          ? "stalls"
          : `${show(median(values))} ${times(ratio(contender, base, metric))}`;
      return text.padStart(width);
    })
    .join("");
}

/** Of what was measured one after another. */
function ratio(contender: Contender, base: Contender | undefined, metric: Metric): number {
  const pairs = [...contender.measured[metric]].flatMap(([when, value]) => {
    const other = base?.measured[metric].get(when);
    return other === undefined ? [] : [{ value, other }];
  });
  return medianRatio(
    pairs.map(({ value }) => value),
    pairs.map(({ other }) => other),
  );
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
    target("MB/s", "megabytesPerSecond", "at least 1 x", (measured) => measured >= 1),
  ];
}
