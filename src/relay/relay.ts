// The relay: stands in the server's place, with a process for each connection, which is the one to be killed:
//
//   node relay.cjs --port PORT --host ADDRESS --via PATH [--check-upstream]
//
// It reports on standard output as the echo server does, and reads orders from standard input (orders.ts), which it hands
// to every child. SIGTERM and SIGINT end it and its children.

import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { type PoolServer, startPoolServer } from "../pool/server.ts";
import { exitAtOnce } from "../sys/exit.ts";
import { close } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { programFile } from "../sys/program-file.ts";
import { askForUpstream } from "./ask.ts";
import { ORDERS, type RelayOrder, createActiveHolds, formatOrder, parseOrder } from "./orders.ts";

const MAX_CHILDREN = 256;
const SPARES = 2;
const program = programFile("./child", import.meta.url);

interface Children {
  /** A child has been started that listens to `input`. */
  add(input: Writable): void;
  send(order: RelayOrder): void;
}

/** Every child gets every order: those that have no connection yet obey once they have one. */
function createChildren(): Children {
  const inputs = new Set<Writable>();
  const activeHolds = createActiveHolds();
  return {
    add(input) {
      inputs.add(input);
      input.on("error", () => undefined).once("close", () => inputs.delete(input));
      for (const order of activeHolds.orders()) input.write(`${formatOrder(order)}\n`);
    },
    send(order) {
      activeHolds.add(order);
      for (const input of inputs) input.write(`${formatOrder(order)}\n`);
    },
  };
}

function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve(130));
    process.once("SIGTERM", () => resolve(143));
  });
}

function complain(message: string, remedy: string): number {
  process.stderr.write(`${message}. ${remedy}\n`);
  return 2;
}

/** Why the upstream cannot be reached; undefined when it can. It sees a connection that is closed without a byte. */
function checkUpstream(path: string): string | undefined {
  const answer = askForUpstream(path);
  if ("refusal" in answer) return answer.refusal;
  close(answer.upstream);
  close(answer.lease);
  return undefined;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      via: { type: "string", default: "" },
      "check-upstream": { type: "boolean", default: false },
    },
  });
  const refusal = values["check-upstream"] ? checkUpstream(values.via) : undefined;
  if (refusal !== undefined)
    return complain(refusal, "Is it running, and are its name and its port right, seen from this machine?");
  const children = createChildren();
  let server: PoolServer;
  try {
    server = startPoolServer({
      endpoint: { address: values.host, port: Number(values.port) },
      maxChildren: MAX_CHILDREN,
      spares: SPARES,
      connectionsPerChild: 1,
      report: (line) => process.stdout.write(`${line}\n`),
      program,
      argument: values.via,
      started: children.add,
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return complain(
      `The relay cannot listen on ${values.host} port ${values.port}: ${error.message}`,
      "Try another address or port.",
    );
  }
  createInterface({ input: process.stdin }).on("line", (line) => {
    const order = parseOrder(line);
    if (order === undefined) process.stderr.write(`The relay knows no order "${line}": try ${ORDERS}.\n`);
    else {
      children.send(order);
      process.stdout.write(`told its children: ${formatOrder(order)}\n`);
    }
  });
  const code = await Promise.race([untilSignal(), childrenFailed(server)]);
  await server.stop();
  return code;
}

async function childrenFailed({ failed }: PoolServer): Promise<number> {
  try {
    return await failed;
  } catch (error) {
    return complain(
      (error as Error).message,
      "Is there memory for another process, and does `ulimit -u` allow it?",
    );
  }
}

void main().then(exitAtOnce);
