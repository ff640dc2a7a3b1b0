// Part one: the echo servers side by side. All run at once and are loaded one after another, round by round.

import type { ChildProcess } from "node:child_process";
import { type EchoServer, reference, servers } from "./echo-servers.ts";
import { type Plan, planFor, workOf } from "./echo-plan.ts";
import { grouped, median, medianRatio, times } from "./numbers.ts";
import type { Measured, Part, Target } from "./part.ts";
import { cProgram } from "./paths.ts";
import { freePort, run, start, stop, untilItEchoes } from "./programs.ts";

const FIRST_PORT = 21_500;
const WORKERS = 4;

const warmUpWork = { connections: 300, megabytes: 60 };

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

export const echoServers: Part = {
  title: "1  Echo servers side by side",
  needs: ["cc"],
  peers: ["socat", "ncat", "tcpserver"],
  measure: async (effort) => await compareEchoServers(planFor(effort)),
};

async function compareEchoServers(plan: Plan): Promise<Measured> {
  const contenders: Contender[] = [];
  let port = FIRST_PORT;
  for (const server of servers) {
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
  for (const contender of contenders) await unlessItFails(contender, () => warmUp(contender, plan.stallMs));
  for (let round = 0; round < plan.rounds; round += 1) {
    // Each round begins with another server: none has always the same one before it.
    const first = round % contenders.length;
    const inTurn = [...contenders.slice(first), ...contenders.slice(0, first)];
    await measureRound(
      inTurn.filter(({ isSlow }) => !isSlow || round % plan.slowEvery === 0),
      round,
      plan,
    );
  }
  for (const { process } of contenders) if (process) await stop(process);
  return report(contenders, plan);
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
  return Number(
    await run(
      [cProgram("load"), mode, String(port), ...numbers.map(String)],
      limitMs === undefined ? {} : { limitMs },
    ),
  );
}

async function warmUp(contender: Contender, stallMs: number): Promise<void> {
  const { port } = contender;
  await load("connections", port, [warmUpWork.connections, WORKERS]);
  await load("connections", port, [warmUpWork.connections, 1]);
  try {
    await load("bulk", port, [warmUpWork.megabytes], stallMs);
  } catch {
    contender.stalls = true;
  }
}

async function measureRound(
  contenders: readonly Contender[],
  round: number,
  { effort, bulks, stallMs }: Plan,
): Promise<void> {
  for (const contender of contenders) {
    await unlessItFails(contender, async () => {
      const { port, measured } = contender;
      const { connections, roundTrips } = workOf(effort, contender.isSlow);
      measured.one.set(round, connections / (await load("connections", port, [connections, 1])));
      measured.four.set(round, connections / (await load("connections", port, [connections, WORKERS])));
      measured.roundTripUs.set(round, await load("round-trips", port, [roundTrips]));
    });
  }
  for (let bulk = 0; bulk < bulks; bulk += 1) {
    for (const contender of contenders) {
      const { port, measured, isSlow, stalls } = contender;
      const { megabytes } = workOf(effort, contender.isSlow);
      if (stalls || (isSlow && bulk > 0)) continue;
      try {
        const seconds = await load("bulk", port, [megabytes], stallMs);
        measured.megabytesPerSecond.set(round * bulks + bulk, megabytes / seconds);
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

function report(contenders: readonly Contender[], { rounds, bulks, slowEvery }: Plan): Measured {
  const base = contenders.find(({ name }) => name === reference);
  const head = columns.map(({ head: text, width }) => text.padStart(width)).join("");
  return {
    lines: [
      `medians of ${rounds} rounds (bulk: of ${rounds * bulks}; the last three servers: of ${Math.ceil(rounds / slowEvery)}), and medians`,
      "of their ratios to the C server in the same round. All run at once, loaded one",
      `after another, each warmed up by ${2 * warmUpWork.connections} connections and ${warmUpWork.megabytes} MB before.`,
      "",
      `${"".padEnd(22)}${head}`,
      ...contenders.map((contender) => `${contender.name.padEnd(22)}${row(contender, base)}`),
    ],
    figures: Object.fromEntries(contenders.filter(({ isSlow }) => !isSlow).flatMap(figuresOf)),
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

function figuresOf({ name, measured }: Contender): [string, number[]][] {
  return columns.map(({ metric, head }) => [`${name}, ${head}`, [...measured[metric].values()]]);
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
