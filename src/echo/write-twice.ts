// The client of UNP 5.13: writes the first byte of a line by itself, waits for the reply to it, and then writes
// the rest. To a server that is gone the first write elicits an RST; the second one is the one that fails.

import { POLLERR, POLLHUP, POLLIN, POLLRDHUP, poll, writeAll } from "../sys/io.ts";

/** The book's client sleeps for a second. This one continues as soon as it can. */
const LONGEST_MS = 1000;

export function writeTwice(socket: number, line: Uint8Array): void {
  writeAll(socket, line.subarray(0, 1));
  const [seen = 0] = poll([{ fd: socket, events: POLLIN | POLLRDHUP }], LONGEST_MS);
  // The server has sent its FIN: its host's RST is what is waited for.
  if ((seen & POLLRDHUP) !== 0 && (seen & (POLLERR | POLLHUP)) === 0)
    poll([{ fd: socket, events: 0 }], LONGEST_MS);
  writeAll(socket, line.subarray(1));
}
