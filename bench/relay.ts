// Part six: the relay in a server's place, against the server itself, and against proxies: all on the loopback.

import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { relayCommand, startConnector } from "../src/relay/index.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { grouped, median, medianRatio, times } from "./numbers.ts";
import type { Measured, Part, Target } from "./part.ts";
import { cProgram, compiled } from "./paths.ts";
import { findProgram, freePort, run, start, stop } from "./programs.ts";

const ROUNDS = { usual: 5, long: 9 };
const FIRST_PORT = 21_600;
const MEGABYTES = 1500;
const WRITES = 200_000;
const ROUND_TRIPS = 8000;
const TRIES = 400;
const SERVER = "127.0.0.1";

const ways = ["direct", "deadpeer's relay", "socat", "Node proxy"] as const;
type Way = (typeof ways)[number];

/** Each way has an address of its own, and all the same port. */
const addresses: Readonly<Record<Way, string>> = {
  direct: SERVER,
  "deadpeer's relay": "127.0.0.2",
  socat: "127.0.0.3",
  "Node proxy": "127.0.0.4",
};

interface Rates {
  readonly megabytesPerSecond: number;
  readonly writesPerSecond: number;
  readonly roundTripUs: number;
}

async function load(way: Way, port: number, what: string, count: number): Promise<number> {
  return Number(await run([cProgram("stream"), what, addresses[way], String(port), String(count)]));
}

async function measure(way: Way, port: number, effort: Effort): Promise<Rates> {
  const [megabytes, writes] = [amountOf(effort, MEGABYTES), amountOf(effort, WRITES)];
  return {
    megabytesPerSecond: megabytes / (await load(way, port, "bulk", megabytes)),
    writesPerSecond: writes / (await load(way, port, "small", writes)),
    roundTripUs: await load(way, port, "round-trips", amountOf(effort, ROUND_TRIPS)),
  };
}

async function untilItServes(way: Way, port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await load(way, port, "round-trips", 100);
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
      await delay(20);
    }
  }
}

/** Programs that serve at their addresses, and how to end them. */
async function startAll(port: number): Promise<{ present: Way[]; end(): Promise<void> }> {
  const connector = await startConnector({ host: SERVER, port });
  const at = (way: Way): string => addresses[way];
  const from = `TCP-LISTEN:${port},bind=${at("socat")},reuseaddr,fork,nodelay`;
  const commands: Partial<Record<Way, [string, ...string[]]>> = {
    direct: [cProgram("stream"), "serve", SERVER, String(port)],
    "deadpeer's relay": relayCommand({ address: at("deadpeer's relay"), port }, connector.path),
    ...(findProgram("socat") && {
      socat: ["socat", "-b", "131072", from, `TCP:${SERVER}:${port},nodelay`],
    }),
    "Node proxy": [execPath, compiled("node-proxy"), at("Node proxy"), String(port), SERVER],
  };
  const programs = Object.values(commands).map(start);
  return {
    present: ways.filter((way) => commands[way] !== undefined),
    async end() {
      for (const program of programs) await stop(program);
      await connector.stop();
    },
  };
}

export const relay: Part = {
  title: "6  The relay in the server's place",
  needs: ["cc"],
  peers: ["socat"],
  measure: compareRelay,
};

async function compareRelay(effort: Effort): Promise<Measured> {
  const port = await freePort(FIRST_PORT);
  const { present, end } = await startAll(port);
  const measured = new Map<Way, Rates[]>(present.map((way) => [way, []]));
  try {
    for (const way of present) await untilItServes(way, port);
    for (const way of present) await measure(way, port, effort); // warms everything up
    for (let round = 0; round < roundsOf(effort, ROUNDS.usual, ROUNDS.long); round += 1) {
      const inTurn = round % 2 === 0 ? present : present.toReversed();
      for (const way of inTurn) measured.get(way)?.push(await measure(way, port, effort));
    }
  } finally {
    await end();
  }
  return report(measured, effort);
}

type Values = (way: Way) => readonly number[];

function report(measured: ReadonlyMap<Way, readonly Rates[]>, effort: Effort): Measured {
  const values =
    (metric: keyof Rates): Values =>
    (way) =>
      (measured.get(way) ?? []).map((one) => one[metric]);
  const bulk = values("megabytesPerSecond");
  const columns = [bulk, values("writesPerSecond"), values("roundTripUs")] as const;
  return {
    lines: [
      `medians of ${bulk("direct").length} rounds: ${grouped(amountOf(effort, MEGABYTES))} MB one way, ${grouped(amountOf(effort, WRITES))} writes of 64 bytes,`,
      "round trips of one byte; C programs at both ends, everything on the same cores",
      "",
      `${"".padEnd(18)}${"MB/s".padStart(13)}${"writes/s".padStart(19)}${"round trip us".padStart(16)}`,
      ...[...measured.keys()].map((way) => row(way, columns)),
    ],
    figures: Object.fromEntries(
      [...measured.keys()].flatMap((way) => [
        [`${way}, MB/s`, bulk(way)],
        [`${way}, writes/s`, columns[1](way)],
        [`${way}, round trip us`, columns[2](way)],
      ]),
    ),
    targets: targets(bulk, measured.has("socat")),
    failures: [],
    measurements: Object.fromEntries(measured),
  };
}

function row(way: Way, [bulk, writes, trips]: readonly [Values, Values, Values]): string {
  const cell = (values: Values, format: (value: number) => string): string =>
    `${format(median(values(way))).padStart(9)} ${times(medianRatio(values(way), values("direct")))}`;
  return `${way.padEnd(16)} ${cell(bulk, grouped)}   ${cell(writes, grouped)} ${cell(trips, (us) => us.toFixed(1))}`;
}

function targets(bulk: Values, hasSocat: boolean): Target[] {
  const ratioTo = (way: Way): number => medianRatio(bulk("deadpeer's relay"), bulk(way));
  const direct = ratioTo("direct");
  const proxies: readonly Way[] = hasSocat ? ["socat", "Node proxy"] : ["Node proxy"];
  return [
    {
      what: "MB/s, relay to direct",
      wanted: "at least 0.36 x",
      measured: times(direct),
      isMet: direct >= 0.36,
    },
    ...proxies.map((way) => ({
      what: `MB/s, relay to ${way}`,
      wanted: "at least 1 x",
      measured: times(ratioTo(way)),
      isMet: ratioTo(way) >= 1,
    })),
  ];
}
