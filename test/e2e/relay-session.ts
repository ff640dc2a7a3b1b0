// An upstream, the connector, the relay and clients, each a process or a socket of its own, on the machine's loopback.

import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import type { TestContext } from "node:test";
import { type Connector, relayCommand, startConnector } from "../../src/relay/index.ts";
import { findHolders, readTree } from "../../src/sys/proc.ts";
import { openSockDiag } from "../../src/sys/sock-diag.ts";
import { eventually } from "./harness.ts";

/** One end of a connection, and what its own socket told: `end` for a FIN, `ECONNRESET` for an RST. */
export interface Peer {
  readonly socket: Socket;
  readonly events: readonly string[];
  received(): string;
  bytes(): Buffer;
}

function watch(t: TestContext, socket: Socket): Peer {
  const pieces: Buffer[] = [];
  const events: string[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  socket.on("end", () => events.push("end"));
  socket.on("error", (error: NodeJS.ErrnoException) => events.push(error.code ?? error.message));
  t.after(() => socket.destroy());
  const bytes = (): Buffer => Buffer.concat(pieces);
  return { socket, events, bytes, received: () => String(bytes()) };
}

export interface Relay {
  readonly port: number;
  readonly pid: number;
  readonly process: ChildProcess;
  printed(): string;
  order(line: string): void;
}

/** The relay, until its listening line; ended with the test. */
export async function startRelay(t: TestContext, via: string, args: readonly string[] = []): Promise<Relay> {
  const [file, ...rest] = relayCommand({ address: "127.0.0.1", port: 0 }, via);
  const child = spawn(file, [...rest, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += String(text);
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const line = await eventually(
    "the listening line",
    () => /listening on \S+:(\d+), pid (\d+)/.exec(printed) ?? undefined,
  );
  return {
    port: Number(line[1]),
    pid: Number(line[2]),
    process: child,
    printed: () => printed,
    order: (order) => void child.stdin.write(`${order}\n`),
  };
}

export async function connector(t: TestContext, port: number, host = "127.0.0.1"): Promise<Connector> {
  const started = await startConnector({ host, port });
  t.after(() => started.stop());
  return started;
}

export function dial(t: TestContext, port: number): Peer {
  return watch(t, connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true }));
}

export interface Session {
  readonly connector: Connector;
  readonly relay: Relay;
  readonly client: Peer;
  /** The upstream's end of the client's connection. */
  readonly server: Peer;
  /** The upstream's ends of all connections so far. */
  readonly servers: readonly Peer[];
  /** The relay's child that has the client's connection. */
  readonly child: number;
  /** Another connection, both of its ends. */
  another(): Promise<{ client: Peer; server: Peer }>;
}

/** A client that is connected through a relay to an upstream, which takes what comes and says nothing by itself. */
export async function openSession(t: TestContext): Promise<Session> {
  const servers: Peer[] = [];
  const upstream: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    servers.push(watch(t, socket)),
  );
  // First of all: the connector waits a while for an upstream that has not ended.
  t.after(() => servers.forEach(({ socket }) => socket.destroy()));
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  t.after(() => upstream.close());
  const connects = await connector(t, (upstream.address() as AddressInfo).port);
  const relay = await startRelay(t, connects.path);
  const another = async (): Promise<{ client: Peer; server: Peer }> => {
    const count = servers.length;
    const client = dial(t, relay.port);
    return { client, server: await eventually("the upstream's connection", () => servers[count]) };
  };
  const { client, server } = await another();
  const child = await eventually("the child that has the connection", () =>
    holderOf(relay, client.socket.localPort ?? 0),
  );
  return { connector: connects, relay, client, server, servers, child, another };
}

/** The process of the relay that holds the connection with the client at `clientPort`. */
function holderOf(relay: Relay, clientPort: number): number | undefined {
  return holders(relay.pid, serverEnd(relay, clientPort)?.inode ?? 0)[0];
}

const holders = (pid: number, inode: number): number[] =>
  findHolders(readTree(pid), inode).holders.map((holder) => holder.pid);

/** The relay's socket of the connection with the client at `clientPort`, as the kernel has it now. */
export function serverEnd(relay: Relay, clientPort: number): { inode: number; recvQ: number } | undefined {
  const table = openSockDiag();
  try {
    return table
      .readSockets()
      .find(({ local, remote }) => local.port === relay.port && remote.port === clientPort);
  } finally {
    table.close();
  }
}

/** Waits for an ending at one end, and answers all it has told. */
export async function ending({ events }: Peer, what: string): Promise<readonly string[]> {
  await eventually(what, () => events.length > 0);
  return events;
}
