// Part four: what observing costs a bulk echo, in a private network as in an experiment.

import { execPath } from "node:process";
import { insidePrivateNetwork } from "../src/network/private-network.ts";
import { grouped, median, medianRatio } from "./numbers.ts";
import type { ObservedBulk } from "./observed-bulk.ts";
import type { Part } from "./part.ts";
import { compiled } from "./paths.ts";
import { run } from "./programs.ts";

const ROUNDS = 9;
const MEGABYTES = 1000;
const LIMIT_PERCENT = 10;

export async function measureObserving(): Promise<Part> {
  const program = [execPath, compiled("observed-bulk"), String(ROUNDS), String(MEGABYTES)];
  try {
    const printed = await run(insidePrivateNetwork(program));
    return report(
      printed
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as ObservedBulk),
    );
  } catch (error) {
    return { ...report([]), targets: [], failures: [(error as Error).message] };
  }
}

function report(measured: readonly ObservedBulk[]): Part {
  const speeds = (isObserved: boolean): number[] =>
    measured.filter((one) => one.isObserved === isObserved).map(({ seconds }) => MEGABYTES / seconds);
  const lostPercent = 100 * (1 - medianRatio(speeds(true), speeds(false)));
  const drops = measured.reduce((sum, one) => sum + one.drops, 0);
  const segments = median(measured.filter(({ isObserved }) => isObserved).map((one) => one.segments));
  return {
    title: "4  What observing costs",
    lines: [
      `medians of ${ROUNDS} rounds, ${grouped(MEGABYTES)} MB echoed by \`deadpeer serve\` in a private network`,
      `not observed ${grouped(median(speeds(false))).padStart(8)} MB/s`,
      `observed     ${grouped(median(speeds(true))).padStart(8)} MB/s, ${grouped(segments)} segments recorded a round`,
    ],
    targets: [
      {
        what: "speed lost by observing",
        wanted: `under ${LIMIT_PERCENT} %`,
        measured: `${lostPercent.toFixed(1)} %`,
        isMet: lostPercent < LIMIT_PERCENT,
      },
      { what: "frames lost", wanted: "0", measured: String(drops), isMet: drops === 0 },
    ],
    failures: [],
    measurements: measured,
  };
}
