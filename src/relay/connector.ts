// The connector: connects to the upstream for the relay's children, which live in a network where it cannot be reached.
//
//   node connector.cjs {"host":HOST,"port":PORT} [in-this-network]
//
// It prints the path of its Unix socket and serves it until its standard input ends. Each child that
// connects there gets one message: a connected descriptor (SCM_RIGHTS), or a sentence that says why there is none. The
// connector keeps a duplicate, so that it can close the upstream in order when the child is killed.

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitAtOnce } from "../sys/exit.ts";
import { POLLIN, close } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { acceptNow, listenOnPath, sendMessage } from "../sys/unix-socket.ts";
import { createReadiness } from "./readiness.ts";
import { type Upstream, closeInOrder, connectToUpstream, describeFailure } from "./upstream.ts";

const BACKLOG = 1024;
const FOR_EVER = -1;
const readiness = createReadiness();
const leases = new Set<Promise<void>>();
let leave: () => void = () => undefined;
const leaving = new Promise<void>((resolve) => {
  leave = resolve;
});

/** One child, for as long as its Unix socket is open, or until this process has to end. */
async function serveLease(lease: number, upstream: Upstream): Promise<void> {
  let socket: number | undefined;
  try {
    socket = await connectToUpstream(upstream, readiness);
    sendMessage(lease, { text: "connected", fd: socket });
    await Promise.race([readiness.wait(lease, POLLIN, FOR_EVER), leaving]);
  } catch (error) {
    if (socket === undefined) refuse(lease, describeFailure(upstream, error));
    else if (!isSystemError(error)) throw error; // the child was killed while we connected
  }
  if (socket !== undefined) await closeInOrder(socket, readiness);
}

function refuse(lease: number, text: string): void {
  try {
    sendMessage(lease, { text });
  } catch {
    // The child that asked has been killed.
  }
}

async function serve(listening: number, upstream: Upstream): Promise<never> {
  for (;;) {
    await readiness.wait(listening, POLLIN, FOR_EVER);
    for (let lease = acceptNow(listening); lease !== undefined; lease = acceptNow(listening)) {
      const fd = lease;
      const done = serveLease(fd, upstream).finally(() => {
        close(fd);
        leases.delete(done);
      });
      leases.add(done);
    }
  }
}

/** In a directory of its own, which is removed when this process ends; or, in this network only, without a file. */
function listen(): { listening: number; path: string; remove: () => void } {
  if (process.argv[3] === "in-this-network") {
    const path = `@deadpeer-relay-${randomUUID()}`;
    return { listening: listenOnPath(path, BACKLOG), path, remove: () => undefined };
  }
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-relay-"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.on("exit", remove);
  const path = join(directory, "upstream");
  return { listening: listenOnPath(path, BACKLOG), path, remove };
}

async function main(upstream: Upstream): Promise<void> {
  const { listening, path, remove } = listen();
  void serve(listening, upstream);
  process.stdout.write(`${path}\n`);
  await leaving;
  remove();
  await Promise.all(leases);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, leave);
process.stdin.on("end", leave).on("error", leave).resume();
process.stdout.on("error", leave);
main(JSON.parse(process.argv[2] ?? "{}") as Upstream).then(
  () => exitAtOnce(0),
  (error: Error) => process.stderr.write(error.message, () => process.exit(1)),
);
