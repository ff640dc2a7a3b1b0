// The echo client rewritten with select() (UNP 6.4, 6.7): waits on its input and on the socket at once, and half-closes at the end of
// its input, so that the lines still under way come back.

import { POLLIN, POLLOUT, close, poll, read } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { sendSome, shutdownWrite } from "../sys/socket.ts";
import { type Ending, type Print, TERMINATED_PREMATURELY } from "./ending.ts";

const BUFFER_SIZE = 64 * 1024;
const NOT_WAITED_FOR = -1; // poll(2) passes over negative descriptors

/** Copies input to the socket and the socket to output until the server has sent its FIN. Closes the socket. */
export function strCliBoth(socket: number, input: number, print: Print): Ending {
  const typed = new Uint8Array(BUFFER_SIZE);
  const received = new Uint8Array(BUFFER_SIZE);
  let unsent: Uint8Array = typed.subarray(0, 0);
  let inputOpen = true;

  for (;;) {
    const wantsInput = inputOpen && unsent.length === 0;
    const [fromInput = 0, fromSocket = 0] = poll(
      [
        { fd: wantsInput ? input : NOT_WAITED_FOR, events: POLLIN },
        { fd: socket, events: unsent.length > 0 ? POLLIN | POLLOUT : POLLIN },
      ],
      -1,
    );
    if ((fromSocket & ~POLLOUT) !== 0) {
      const count = read(socket, received);
      if (count === 0) {
        close(socket); // the FIN goes out now, and not only after the message
        return inputOpen || unsent.length > 0 ? TERMINATED_PREMATURELY : { exitCode: 0 };
      }
      print(received.subarray(0, count));
    }
    if (fromInput !== 0) {
      const count = read(input, typed);
      inputOpen = count > 0;
      unsent = typed.subarray(0, count);
      if (!inputOpen) halfClose(socket);
    }
    if (unsent.length > 0) unsent = unsent.subarray(sendSome(socket, unsent));
  }
}

/** Where the connection has ended meanwhile, the read that follows says how. */
function halfClose(socket: number): void {
  try {
    shutdownWrite(socket);
  } catch (error) {
    if (!isSystemError(error) || error.code !== "ENOTCONN") throw error;
  }
}
