// Part ten: one inspection of 10,000 connections in 100 processes, side by side with ss(8) and lsof(8).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { type Effort, roundsOf } from "./effort.ts";
import { readPeakMb } from "./memory.ts";
import { median, medianRatio, times } from "./numbers.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cli } from "./paths.ts";
import { describeWatching, measureWatching } from "./watching.ts";
import { findProgram, start, stop, temporaryDirectory } from "./programs.ts";

/** Fewer for CI: so many files as there are connections is more than every machine lets a process open. */
const PROCESSES = { short: 20, usual: 100, long: 100 };
const EACH = { short: 40, usual: 100, long: 100 };
const ROUNDS = 7;

/**
 * One process with the far ends, and as many as its second argument says with as many connections to it as its third says,
 * which all wait for them with epoll.
 */
const HOLDERS = `
import os, resource, select, signal, socket, sys
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
ready_file, processes, each = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(4096)
held = []
for i in range(processes):
    ready, go = os.pipe()
    if os.fork() == 0:
        for far in held: far.close()
        near = [socket.create_connection(server.getsockname()) for _ in range(each)]
        server.close()
        waiting = select.epoll()
        for one in near: waiting.register(one, select.EPOLLIN)
        os.write(go, b"x")
        while True: waiting.poll()
    held += [server.accept()[0] for _ in range(each)]
    os.read(ready, 1)
    os.close(ready)
    os.close(go)
open(ready_file, "w").close()
signal.pause()
`;

export const inspect: Part = {
  title: "10  An inspection",
  needs: ["python3", "ss"],
  peers: ["lsof"],
  measure: measureInspect,
};

async function measureInspect(effort: Effort): Promise<Measured> {
  const directory = temporaryDirectory();
  const [script, ready] = [join(directory, "holders.py"), join(directory, "ready")];
  writeFileSync(script, HOLDERS);
  const holders = start([
    "python3",
    script,
    ready,
    String(PROCESSES[effort.form]),
    String(EACH[effort.form]),
  ]);
  try {
    while (!existsSync(ready)) {
      if (holders.exitCode !== null) throw new Error("the programs with the connections have ended");
      await delay(20);
    }
    const scanned = await measureAll(roundsOf(effort, ROUNDS));
    const watching = effort.form === "short" ? undefined : await measureWatching(effort.form);
    const [scans, watched] = [describe(scanned, effort), watching && describeWatching(watching)];
    return {
      lines: [...scans.lines, ...(watched?.lines ?? [])],
      figures: {
        ...Object.fromEntries(
          Object.entries(scanned.seconds).map(([name, values]) => [`${name}, s`, values]),
        ),
        "inspect, peak in MB": [scanned.peakMb],
        ...(watching && { "--watch, % of a processor": [100 * watching.share] }),
      },
      targets: [...scans.targets, ...(watched?.targets ?? [])],
      failures: [],
      measurements: { ...scanned, ...(watching && { watching }) },
    };
  } finally {
    await stop(holders);
  }
}

interface Scans {
  /** Seconds, round by round, by command. */
  readonly seconds: Readonly<Record<string, readonly number[]>>;
  readonly peakMb: number;
}

async function measureAll(rounds: number): Promise<Scans> {
  const commands: Record<string, readonly string[]> = {
    inspect: [execPath, cli, "inspect"],
    "inspect --all": [execPath, cli, "inspect", "--all", "--json"],
    "ss -tanpoi": ["ss", "-tanpoi"],
    ...(findProgram("lsof") !== undefined && { "lsof -nP -i": ["lsof", "-nP", "-i"] }),
  };
  const seconds: Record<string, number[]> = {};
  let peakMb = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const timed = await time(command);
      (seconds[name] ??= []).push(timed.seconds);
      if (name === "inspect") peakMb = Math.max(peakMb, timed.peakMb);
    }
  }
  return { seconds, peakMb };
}

async function time([file = "", ...args]: readonly string[]): Promise<{ seconds: number; peakMb: number }> {
  const began = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.resume();
  let peakMb = 0;
  const looking = setInterval(() => (peakMb = Math.max(peakMb, readPeakMb(child.pid))), 10);
  const [code] = (await once(child, "close")) as [number | null];
  if (file === execPath && code !== 0)
    throw new Error(`deadpeer ${args.slice(1).join(" ")} ended with ${code}`);
  clearInterval(looking);
  return { seconds: (performance.now() - began) / 1000, peakMb };
}

function describe({ seconds, peakMb }: Scans, { form }: Effort): Pick<Measured, "lines" | "targets"> {
  const of = (name: string): readonly number[] => seconds[name] ?? [];
  const [inspections, ss, lsof] = [of("inspect"), of("ss -tanpoi"), of("lsof -nP -i")];
  const [toSs, toLsof] = [medianRatio(inspections, ss), medianRatio(inspections, lsof)];
  const show = (name: string): string => `${name.padEnd(14)} ${median(of(name)).toFixed(2)} s`;
  return {
    lines: [
      `${PROCESSES[form] * EACH[form]} connections of ${PROCESSES[form]} processes, and their other ends in one more; median of ${inspections.length} rounds`,
      ...Object.keys(seconds).map(show),
    ],
    targets: [
      target("an inspection", "under 1 s", `${median(inspections).toFixed(2)} s`, median(inspections) < 1),
      target("its peak", "under 200 MB", `${peakMb.toFixed(0)} MB`, peakMb < 200),
      target("beside ss -tanpoi", "within 5 x", times(toSs), toSs <= 5),
      ...(lsof.length === 0 ? [] : [target("beside lsof -i", "not slower", times(toLsof), toLsof <= 1)]),
    ],
  };
}
