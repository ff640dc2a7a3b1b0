// `deadpeer inspect --watch`: looks once a second, and shows what there is to see on a screen, or as text where there is
// none.

import type { ReadStream, WriteStream } from "node:tty";
import { type Terminal, describeTerminal } from "../../report/terminal.ts";
import type { Inspection, InspectOptions } from "../inspect.ts";
import { notVisibleLines, summarize } from "../text.ts";
import { type Shown, type Size, frame, roomOf } from "./frame.ts";
import { createLooks } from "./looks.ts";
import { createRest } from "./rest.ts";
import { type Row, rowsOf, sortRows } from "./rows.ts";
import { type Screen, takeOver } from "./screen.ts";
import { type View, firstView, placeOf, press } from "./view.ts";

export interface WatchOptions {
  readonly inspect: InspectOptions;
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Returns when the user has had enough: `interrupted` by Ctrl-C. The terminal is then as it was. */
export async function watchOnScreen(options: WatchOptions): Promise<"quit" | "interrupted"> {
  const { signal, inspect, input, output } = options;
  const look = createLooks();
  const rest = createRest(signal);
  const state = createState(await look(inspect), { ...firstView, all: inspect.all });
  const screen = openScreen(options, state, rest.end);
  process.on("exit", screen.leave);
  const gone = (): void => {
    state.end("quit"); // the terminal is: there is nobody left to show it to
    rest.end();
  };
  output.on("error", gone);
  input.on("error", gone).on("end", gone);
  try {
    while (!signal.aborted && state.ended() === undefined) {
      screen.draw();
      await rest.afterLook();
      const { view } = state;
      if (!view.isPaused && state.ended() === undefined && !signal.aborted)
        state.show(await look({ ...inspect, all: view.all }));
    }
    return state.ended() ?? "quit";
  } finally {
    screen.leave();
    process.off("exit", screen.leave);
    input.off("end", gone);
  }
}

interface State {
  view: View;
  show(inspection: Inspection): void;
  shown(terminal: Terminal): Shown;
  end(how: "quit" | "interrupted"): void;
  ended(): "quit" | "interrupted" | undefined;
}

function createState(first: Inspection, view: View): State {
  let inspection = first;
  let details: readonly string[] = [];
  let how: "quit" | "interrupted" | undefined;
  const state: State = {
    view,
    show: (next) => void (inspection = next),
    shown(terminal) {
      const { view: current } = state;
      const rows = rowsOf(inspection, current.all);
      const row = chosenRow(current, rows);
      if (row !== undefined || current.open === undefined)
        details = row?.details({ ...terminal, colour: false }) ?? [];
      return {
        summary: summarize(inspection),
        notes: notVisibleLines(inspection.scan.notVisible),
        rows,
        at: timeOf(inspection),
        details,
        isOver: row === undefined && current.open !== undefined,
      };
    },
    end: (ended) => void (how ??= ended),
    ended: () => how,
  };
  return state;
}

/** None, once the one that is open is over. */
function chosenRow(view: View, rows: readonly Row[]): Row | undefined {
  if (view.open !== undefined) return rows.find(({ key }) => key === view.chosen);
  const sorted = sortRows(rows, view.order);
  return sorted[placeOf(view, sorted)];
}

/** `14:02:11` */
export function timeOf({ scan }: Inspection): string {
  return new Date(scan.atMs).toTimeString().slice(0, 8);
}

/** @param wake ends the rest, for what has to be looked at again */
function openScreen(
  { input, output, env }: WatchOptions,
  state: State,
  wake: () => void,
): { draw(): void; leave(): void } {
  let screen: Screen | undefined;
  const terminalOf = ({ columns }: Size): Terminal => ({
    ...describeTerminal(output, env),
    width: Math.max(20, columns - 1),
  });
  const draw = (): void => {
    const size = screen?.size() ?? { columns: 80, rows: 24 };
    const terminal = terminalOf(size);
    screen?.draw(frame(state.shown(terminal), state.view, size, terminal));
  };
  const open = (): Screen => takeOver(input, output, { pressed, resized: draw });
  function pressed(key: string): void {
    if (key === "q" || key === "ctrl-c") {
      state.end(key === "q" ? "quit" : "interrupted");
      return wake();
    }
    if (key === "ctrl-z") return suspend();
    const before = state.view;
    const size = screen?.size() ?? { columns: 80, rows: 24 };
    const shown = state.shown(terminalOf(size));
    state.view = press(before, key, sortRows(shown.rows, before.order), roomOf(shown, size));
    if (state.view.all !== before.all || (before.isPaused && !state.view.isPaused)) wake();
    draw();
  }
  /**
   * As a shell's user expects: the terminal is the shell's until `fg`. This process stops in kill(2); where no shell could
   * continue it, it does not stop at all (setpgid(2): orphaned process groups).
   */
  function suspend(): void {
    screen?.leave();
    process.kill(process.pid, "SIGTSTP");
    screen = open();
    draw();
  }
  screen = open();
  return { draw, leave: () => screen?.leave() };
}

export interface PlainOptions {
  readonly inspect: InspectOptions;
  readonly signal: AbortSignal;
  /** Called for the first look, and for each that has other findings than the one before. */
  readonly changed: (inspection: Inspection) => void;
  /** Whether nobody reads any more. */
  readonly isClosed: () => boolean;
}

/** For a pipe, a file, and a terminal that cannot be drawn on. */
export async function watchAsText({ inspect, signal, changed, isClosed }: PlainOptions): Promise<void> {
  const look = createLooks();
  const rest = createRest(signal);
  let last: string | undefined;
  while (!signal.aborted && !isClosed()) {
    const inspection = await look(inspect);
    const findings = rowsOf(inspection, false)
      .map(({ key }) => key)
      .join("\n");
    if (findings !== last) changed(inspection);
    last = findings;
    await rest.afterLook();
  }
}
