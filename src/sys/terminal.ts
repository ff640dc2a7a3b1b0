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
const ICANON = 0o2;

/** What a terminal takes of a line before it cuts the rest: N_TTY_BUF_SIZE, less the newline (drivers/tty/n_tty.c). */
export const LONGEST_LINE = 4095;

/** The terminal no longer prints what is typed on it: all it shows then is what its program prints. */
export function turnEchoOff(fd: number): void {
  const settings = readSettings(fd);
  const view = new DataView(settings.buffer);
  view.setUint32(LOCAL_FLAGS, view.getUint32(LOCAL_FLAGS, true) & ~ECHO, true);
  check(tcsetattrRaw(fd, 0, settings), "tcsetattr");
}

/** How many bytes of a line it takes now: all of them from the moment its program reads characters and not lines. */
export function longestLine(fd: number): number {
  const isCanonical = (new DataView(readSettings(fd).buffer).getUint32(LOCAL_FLAGS, true) & ICANON) !== 0;
  return isCanonical ? LONGEST_LINE : Number.POSITIVE_INFINITY;
}

/** struct termios. */
function readSettings(fd: number): Uint8Array<ArrayBuffer> {
  const settings = new Uint8Array(TERMIOS_SIZE);
  check(tcgetattrRaw(fd, settings), "tcgetattr");
  return settings;
}
