// The screen of a program's terminal: xterm.js. It is a script of its own, five times as large as the rest of the page, and
// loaded once the lab has started and the page shows it.

import { type ITheme, Terminal as Xterm } from "@xterm/xterm";

/** The size that programs are told (program/program.ts), of which the last lines are shown. */
const SIZE = { cols: 80, rows: 7 } as const;

/** Lines that a key scrolls. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -SIZE.rows,
  PageDown: SIZE.rows,
};

export function openScreen(place: HTMLElement, typedAt: (() => void) | undefined): Xterm {
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
