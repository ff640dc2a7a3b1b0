// What `deadpeer inspect --watch` costs, beside ss(8) started once a second.

import { spawn as spawnOnTerminal } from "@lydell/node-pty";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { type Target, target } from "./part.ts";
import { cli } from "./paths.ts";

/** Until what happens once is over: its code is compiled, and the first whole look is behind it. */
const BEGINS_MS = 8000;
const WATCHED_MS = { usual: 20_000, long: 60_000 };
const TIMES = 10;

export interface Watching {
  /** Of one processor. */
  readonly share: number;
  readonly perSecond: number;
  /** Of one processor, if it were started once a second. */
  readonly shareOfSs: number;
}

/** While there is much to see. */
export async function measureWatching(form: keyof typeof WATCHED_MS): Promise<Watching> {
  const terminal = spawnOnTerminal(execPath, [cli, "inspect", "--watch"], { cols: 100, rows: 30 });
  let frames = 0;
  terminal.onData((text) => (frames += text.split("\u001b[?2026h").length - 1));
  try {
    await delay(BEGINS_MS);
    const [began, spent, drawn] = [performance.now(), processorMs(`${terminal.pid}`), frames];
    await delay(WATCHED_MS[form]);
    const overMs = performance.now() - began;
    return {
      share: (processorMs(`${terminal.pid}`) - spent) / overMs,
      perSecond: ((frames - drawn) * 1000) / overMs,
      shareOfSs: measureSs(),
    };
  } finally {
    terminal.kill();
  }
}

function measureSs(): number {
  const before = processorMs("self", OF_CHILDREN);
  for (let i = 0; i < TIMES; i += 1) spawnSync("ss", ["-tanpoi"], { maxBuffer: 2 ** 28 });
  return (processorMs("self", OF_CHILDREN) - before) / TIMES / 1000;
}

/** Where they are in /proc/PID/stat, counted from the state on (proc(5)): utime and stime; cutime and cstime. */
const OWN = 11;
const OF_CHILDREN = 13;

function processorMs(pid: string, at = OWN): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[at]) + Number(fields[at + 1])) * 10;
}

export function describeWatching({ share, perSecond, shareOfSs }: Watching): {
  readonly lines: readonly string[];
  readonly targets: readonly Target[];
} {
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
  return {
    lines: [
      `--watch        ${percent(share)} of a processor, ${perSecond.toFixed(2)} looks a second`,
      `ss -tanpoi     ${percent(shareOfSs)} if it is started once a second`,
    ],
    targets: [
      target("watching", "under 5 %", percent(share), share < 0.05),
      target("looks a second", "about 1", perSecond.toFixed(2), perSecond > 0.9),
      target("beside ss every second", "less", `${(share / shareOfSs).toFixed(2)} x`, share < shareOfSs),
    ],
  };
}
