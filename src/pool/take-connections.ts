// What a child of a pool does: blocks in accept(2), serves one connection until its end, takes the next.
//
// It runs no event loop and has no signal handlers: a signal that ends a process ends it at once.

import { exitAtOnce } from "../sys/exit.ts";
import { close, writeAll } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { dieWithParent } from "../sys/prctl.ts";
import { accept } from "../sys/socket.ts";
import { CHILD_FDS, type ChildTask } from "./child-task.ts";
import { openScoreboard } from "./scoreboard.ts";

const SIGKILL = 9;

/** Serves the connections of this process's task, then ends the process. `serve` leaves closing to us. */
export function takeConnections(serve: (connection: number) => void): never {
  const task = JSON.parse(process.argv[2] ?? "{}") as ChildTask;
  dieWithParent(SIGKILL, task.parentPid);
  const board = openScoreboard(CHILD_FDS.scoreboard, task.slots);
  const askForSpares = new Uint8Array(1);
  for (let served = 0; task.connections === 0 || served < task.connections; served += 1) {
    board.set(task.slot, "idle");
    const connection = accept(CHILD_FDS.listening);
    board.set(task.slot, "busy");
    if (!board.hasSpares(task.spares)) writeAll(CHILD_FDS.notify, askForSpares);
    try {
      serve(connection);
    } catch (error) {
      // A client that aborted (ECONNRESET, EPIPE) ends its own connection, not this child.
      if (!isSystemError(error)) throw error;
    }
    close(connection);
  }
  exitAtOnce(0);
}
