// A concurrent server (UNP 5.2, 5.9): a parent that listens and looks after children, which accept and serve.
//
// The parent never waits on the listening descriptor itself: it would take connections away from its children.

import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import type { Endpoint } from "../tcp/endpoint.ts";
import { noExtraCertificates } from "../sys/certificates.ts";
import { close } from "../sys/io.ts";
import { listenOn, localEndpoint } from "../sys/socket.ts";
import type { ChildTask } from "./child-task.ts";
import { createScoreboard, type Scoreboard } from "./scoreboard.ts";

export interface ServerOptions {
  readonly endpoint: Endpoint;
  /** At most this many connections are served at once; further ones wait in the listen backlog. */
  readonly maxChildren: number;
  /** Children kept ready without a connection. */
  readonly spares: number;
  /** 1 is the book's way, where a child ends with its connection; 0 for no limit. */
  readonly connectionsPerChild: number;
  readonly report: (line: string) => void;
}

export interface PoolOptions extends ServerOptions {
  /** The compiled program of a child, which calls `takeConnections`. */
  readonly program: string;
  /** Its second argument, after the task. */
  readonly argument?: string;
  /** Gets the standard input of each child as it is started; without this a child has nothing to read. */
  readonly started?: (input: Writable) => void;
}

export interface PoolServer {
  readonly endpoint: Endpoint;
  /** Rejects when no child can be started; otherwise never settles. */
  readonly failed: Promise<never>;
  /** Ends the children and waits for every one of them. */
  stop(): Promise<void>;
}

const BACKLOG = 4096;
const START_ATTEMPTS = 3;
/** Whoever kills children while they start (the OOM killer, say) is not to be kept busy. */
const RETRY_MS = 50;

/** Listens and starts the first children. Throws the system's error when the endpoint cannot be listened on. */
export function startPoolServer(options: PoolOptions): PoolServer {
  const listeningFd = listenOn(options.endpoint, BACKLOG);
  const endpoint = localEndpoint(listeningFd);
  const { failed, fail } = createFailure();
  const pool = createPool(options, listeningFd, fail);
  options.report(`listening on ${describe(endpoint)}, pid ${process.pid}`);
  pool.refill();
  return {
    endpoint,
    failed,
    async stop() {
      close(listeningFd);
      await pool.stop();
    },
  };
}

/** A promise that rejects when `fail` is called. */
function createFailure(): { failed: Promise<never>; fail: (reason: Error) => void } {
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined); // awaiting it is optional
  return { failed, fail };
}

function describe({ address, port }: Endpoint): string {
  const host = address === "0.0.0.0" || address === "::" ? "*" : address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

interface Pool {
  refill(): void;
  stop(): Promise<void>;
}

function createPool(options: PoolOptions, listeningFd: number, fail: (reason: Error) => void): Pool {
  const board = createScoreboard(options.maxChildren);
  const children = new Map<number, ChildProcess>();
  let stopping = false;
  let failedStarts = 0;

  function refill(): void {
    for (let slot = 0; slot < options.maxChildren && !stopping; slot += 1) {
      if (board.hasSpares(options.spares)) return;
      if (!children.has(slot)) startChild(slot);
    }
  }

  function startChild(slot: number): void {
    board.set(slot, "starting");
    const child = spawnChild(options, { board, slot, listeningFd });
    children.set(slot, child);
    if (child.stdin !== null) options.started?.(child.stdin);
    child.stdio[3]?.on("data", refill);
    child.once("error", (error) => childEnded(slot, error.message));
    child.once("exit", (code, signal) => {
      // `exit` follows waitpid(2), which libuv calls for every child that has ended each time SIGCHLD comes (UNP 5.10).
      options.report(`child ${child.pid} terminated (${signal ?? `exit ${code}`})`);
      childEnded(slot, signal === null ? `exit ${code}` : undefined);
    });
  }

  /** @param failure how it ended, if it did so by itself and not by somebody's signal */
  function childEnded(slot: number, failure: string | undefined): void {
    const neverServed = board.isStarting(slot);
    board.set(slot, "absent");
    children.delete(slot);
    if (!neverServed) failedStarts = 0;
    else if (failure !== undefined) failedStarts += 1;
    if (neverServed && failure === undefined) setTimeout(refill, RETRY_MS);
    else if (failedStarts < START_ATTEMPTS) refill();
    else if (!stopping && children.size === 0)
      fail(new Error(`the server's children cannot start: ${failure}`));
  }

  async function stop(): Promise<void> {
    stopping = true;
    const ended = [...children.values()].map(
      (child) => new Promise((resolve) => child.once("exit", resolve)),
    );
    for (const child of children.values()) {
      child.kill("SIGTERM");
      child.kill("SIGCONT"); // one that was stopped gets its signals only when it goes on
    }
    await Promise.all(ended);
  }

  return { refill, stop };
}

interface Place {
  readonly board: Scoreboard;
  readonly slot: number;
  readonly listeningFd: number;
}

function spawnChild(options: PoolOptions, { board, slot, listeningFd }: Place): ChildProcess {
  const task: ChildTask = {
    parentPid: process.pid,
    slot,
    slots: options.maxChildren,
    connections: options.connectionsPerChild,
    spares: options.spares,
  };
  const input = options.started === undefined ? "ignore" : "pipe";
  const args = [options.program, JSON.stringify(task), options.argument ?? ""];
  return spawn(process.execPath, args, {
    stdio: [input, "inherit", "inherit", "pipe", listeningFd, board.fd],
    env: { ...process.env, ...noExtraCertificates },
  });
}
