// The echo client of UNP 5.5: waits on one source at a time, first the terminal, then the socket.

import { read, writeAll } from "../sys/io.ts";
import { type Lines, createLines } from "./lines.ts";
import { type Ending, type Print, TERMINATED_PREMATURELY } from "./ending.ts";

const MAXLINE = 4096;

export interface StrCliOptions {
  /** How a line is written to the socket. */
  readonly send?: (socket: number, line: Uint8Array) => void;
  /**
   * Another line of input, whatever it is, comes between the write and the read: this lets a scenario choose what
   * comes first.
   */
  readonly readOnReturn?: boolean;
}

/**
 * Until the end of its input: takes a line, writes it to the socket, reads the line that comes back, prints it.
 * A line longer than MAXLINE goes in pieces, as with fgets(3), so that no line is too long for the buffers between.
 */
export function strCli(
  socket: number,
  input: number,
  print: Print,
  { send = writeAll, readOnReturn = false }: StrCliOptions = {},
): Ending {
  const typed = createLines((buffer) => read(input, buffer), MAXLINE);
  const answers = createLines((buffer) => read(socket, buffer), MAXLINE);
  for (let line = typed.next(); line !== undefined; line = typed.next()) {
    send(socket, line);
    if (readOnReturn) typed.next();
    const complete = readAnswer(answers, line, print);
    if (!complete) return TERMINATED_PREMATURELY;
  }
  return { exitCode: 0 };
}

const NEWLINE = 0x0a;

/** A reply ends with a newline; a reply to a piece without one ends after as many bytes as were sent. */
function readAnswer(answers: Lines, sent: Uint8Array, print: Print): boolean {
  const wholeLine = sent.at(-1) === NEWLINE;
  for (let received = 0; wholeLine || received < sent.length;) {
    const piece = answers.next(wholeLine ? MAXLINE : sent.length - received);
    if (piece === undefined) return false;
    print(piece);
    received += piece.length;
    if (wholeLine && (piece.at(-1) === NEWLINE || received >= MAXLINE)) return true;
  }
  return true;
}
