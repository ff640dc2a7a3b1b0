// A terminal for tests: a program on a pty, and what it shows, as far as deadpeer's own sequences go.

import { createRequire } from "node:module";
import type { IPty } from "@lydell/node-pty";
import type { TestContext } from "node:test";
import { readTree } from "../../src/sys/proc.ts";
import { cli, eventually } from "./harness.ts";

export interface Shown {
  /** What is on the screen now, without blanks at the ends of lines. */
  lines(): string[];
  /** All that was written. */
  written(): string;
  type(keys: string): void;
  /** The terminal goes away. */
  hangUp(): void;
  resize(columns: number, rows: number): void;
  /** Of the command. */
  pid(): number;
  until(what: string, isSo: (screen: string) => boolean): Promise<void>;
  /** Its exit code, and the terminal's settings before and after. */
  ended(): Promise<{ readonly code: number; readonly before: string; readonly after: string }>;
}

/** The command on a terminal, between two looks at the terminal's settings: `stty -g` before it and after it. */
export function deadpeerOnTerminal(
  t: TestContext,
  args: readonly string[],
  [columns, rows]: readonly [number, number],
  env: Readonly<Record<string, string>> = {},
): Shown {
  const pty = createRequire(import.meta.url)("@lydell/node-pty") as {
    spawn(file: string, args: readonly string[], options: object): IPty & { destroy(): void };
  };
  // Ctrl-C is for the command, and not for the shell around it.
  const inForeground = `trap : INT; echo "settings $(stty -g)"; "$0" "$@"; code=$?; echo "settings $(stty -g)"; echo "ended with $code"`;
  const terminal = pty.spawn("sh", ["-c", inForeground, process.execPath, cli, ...args], {
    cols: columns,
    rows,
    env: { ...process.env, TERM: "xterm-256color", LANG: "C.UTF-8", ...env },
  });
  const [screen, written] = [createEmulator(), [] as string[]];
  terminal.onData((text) => {
    written.push(text);
    screen.write(text);
  });
  t.after(() => {
    try {
      process.kill(-terminal.pid, "SIGKILL");
    } catch {
      // it has ended
    }
  });
  return {
    lines: screen.lines,
    written: () => written.join(""),
    type: (keys) => terminal.write(keys),
    hangUp: () => terminal.destroy(),
    resize: (wide, high) => terminal.resize(wide, high),
    pid: () => readTree(terminal.pid).at(-1)?.pid ?? 0,
    until: (what, isSo) =>
      eventually(what, () => isSo(screen.lines().join("\n"))).then(
        () => undefined,
        (error: Error) => Promise.reject(new Error(`${error.message}\n${screen.lines().join("\n")}`)),
      ),
    ended: () =>
      eventually("its end", () => {
        const code = /ended with (\d+)\r\n/.exec(written.join(""))?.[1];
        const [before = "", after = "?"] = written.join("").match(/settings [\w:]+/g) ?? [];
        return code !== undefined && { code: Number(code), before, after };
      }),
  };
}

const SEQUENCE = /^\u001b\[(\??)([\d;]*)([A-Za-z])/; // oxlint-disable-line no-control-regex -- that is what it is

/** Moves, erasing, and letters of one column. */
function createEmulator(): { write(text: string): void; lines(): string[] } {
  let lines: string[][] = [];
  let [x, y, rest] = [0, 0, ""];
  const obey = (final: string, numbers: string): void => {
    const [row = 1, column = 1] = numbers.split(";").map((number) => Number(number) || 1);
    if (final === "H") [x, y] = [column - 1, row - 1];
    else if (final === "J") lines = [];
    else if (final === "K") lines[y] = (lines[y] ?? []).slice(0, x);
  };
  return {
    write(text) {
      rest += text;
      while (rest !== "") {
        const found = SEQUENCE.exec(rest);
        if (found === null && rest.startsWith("\u001b") && rest.length < 16) return; // the other half is to come
        if (found !== null) obey(found[3] ?? "", found[2] ?? "");
        else if (rest.startsWith("\r")) x = 0;
        else if (rest.startsWith("\n")) y += 1;
        else (lines[y] ??= [])[x++] = rest.charAt(0);
        rest = rest.slice(found?.[0].length ?? 1);
      }
    },
    lines: () =>
      Array.from(lines, (line) =>
        Array.from(line ?? [], (letter) => letter ?? " ")
          .join("")
          .trimEnd(),
      ),
  };
}
