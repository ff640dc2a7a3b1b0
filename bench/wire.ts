// Part five: the wire between two hosts, against a veth pair joined directly, and against proxies.

import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { type Joined, type Joint, joints } from "./joined-hosts.ts";
import { grouped, median, medianRatio, times } from "./numbers.ts";
import type { Measured, Part, Target } from "./part.ts";
import { compiled } from "./paths.ts";
import { run } from "./programs.ts";

const ROUNDS = { usual: 5, long: 7 };
const MEGABYTES = { usual: 1200, long: 2000 };
const WRITES = { usual: 60_000, long: 100_000 };
const ROUND_TRIPS = 4000;
/** A flood of other connections than that under test: of these SYN, FIN and RST are recorded. */
const WIRE: Joint = "deadpeer's wire";
/** The flood is the connection under test, and recorded whole. */
const WHOLE: Joint = "wire, under test";
const DIRECT: Joint = "veth pair";

export const wire: Part = {
  title: "5  The wire between two hosts",
  needs: ["cc"],
  peers: ["socat"],
  measure: compareWire,
};

async function compareWire(effort: Effort): Promise<Measured> {
  const rounds = roundsOf(effort, ROUNDS.usual, ROUNDS.long);
  const megabytes = amountOf(effort, MEGABYTES.usual, MEGABYTES.long);
  const writes = amountOf(effort, WRITES.usual, WRITES.long);
  const numbers = [rounds, megabytes, writes, amountOf(effort, ROUND_TRIPS)].map(String);
  const printed = await run(insidePrivateNetwork([execPath, compiled("joined-hosts"), ...numbers]));
  const lines = printed.trim().split("\n");
  return report(
    lines.map((line) => JSON.parse(line) as Joined),
    { megabytes, writes },
  );
}

function report(measured: readonly Joined[], amounts: { megabytes: number; writes: number }): Measured {
  const rounds = (joint: Joint): Joined[] =>
    measured.filter((one) => one.joint === joint && one.drops === undefined);
  const speeds = (joint: Joint): number[] => rounds(joint).map((one) => amounts.megabytes / one.bulkSeconds);
  const writes = (joint: Joint): number[] => rounds(joint).map((one) => amounts.writes / one.smallSeconds);
  const trips = (joint: Joint): number[] => rounds(joint).map((one) => one.roundTripUs);
  const present = joints.filter((joint) => rounds(joint).length > 0);
  const drops = measured.reduce((sum, one) => sum + (one.drops ?? 0), 0);
  const addedUs = median(trips(WIRE).map((trip, i) => trip - (trips(DIRECT)[i] ?? Number.NaN)));
  const frames = (i: number): number =>
    median(
      rounds(WHOLE).map((one) => (one.frames?.[i] ?? 0) / (i === 0 ? one.bulkSeconds : one.smallSeconds)),
    );
  const proxies = present.filter((joint) => ![WIRE, WHOLE, DIRECT].includes(joint));
  const ahead = (of: Joint): Target => ({
    what: `ahead of the ${of}`,
    wanted: "MB/s and round trip",
    measured: `${times(medianRatio(speeds(WIRE), speeds(of)))} and ${times(medianRatio(trips(WIRE), trips(of)))}`,
    isMet: medianRatio(speeds(WIRE), speeds(of)) > 1 && medianRatio(trips(WIRE), trips(of)) < 1,
  });
  return {
    lines: [
      `medians of ${rounds(DIRECT).length} rounds: ${grouped(amounts.megabytes)} MB one way, ${grouped(amounts.writes)} writes of 64 bytes,`,
      "round trips of one byte; C programs at both ends, everything on the same cores.",
      "`under test`: every frame is recorded; otherwise all of a connection that is silent,",
      "and SYN, FIN and RST of the others",
      "",
      `${"".padEnd(18)}${"MB/s".padStart(13)}${"writes/s".padStart(19)}${"round trip us".padStart(16)}`,
      ...present.map((joint) => row(joint, speeds, writes, trips)),
      "",
      `recorded where all are: ${grouped(frames(0))}/s in bulk, ${grouped(frames(1))}/s with small writes`,
    ],
    figures: Object.fromEntries(
      [DIRECT, WIRE, WHOLE].flatMap((joint) => [
        [`${joint}, MB/s`, speeds(joint)],
        [`${joint}, writes/s`, writes(joint)],
        [`${joint}, round trip us`, trips(joint)],
      ]),
    ),
    targets: [
      ratioOf("MB/s, wire to veth pair", medianRatio(speeds(WIRE), speeds(DIRECT)), 0.75),
      ratioOf("MB/s, under test", medianRatio(speeds(WHOLE), speeds(DIRECT)), 0.75),
      ratioOf("writes/s, wire to veth pair", medianRatio(writes(WIRE), writes(DIRECT)), 0.9),
      ratioOf("writes/s, under test", medianRatio(writes(WHOLE), writes(DIRECT)), 0.9),
      {
        what: "added to the round trip",
        wanted: "at most 60 us",
        measured: `${addedUs.toFixed(0)} us`,
        isMet: addedUs <= 60,
      },
      ...proxies.map(ahead),
      { what: "frames lost by the wire", wanted: "0", measured: String(drops), isMet: drops === 0 },
    ],
    failures: [],
    measurements: measured,
  };
}

function ratioOf(what: string, ratio: number, least: number): Target {
  return { what, wanted: `at least ${least} x`, measured: times(ratio), isMet: ratio >= least };
}

type Values = (joint: Joint) => readonly number[];

function row(joint: Joint, speeds: Values, writes: Values, trips: Values): string {
  const cell = (values: Values, format: (value: number) => string): string =>
    `${format(median(values(joint))).padStart(9)} ${times(medianRatio(values(joint), values(DIRECT)))}`;
  return `${joint.padEnd(16)} ${cell(speeds, grouped)}   ${cell(writes, grouped)} ${cell(trips, (us) => us.toFixed(1))}`;
}
