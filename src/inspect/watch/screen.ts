// A terminal as a screen: it is taken over, drawn on without flicker, and left as it was.

import {
  beginSynchronizedOutput,
  cursorHide,
  cursorShow,
  cursorTo,
  endSynchronizedOutput,
  enterAlternativeScreen,
  eraseEndLine,
  eraseScreen,
  exitAlternativeScreen,
} from "ansi-escapes";
import { emitKeypressEvents } from "node:readline";
import type { ReadStream, WriteStream } from "node:tty";
import { printable } from "../../report/sanitize.ts";
import type { Size } from "./frame.ts";

export interface Screen {
  size(): Size;
  /** Writes only the lines that have changed, all at once. */
  draw(lines: readonly string[]): void;
  /** The terminal as it was, with what it showed before. May be called twice, and when the process exits. */
  leave(): void;
}

export interface Events {
  /** A key by the name that Node's readline gives it: `up`, `return`, `q`, `ctrl-c`. */
  readonly pressed: (key: string) => void;
  readonly resized: () => void;
}

/** @param input what keys come from: left alone where it is no terminal */
export function takeOver(input: ReadStream, output: WriteStream, { pressed, resized }: Events): Screen {
  let drawn: readonly string[] = [];
  let isOurs = false;
  const hasKeys = input.isTTY === true;
  const onKey = (text: string | undefined, key: Key): void => {
    const name = key.name ?? text;
    if (name !== undefined) pressed(key.ctrl === true ? `ctrl-${name}` : name);
  };
  const redraw = (): void => {
    drawn = []; // a terminal that is resized wraps its lines, or moves them
    resized();
  };
  const leave = (): void => {
    if (!isOurs) return;
    isOurs = false;
    output.off("resize", redraw);
    if (hasKeys) {
      input.off("keypress", onKey).pause();
      input.setRawMode(false);
    }
    output.write(endSynchronizedOutput + cursorShow + exitAlternativeScreen);
  };
  isOurs = true;
  output.on("resize", redraw);
  if (hasKeys) {
    emitKeypressEvents(input);
    input.setRawMode(true).on("keypress", onKey).resume();
  }
  output.write(enterAlternativeScreen + cursorHide + eraseScreen);
  return {
    size: () => ({ columns: output.columns || 80, rows: output.rows || 24 }),
    draw(lines) {
      if (!isOurs) return;
      const text = changes(drawn, lines);
      drawn = lines;
      if (text !== "") output.write(beginSynchronizedOutput + text + endSynchronizedOutput);
    },
    leave,
  };
}

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

function changes(drawn: readonly string[], lines: readonly string[]): string {
  const erased = drawn.length === 0 ? eraseScreen : "";
  const changed = lines.map((line, i) =>
    line === drawn[i]
      ? ""
      : cursorTo(0, i) + printable(line) + (line === "" || drawn[i] !== undefined ? eraseEndLine : ""),
  );
  const left = drawn.slice(lines.length).map((_, i) => cursorTo(0, lines.length + i) + eraseEndLine);
  return erased + changed.join("") + left.join("");
}
