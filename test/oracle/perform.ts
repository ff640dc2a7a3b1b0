// One run: a server and a client, an exchange, the death, silence, the exchange again; and what was seen of it.

import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "../e2e/harness.ts";
import { type Arena, PORT, openArena } from "./arena.ts";
import type { Captured } from "./capture.ts";
import { inflict, serverEnd, endListeners } from "./inflict.ts";
import { type TracedClient, isListening, startClient, startServer } from "./program.ts";
import { type Client, type Death, type Exchange, type Place, matches } from "./recipe.ts";
import type { Row } from "./socket-table.ts";
import type { Trace } from "./strace.ts";

export const WATCH_MS = 1500;
const LIMIT_MS = 2500;
const COME_BACK_MS = 200;
const QUIET_MS = 250;

/** What strace, tcpdump and ss have shown. Times are seconds since the epoch. */
export interface Seen {
  readonly trace: Trace;
  readonly segments: readonly Captured[];
  readonly clientPort: number;
  readonly inode: number;
  readonly diedAt: number;
  /** When the line after the death was typed; undefined where there was none, or the client had ended. */
  readonly saidAt?: number;
  readonly hadEnded: boolean;
  /** What it printed since the death, and since the line. */
  readonly printed: string;
  readonly printedSinceSaid: string;
  readonly rows: readonly Row[];
}

/** @param folder what the service has prepared @param keep gets the trace as it was written */
export async function perform(client: Client, on: Place, death: Death, folder: string): Promise<Seen> {
  const arena = await openArena();
  try {
    return await performIn(arena, client, on, death, folder);
  } finally {
    await arena.end();
  }
}

async function performIn(
  arena: Arena,
  client: Client,
  on: Place,
  death: Death,
  folder: string,
): Promise<Seen> {
  await startServer(arena, client.service, folder);
  const program = startClient(arena, client, on, folder);
  const [first, second = first] = client.exchange ?? [];
  const ready = [client.ready, on === "terminal" ? client.prompt : undefined].filter(
    (each) => each !== undefined,
  );
  const { localPort: clientPort, inode } = await connect(arena, ready, program, first);

  const before = program.printed().length;
  const diedAt = await inflict(arena, death, clientPort, () => program.say(first?.say ?? ""));
  await Promise.all([delay(WATCH_MS), death === "come-back" ? bringBack(arena, client, folder) : undefined]);

  const hadEnded = program.ended();
  const saidAt = second && !hadEnded ? Date.now() / 1000 : undefined;
  const mark = program.printed().length;
  if (second && saidAt !== undefined) await talkAgain(program, second, mark);
  await quiet(arena, program);
  return {
    trace: program.trace(),
    segments: arena.segments(),
    clientPort,
    inode,
    diedAt,
    ...(saidAt !== undefined && { saidAt }),
    hadEnded,
    printed: program.printed().slice(before),
    printedSinceSaid: program.printed().slice(mark),
    rows: arena.sockets(),
  };
}

/** The client connected, ready, and answered once. */
async function connect(
  arena: Arena,
  ready: readonly string[],
  program: TracedClient,
  first: Exchange | undefined,
): Promise<Row> {
  const failed = (what: string): undefined => {
    if (program.ended()) throw new Error(`it ended before it was ${what}: ${program.printed()}`);
    return undefined;
  };
  const isReady = (): boolean => ready.every((pattern) => matches(pattern, program.printed()));
  await eventually("the client ready", () => isReady() || failed("ready"), 30_000);
  await quiet(arena, program);
  if (first) {
    program.say(first.say);
    await eventually(
      `an answer: ${first.expect}`,
      () => matches(first.expect, program.printed()) || failed("answered"),
      30_000,
    );
  }
  const row = await eventually("a connection", () => openRow(arena) ?? failed("connected"));
  await quiet(arena, program);
  return row;
}

/** Of a client that has closed its half as well: a process of the server still has the other end. */
function openRow(arena: Arena): Row | undefined {
  return arena
    .sockets()
    .find(
      (row) => OPEN.has(row.state) && row.peerPort === PORT && serverEnd(arena, row.localPort)?.pids.length,
    );
}

const OPEN: ReadonlySet<string> = new Set(["ESTAB", "FIN-WAIT-2"]);

/** One that gives each connection a process may never have been away. */
async function bringBack(arena: Arena, client: Client, folder: string): Promise<void> {
  await endListeners(arena);
  await delay(COME_BACK_MS);
  if (!isListening(arena)) await startServer(arena, client.service, folder);
}

async function talkAgain(program: TracedClient, { say, expect }: Exchange, mark: number): Promise<void> {
  program.say(say);
  const end = Date.now() + LIMIT_MS;
  while (Date.now() < end && !program.ended() && !matches(expect, program.printed().slice(mark)))
    await delay(10);
}

/** Neither a system call nor a segment for a while; a client that is never quiet is not waited for. */
async function quiet(arena: Arena, program: TracedClient): Promise<void> {
  const size = (): number => program.traced() + arena.segments().length;
  const end = Date.now() + 3000;
  let [last, since] = [size(), Date.now()];
  while (Date.now() < end && Date.now() - since < QUIET_MS) {
    await delay(20);
    if (size() !== last) [last, since] = [size(), Date.now()];
  }
}
