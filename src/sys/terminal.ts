// The line discipline of a terminal (termios(3)).

import { check, declare } from "./libc.ts";

const tcgetattrRaw = declare<(fd: number, settings: Uint8Array) => number>(
  "int tcgetattr(int fd, _Out_ void *termios)",
);
const tcsetattrRaw = declare<(fd: number, when: number, settings: Uint8Array) => number>(
  "int tcsetattr(int fd, int actions, const void *termios)",
);

const TERMIOS_SIZE = 60; // glibc's struct termios; musl's is no larger
const LOCAL_FLAGS = 12;
const ECHO = 0o10;

/** Stops the terminal from printing what is typed on it, so that all it shows is what its program prints. */
export function turnEchoOff(fd: number): void {
  const settings = new Uint8Array(TERMIOS_SIZE);
  const view = new DataView(settings.buffer);
  check(tcgetattrRaw(fd, settings), "tcgetattr");
  view.setUint32(LOCAL_FLAGS, view.getUint32(LOCAL_FLAGS, true) & ~ECHO, true);
  check(tcsetattrRaw(fd, 0, settings), "tcsetattr");
}
