// Ways to join two hosts, measured in turn inside a private network. Prints a line of JSON for each measurement.
//
//   node joined-hosts.js ROUNDS MEGABYTES WRITES ROUND_TRIPS

import { type ChildProcess, spawn } from "node:child_process";
import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { createSite } from "../src/network/site.ts";
import { type WireEvents, openWire, prepareWire } from "../src/wire/wire.ts";
import { bringUp } from "../src/sys/interface.ts";
import { inNetwork, openNetwork, unshareNetwork } from "../src/sys/namespace.ts";
import { HEADERS_LENGTH } from "../src/sys/packet-socket.ts";
import { addAddress, createVethPair } from "../src/sys/route.ts";
import { cProgram, compiled } from "./paths.ts";
import { findProgram, start } from "./programs.ts";

export const joints = [
  "veth pair",
  "deadpeer's wire",
  "wire, under test",
  "socat proxy",
  "Node proxy",
] as const;
export type Joint = (typeof joints)[number];

export interface Joined {
  readonly joint: Joint;
  readonly bulkSeconds: number;
  readonly smallSeconds: number;
  readonly roundTripUs: number;
  /** Frames that passed the wire in each of the three, and frames it lost. */
  readonly frames?: readonly number[];
  readonly drops?: number;
}

const PORT = 9877;

/** Two hosts of which the client reaches the server at `address`. */
interface Pair {
  readonly joint: Joint;
  readonly client: number;
  readonly address: string;
  readonly framesSoFar?: () => number;
  readonly drops?: () => Promise<number>;
}

function newNetwork(): number {
  const ours = openNetwork();
  return inNetwork(ours, () => {
    unshareNetwork();
    bringUp("lo");
    return openNetwork();
  });
}

function plug(network: number, name: string, address: string): void {
  inNetwork(network, () => {
    addAddress(name, address, 24);
    bringUp(name);
  });
}

const serverIn = (network: number, host: string): ChildProcess =>
  inNetwork(network, () => start([cProgram("stream"), "serve", host, String(PORT)]));

function joinDirectly(): Pair {
  const [client, server] = [newNetwork(), newNetwork()];
  inNetwork(client, () => createVethPair("eth0", "eth0", server));
  plug(client, "eth0", "10.8.0.1");
  plug(server, "eth0", "10.8.0.2");
  serverIn(server, "10.8.0.2");
  return { joint: "veth pair", client, address: "10.8.0.2" };
}

/** In a network of its own, where the cables' ends are. */
async function joinByWire(joint: Joint): Promise<Pair> {
  let frames = 0;
  const { twoHosts, opening } = inNetwork(newNetwork(), () => {
    const { twoHosts: hosts } = createSite("two-hosts", undefined, {});
    if (hosts === undefined) throw new Error("no two hosts");
    const zero = { monotonicNs: 0n, realtimeNs: 0n };
    const events: WireEvents = {
      frame: () => {
        frames += 1;
      },
      delivered: () => undefined,
      operated: () => undefined,
      failed: (error) => {
        throw error;
      },
    };
    return { twoHosts: hosts, opening: openWire(prepareWire(hosts.cableEnds), HEADERS_LENGTH, zero, events) };
  });
  const wire = await opening;
  // As an experiment does it in a flood of other connections than that under test, which is silent here.
  if (joint === "deadpeer's wire") await wire.narrow(PORT, 1);
  serverIn(twoHosts.server.network, "10.9.0.2");
  return {
    joint,
    client: twoHosts.client.network,
    address: "10.9.0.2",
    framesSoFar: () => frames,
    drops: () => wire.close(),
  };
}

/** A host in the middle, on which a proxy listens. */
function joinByProxy(joint: Joint, proxy: (listen: string, server: string) => [string, ...string[]]): Pair {
  const [client, server, middle] = [newNetwork(), newNetwork(), newNetwork()];
  inNetwork(middle, () => createVethPair("to-client", "eth0", client));
  inNetwork(middle, () => createVethPair("to-server", "eth0", server));
  plug(middle, "to-client", "10.7.0.2");
  plug(middle, "to-server", "10.6.0.1");
  plug(client, "eth0", "10.7.0.1");
  plug(server, "eth0", "10.6.0.2");
  serverIn(server, "10.6.0.2");
  inNetwork(middle, () => start(proxy("10.7.0.2", "10.6.0.2")));
  return { joint, client, address: "10.7.0.2" };
}

function socatProxy(listen: string, server: string): [string, ...string[]] {
  const from = `TCP-LISTEN:${PORT},bind=${listen},reuseaddr,fork,nodelay`;
  return ["socat", "-b", "131072", from, `TCP:${server}:${PORT},nodelay`];
}

const nodeProxy = (listen: string, server: string): [string, ...string[]] => [
  execPath,
  compiled("node-proxy"),
  listen,
  String(PORT),
  server,
];

/** Runs the C client on the pair's client; answers the number it prints. */
function load({ client, address }: Pair, what: string, count: number): Promise<number> {
  const child = inNetwork(client, () =>
    spawn(cProgram("stream"), [what, address, String(PORT), String(count)], {
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += String(text)));
  child.stderr.on("data", (text) => (err += String(text)));
  return new Promise((resolve, reject) => {
    child.once("close", (code) => (code === 0 ? resolve(Number(out)) : reject(new Error(`${what}: ${err}`))));
  });
}

async function untilItServes(pair: Pair): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await load(pair, "round-trips", 100);
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await delay(20);
    }
  }
}

/** Of one measurement. */
interface Amounts {
  readonly megabytes: number;
  readonly writes: number;
  readonly roundTrips: number;
}

async function measure(pair: Pair, { megabytes, writes, roundTrips }: Amounts): Promise<Joined> {
  const counts = [pair.framesSoFar?.() ?? 0];
  const counted = async (what: string, count: number): Promise<number> => {
    const result = await load(pair, what, count);
    counts.push(pair.framesSoFar?.() ?? 0);
    return result;
  };
  const bulkSeconds = await counted("bulk", megabytes);
  const smallSeconds = await counted("small", writes);
  const roundTripUs = await counted("round-trips", roundTrips);
  const frames = counts.slice(1).map((count, i) => count - (counts[i] ?? 0));
  return { joint: pair.joint, bulkSeconds, smallSeconds, roundTripUs, ...(pair.framesSoFar && { frames }) };
}

async function main(rounds: number, amounts: Amounts): Promise<void> {
  const pairs = [
    joinDirectly(),
    await joinByWire("deadpeer's wire"),
    await joinByWire("wire, under test"),
    joinByProxy("Node proxy", nodeProxy),
  ];
  if (findProgram("socat")) pairs.push(joinByProxy("socat proxy", socatProxy));
  for (const pair of pairs) await untilItServes(pair);
  for (const pair of pairs) await measure(pair, amounts); // warms everything up
  for (let round = 0; round < rounds; round += 1) {
    const inTurn = round % 2 === 0 ? pairs : pairs.toReversed();
    for (const pair of inTurn) process.stdout.write(`${JSON.stringify(await measure(pair, amounts))}\n`);
  }
  for (const { joint, drops } of pairs)
    if (drops) process.stdout.write(`${JSON.stringify({ joint, drops: await drops() })}\n`);
}

if (process.argv[2] !== undefined && import.meta.url === new URL(process.argv[1] ?? "", "file:").href) {
  const [rounds = 0, megabytes = 0, writes = 0, roundTrips = 0] = process.argv.slice(2).map(Number);
  await main(rounds, { megabytes, writes, roundTrips });
  process.exit(0);
}
