// One child of the echo server: a process that echoes one connection after another with read(2) and write(2) (UNP 5.3,
// with a pre-forked pool as in UNP 30.6).

import { takeConnections } from "../pool/take-connections.ts";
import { addressOf } from "../sys/libc.ts";
import { createPages } from "../sys/memory.ts";
import { readInto, writeFrom } from "../sys/stream.ts";

const BUFFER_SIZE = 256 * 1024;
const buffer = createPages(BUFFER_SIZE);
/** A number: to hand a view over to each call, and to make one for each length, costs more than the call itself. */
const address = addressOf(buffer);

function strEcho(connection: number): void {
  for (;;) {
    const count = readInto(connection, address, BUFFER_SIZE);
    if (count === 0) return;
    writeFrom(connection, address, count);
  }
}

takeConnections(strEcho);
