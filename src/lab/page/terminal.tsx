// A program's terminal: xterm.js shows what the program prints, and obeys its control sequences, none of which reaches the page.

import { type ITheme, Terminal as Xterm } from "@xterm/xterm";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Observation, Role } from "../../timeline/observation.ts";
import { shownInTerminal } from "./terminal-output.ts";

interface TerminalProps {
  readonly role: Role;
  /** `Client 2: The select() client` */
  readonly name: string;
  readonly command: string;
  /** Another run begins with an empty terminal. */
  readonly run: number;
  readonly observations: readonly Observation[];
  /** Somebody types where nothing can be typed. */
  readonly typedAt?: () => void;
  /** Beside its name. */
  readonly beside?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Terminal(props: TerminalProps): JSX.Element {
  const { role, name, command, beside, children } = props;
  const place = useRef<HTMLDivElement>(null);
  useTerminal(place, props);
  return (
    <section class={`terminal ${role}`} aria-label={`${name}: its terminal`}>
      <div class="terminal-head">
        <h2 title={`${name}: ${command}`}>
          {name} <code>{command}</code>
        </h2>
        {beside}
      </div>
      <div class="screen" ref={place} tabindex={0} role="group" aria-label={`What ${name} has printed`} />
      {children}
    </section>
  );
}

function useTerminal(place: { readonly current: HTMLDivElement | null }, props: TerminalProps): void {
  const { role, run, observations, typedAt } = props;
  const shown = useRef<{ terminal: Xterm; run: number; count: number }>(undefined);
  useEffect(() => {
    if (place.current === null) return undefined;
    const terminal = openTerminal(place.current, typedAt);
    shown.current = { terminal, run, count: 0 };
    return () => terminal.dispose();
  }, [place]);
  useEffect(() => {
    const now = shown.current;
    if (now === undefined) return;
    if (now.run !== run || now.count > observations.length) {
      now.terminal.reset();
      [now.run, now.count] = [run, 0];
    }
    const text = observations
      .slice(now.count)
      .map((each) => shownInTerminal(each, role))
      .join("");
    now.count = observations.length;
    if (text !== "") now.terminal.write(text);
  });
}

/** The size that programs are told (program/program.ts), of which the last lines are shown. */
const SIZE = { cols: 80, rows: 7 } as const;

/** Lines that a key scrolls. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -SIZE.rows,
  PageDown: SIZE.rows,
};

function openTerminal(place: HTMLDivElement, typedAt: (() => void) | undefined): Xterm {
  const terminal = new Xterm({
    ...SIZE,
    fontSize: 12,
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
    disableStdin: true,
    screenReaderMode: true,
    scrollback: 5000,
    linkHandler: { activate: () => undefined }, // a program's link leads nowhere
    theme: themeNow(),
  });
  terminal.open(place);
  // Nothing can be typed there, so a keyboard does not come by; it comes by the screen, which it can scroll.
  if (terminal.textarea) terminal.textarea.tabIndex = -1;
  terminal.attachCustomKeyEventHandler(() => false);
  place.addEventListener("keydown", (event) => {
    // Whoever types here wants to type to the program, not to the screen.
    const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isText) typedAt?.();
    const lines = STEPS[event.key];
    if (lines === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    terminal.scrollLines(lines);
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => (terminal.options.theme = themeNow()));
  return terminal;
}

/** The page's own colours (page/styles.css); what is typed is bold, and so in the bright colour. */
function themeNow(): ITheme {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const [background, foreground, brightCyan] = isDark
    ? ["#1c2026", "#e6e9ed", "#6cb6ff"]
    : ["#ffffff", "#1b2026", "#0b5cad"];
  return { background, foreground, brightCyan, cursor: background };
}
