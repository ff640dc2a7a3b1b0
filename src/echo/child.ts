// One child of the echo server: a process that blocks in accept(2), echoes one connection with read(2) and write(2)
// until its end, and takes the next (UNP 5.3, with a pre-forked pool as in UNP 30.6).
//
// It runs no event loop and has no signal handlers: a signal that ends a process ends it at once.

import { accept } from "../sys/socket.ts";
import { close, read, writeAll } from "../sys/io.ts";
import { createSharedMemory, mapShared } from "../sys/memory.ts";
import { dieWithParent } from "../sys/prctl.ts";
import { isSystemError } from "../sys/libc.ts";
import { CHILD_FDS, type ChildTask } from "./child-task.ts";
import { openScoreboard } from "./scoreboard.ts";

const SIGKILL = 9;
const BUFFER_SIZE = 128 * 1024;

/**
 * Memory of whole pages. malloc(3) puts a large buffer 16 bytes behind the start of a page, where the kernel's copying
 * (`rep movsb`) takes a quarter longer on some processors (AMD Zen 3).
 */
function createBuffer(): Uint8Array {
  const fd = createSharedMemory("deadpeer-echo", BUFFER_SIZE);
  const buffer = mapShared(fd, BUFFER_SIZE);
  close(fd);
  return buffer;
}

function strEcho(connection: number, buffer: Uint8Array): void {
  let piece = buffer;
  for (;;) {
    const count = read(connection, buffer);
    if (count === 0) return;
    // A view costs more than a system call: the last one serves again where pieces are alike.
    if (count !== piece.length) piece = buffer.subarray(0, count);
    writeAll(connection, piece);
  }
}

function serve(task: ChildTask): void {
  const board = openScoreboard(CHILD_FDS.scoreboard, task.slots);
  const buffer = createBuffer();
  const askForSpares = new Uint8Array(1);
  for (let served = 0; task.connections === 0 || served < task.connections; served += 1) {
    board.set(task.slot, "idle");
    const connection = accept(CHILD_FDS.listening);
    board.set(task.slot, "busy");
    if (!board.hasSpares(task.spares)) writeAll(CHILD_FDS.notify, askForSpares);
    try {
      strEcho(connection, buffer);
    } catch (error) {
      // A client that aborted (ECONNRESET, EPIPE) ends its own connection, not this child.
      if (!isSystemError(error)) throw error;
    }
    close(connection);
  }
}

const task = JSON.parse(process.argv[2] ?? "{}") as ChildTask;
dieWithParent(SIGKILL, task.parentPid);
serve(task);
process.exit(0);
