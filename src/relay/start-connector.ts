// Starts the connector as a process of its own, outside the network in which the relay runs.

import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { noExtraCertificates } from "../sys/certificates.ts";
import { programFile } from "../sys/program-file.ts";
import { isAbstract } from "../sys/unix-socket.ts";
import type { Upstream } from "./upstream.ts";

export interface Connector {
  readonly pid: number;
  /** The Unix socket where the relay's children ask for connections. */
  readonly path: string;
  /** Closes what is open to the upstream, in order, and resolves when the process and its directory are gone. */
  stop(): Promise<void>;
}

/** How long it may take to close what is open to the upstream. */
const GRACE_MS = 5000;
/** How long it may take to start: without a thread that it needs Node may wait for ever. */
const START_MS = 20_000;

const program = programFile("./connector", import.meta.url);

/**
 * Resolves when the connector listens; nothing has been connected then. When this process ends, however it does, the
 * connector ends, too. Rejects when it cannot be started.
 *
 * @param where the relay runs: in this network the socket has a name and no file, so that nothing is left of it however this
 *   ends (unix(7): abstract sockets belong to a network namespace)
 */
export async function startConnector(
  upstream: Upstream,
  where: "anywhere" | "in-this-network" = "anywhere",
): Promise<Connector> {
  // A session of its own: Ctrl-C reaches this process alone, which then stops the connector, after the experiment.
  const child = spawn(process.execPath, [program, JSON.stringify(upstream), where], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...noExtraCertificates },
  });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const path = await firstLine(child);
  return {
    pid: child.pid ?? 0, // it has printed a line: there is one
    path,
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(timer);
      if (!isAbstract(path)) rmSync(dirname(path), { recursive: true, force: true }); // if it was killed it has not done so itself
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += String(text);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MS);
  return new Promise((resolve, reject) => {
    const begin = (line: string): void => {
      clearTimeout(timer);
      resolve(line);
    };
    if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", begin);
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`The connector to the upstream cannot start: ${why.trim()}.`));
    };
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => fail(stderr || (signal ?? `exit code ${code}`)));
  });
}
