// What a person sees while a suite runs: a line for each case that has ended, and on a terminal one that says what runs.

import { clearLine, cursorTo } from "node:readline";
import { describeTerminal } from "../../report/terminal.ts";
import { printable } from "../../report/sanitize.ts";
import { writeLines } from "../../report/write.ts";
import { formatCase } from "../../suite/reporters/list.ts";
import type { CaseOutcome, CaseResult } from "../../suite/results.ts";

export interface Progress {
  began(id: string): void;
  /** It is run again, alone, after the rest. */
  waits(id: string): void;
  /** Its last result. */
  ended(result: CaseResult): void;
  /** A line of text. */
  say(line: string): void;
  /** Takes the line away. */
  stop(): void;
}

const REDRAW_MS = 200;

export function showProgress(output: NodeJS.WriteStream, name: "list" | "dots", total: number): Progress {
  const running = new Set<string>();
  let [done, failed] = [0, 0];
  const startMs = performance.now();
  const line = statusLine(output, name === "list", () => {
    const left = timeLeft(performance.now() - startMs, done, total);
    return [`${done}/${total}`, ...(failed > 0 ? [`${failed} failed`] : []), ...left, [...running].join(" ")];
  });
  return {
    began(id) {
      running.add(id);
      line.draw();
    },
    waits: (id) => void running.delete(id),
    ended(result) {
      running.delete(result.id);
      done += 1;
      if (result.outcome === "failed" || result.outcome === "stale") failed += 1;
      line.clear();
      if (name === "list") writeLines(output, [formatCase(result, describeTerminal(output, process.env))]);
      else output.write(dots[result.outcome]);
      line.draw();
    },
    say(text) {
      line.clear();
      writeLines(output, [text]);
      line.draw();
    },
    stop() {
      line.stop();
      if (name === "dots") output.write("\n");
    },
  };
}

const dots = {
  passed: ".",
  known: "k",
  skipped: "s",
  contended: "c",
  failed: "F",
  stale: "B",
  inconclusive: "?",
} as const satisfies Record<CaseOutcome, string>;

function timeLeft(spentMs: number, done: number, total: number): string[] {
  if (done === 0) return [];
  const seconds = Math.ceil(((spentMs / done) * (total - done)) / 1000);
  return seconds > 1 ? [`${seconds} s left`] : [];
}

interface StatusLine {
  draw(): void;
  clear(): void;
  stop(): void;
}

/** The last line of a terminal, within its width; nothing where there is none, or beside dots. */
function statusLine(
  output: NodeJS.WriteStream,
  isWanted: boolean,
  parts: () => readonly string[],
): StatusLine {
  if (!isWanted || output.isTTY !== true)
    return { draw: () => undefined, clear: () => undefined, stop: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    cursorTo(output, 0);
    clearLine(output, 0);
  };
  const show = (): void => {
    timer = undefined;
    clear();
    output.write(printable(parts().join("  ")).slice(0, (output.columns || 80) - 1));
  };
  return {
    draw: () => void (timer ??= setTimeout(show, REDRAW_MS)),
    clear,
    stop() {
      clearTimeout(timer);
      clear();
    },
  };
}
