// How the server dies, by signals and ss alone.

import { eventually } from "../e2e/harness.ts";
import { type Arena, PORT, signal, stateOf } from "./arena.ts";
import { isListening } from "./program.ts";
import type { Death } from "./recipe.ts";
import type { Row } from "./socket-table.ts";

/** The server's end of a connection, by the client's port. */
export function serverEnd(arena: Arena, clientPort: number): Row | undefined {
  return arena.sockets().find((row) => row.localPort === PORT && row.peerPort === clientPort);
}

/**
 * @param leaveUnread makes the client send something
 * @returns when it died, in seconds since the epoch, as far as is known here
 */
export async function inflict(
  arena: Arena,
  death: Death,
  clientPort: number,
  leaveUnread: () => void,
): Promise<number> {
  const owners = [...(serverEnd(arena, clientPort)?.pids ?? [])];
  if (owners.length === 0) throw new Error("no process holds the server's end");
  const begun = Date.now() / 1000;
  if (death === "reset") arena.ask(["ss", "-K", "state", "connected", `( sport = :${PORT} )`]);
  if (death === "stop" || death === "unread") await stop(owners);
  if (death === "unread") {
    leaveUnread();
    await eventually("bytes unread", () => (serverEnd(arena, clientPort)?.recvQ ?? 0) > 0);
  }
  if (death === "come-back") killAll([...owners, ...listeners(arena)]);
  if (death === "kill" || death === "unread") killAll(owners);
  if (death === "stop") return Date.now() / 1000;
  const ending = await eventually("a FIN or an RST of the server", () =>
    arena
      .segments()
      .find(
        (segment) =>
          segment.fromServer &&
          segment.clientPort === clientPort &&
          segment.at >= begun &&
          /[FR]/.test(segment.flags),
      ),
  );
  return ending.at;
}

function listeners(arena: Arena): readonly number[] {
  const rows = arena.sockets().filter(({ state, localPort }) => state === "LISTEN" && localPort === PORT);
  return rows.flatMap(({ pids }) => pids);
}

function killAll(pids: readonly number[]): void {
  for (const pid of new Set(pids)) signal(pid, "SIGKILL");
}

async function stop(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signal(pid, "SIGSTOP");
  await eventually("the server stopped", () => pids.every((pid) => stateOf(pid) === "T"));
}

/** A master may have started another process before it was killed itself. */
export async function endListeners(arena: Arena): Promise<void> {
  await eventually("nobody listening", () => {
    killAll(listeners(arena));
    return !isListening(arena);
  });
}
