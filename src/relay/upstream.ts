// A connection to the upstream: opened to whichever of its addresses accepts, and closed in order.

import { POLLIN, POLLOUT, close } from "../sys/io.ts";
import { addressOf, isSystemError, systemError } from "../sys/libc.ts";
import { createPages } from "../sys/memory.ts";
import { resolveHost } from "../sys/resolve.ts";
import { startConnecting } from "../sys/socket.ts";
import { receiveNow, shutdownNow, takeSocketError } from "../sys/stream.ts";
import type { Readiness } from "./readiness.ts";

/** The upstream as the user named it: a name or an address, and a port. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
}

const CONNECT_LIMIT_MS = 10_000;
/** How long the upstream's last bytes are waited for after its FIN. */
const DRAIN_LIMIT_MS = 2000;
const ETIMEDOUT = 110;
const EAGAIN = 11;

/** Connects to the first address that accepts. Throws the last address's system error, or the resolver's. */
export async function connectToUpstream({ host, port }: Upstream, readiness: Readiness): Promise<number> {
  let failure: unknown;
  for (const address of await resolveHost(host)) {
    try {
      return await connectToAddress({ address, port }, readiness);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function connectToAddress(
  endpoint: { address: string; port: number },
  readiness: Readiness,
): Promise<number> {
  const fd = startConnecting(endpoint);
  try {
    const ready = await readiness.wait(fd, POLLOUT, CONNECT_LIMIT_MS);
    const error = ready === 0 ? ETIMEDOUT : takeSocketError(fd);
    if (error !== 0) throw systemError(error, "connect");
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** One line for people: `upstream db:5432 refused the connection (ECONNREFUSED)`. */
export function describeFailure({ host, port }: Upstream, error: unknown): string {
  const name = `upstream ${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (!isSystemError(error)) return `${name} cannot be reached: ${String(error)}`;
  if (error.code === "ECONNREFUSED") return `${name} refused the connection (ECONNREFUSED)`;
  if (error.syscall === "getaddrinfo")
    return `${name} cannot be reached: the name does not resolve (${error.code})`;
  return `${name} cannot be reached: ${error.message}`;
}

const BIN_SIZE = 64 * 1024;
const bin = createPages(BIN_SIZE);

/**
 * Sends a FIN and reads what still comes, so that close(2) finds nothing unread: with unread bytes it would abort
 * (RFC 2525 2.17). A connection that has ended already is just closed.
 */
export async function closeInOrder(fd: number, readiness: Readiness): Promise<void> {
  const until = performance.now() + DRAIN_LIMIT_MS;
  let isOver = shutdownNow(fd) < 0;
  while (!isOver && performance.now() < until) {
    const count = receiveNow(fd, addressOf(bin), BIN_SIZE);
    if (count === -EAGAIN) await readiness.wait(fd, POLLIN, until - performance.now());
    else isOver = count <= 0;
  }
  close(fd);
}
