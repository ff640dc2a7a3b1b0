// Who observes a port while it is loaded, besides deadpeer: tcpdump(8), and a packet ring that nobody reads, which no
// observer of each segment can do without (packet(7)).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { tcpPortFilter } from "../src/sys/bpf.ts";
import { HEADERS_LENGTH, preparePacketSocket } from "../src/sys/packet-socket.ts";
import { keep } from "./programs.ts";

export type Observer = "nobody" | "deadpeer" | "tcpdump" | "unread ring";

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

/** The least that it costs to have the kernel give each segment's headers to a packet socket. */
export async function withUnreadRing<T>(port: number, load: () => Promise<T>): Promise<Observed<T>> {
  const prepared = await preparePacketSocket("lo");
  const socket = prepared.attach((start) => tcpPortFilter(port, HEADERS_LENGTH, start));
  const result = await load();
  const drops = socket.readDrops();
  socket.close();
  return { load: result, segments: 0, drops };
}

/** In another order each round. */
export function inTurn(observers: readonly Observer[], round: number): readonly Observer[] {
  const by = round % observers.length;
  return [...observers.slice(by), ...observers.slice(0, by)];
}
