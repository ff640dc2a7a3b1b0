// Who observes a port while it is loaded, besides deadpeer: tcpdump(8), and a C program that does the least that an observer
// of each segment has to do (packet(7)).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cProgram } from "./paths.ts";
import { keep } from "./programs.ts";

export type Observer = "nobody" | "deadpeer" | "tcpdump" | "ring reader";

/** What a load came to, and the segments that were recorded and lost meanwhile. */
export interface Observed<T> {
  readonly load: T;
  readonly segments: number;
  readonly drops: number;
}

/** What of a segment tcpdump keeps: the headers. */
const SNAP_LENGTH = 96;

/** Records the headers of each segment of the port on the loopback, as a user would: its file is thrown away. */
export async function withTcpdump<T>(port: number, load: () => Promise<T>): Promise<Observed<T>> {
  const options = ["-i", "lo", "-n", "-Z", "root", "-s", String(SNAP_LENGTH), "-w", "/dev/null"];
  const child = keep(
    spawn("tcpdump", [...options, `tcp port ${port}`], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    }),
  );
  let said = "";
  const ended = once(child, "close");
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("listening on")) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`tcpdump: ${said.trim()}`)));
  });
  const result = await load();
  child.kill("SIGINT");
  await ended;
  const count = (what: string): number => Number(new RegExp(`(\\d+) packets? ${what}`).exec(said)?.[1]);
  return { load: result, segments: count("captured"), drops: count("dropped by kernel") };
}

/** How often the C program reads its ring: as deadpeer does in a flood. */
const REST_MS = 12;

/** The least that it costs to see each segment's headers: bench/c/read-ring.c, on the loopback. */
export async function withRingReader<T>(load: () => Promise<T>): Promise<Observed<T>> {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = keep(spawn(cProgram("read-ring"), [String(REST_MS)], { stdio: [...stdio], detached: true }));
  let said = "";
  const ended = once(child, "close");
  await new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("reading")) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error("read-ring has ended")));
  });
  const result = await load();
  child.kill("SIGTERM");
  await ended;
  const [, segments, drops] = /(\d+) frames read, (\d+) lost/.exec(said) ?? [];
  return { load: result, segments: Number(segments), drops: Number(drops) };
}

/** In another order each round. */
export function inTurn(observers: readonly Observer[], round: number): readonly Observer[] {
  const by = round % observers.length;
  return [...observers.slice(by), ...observers.slice(0, by)];
}
