// One child of the echo server: a process that echoes one connection after another with read(2) and write(2) (UNP 5.3,
// with a pre-forked pool as in UNP 30.6).

import { takeConnections } from "../pool/take-connections.ts";
import { read, writeAll } from "../sys/io.ts";
import { createPages } from "../sys/memory.ts";

const BUFFER_SIZE = 128 * 1024;
const buffer = createPages(BUFFER_SIZE);

function strEcho(connection: number): void {
  let piece = buffer;
  for (;;) {
    const count = read(connection, buffer);
    if (count === 0) return;
    // A view costs more than a system call: the last one serves again where pieces are alike.
    if (count !== piece.length) piece = buffer.subarray(0, count);
    writeAll(connection, piece);
  }
}

takeConnections(strEcho);
