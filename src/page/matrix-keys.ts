// The keyboard in the table of runs: arrows go from cell to cell, and `/` goes to the filter. Enter follows the cell's link.

import { useEffect } from "preact/hooks";

/** Rows down and columns to the right. */
const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

const CELLS = "a.cell";
/** Sent to a row whose cells are not drawn yet. */
export const NEEDED = "needed";
const NOT_DRAWN = "later";

/** How often it is looked whether a row has been drawn: a few milliseconds each. */
const MOST_LOOKS = 100;

/** A key that comes while a row is being drawn has its turn afterwards. */
let moved: Promise<void> = Promise.resolve();

/** For the table's key presses. */
export function moveByArrow(event: KeyboardEvent): void {
  const step = steps[event.key];
  if (step === undefined || !cellAt(event.target as Element) || hasModifier(event)) return;
  event.preventDefault(); // nothing scrolls by itself
  moved = moved.then(() => move(step));
}

async function move(step: readonly [number, number]): Promise<void> {
  const from = cellAt(document.activeElement);
  if (!from) return;
  let next = nextCell(from, step);
  for (let looks = 0; next instanceof HTMLTableRowElement && looks < MOST_LOOKS; looks += 1) {
    next.dispatchEvent(new Event(NEEDED));
    await new Promise((resolve) => setTimeout(resolve));
    next = nextCell(from, step);
  }
  if (!(next instanceof HTMLTableRowElement)) next?.focus();
}

function cellAt(element: Element | null): HTMLTableCellElement | null | undefined {
  return element?.closest(CELLS)?.closest("td");
}

/** Cells without a run, and empty ones, are passed over. A row whose cells are not drawn comes first. */
function nextCell(
  { parentElement: row, cellIndex }: HTMLTableCellElement,
  [down, right]: readonly [number, number],
): HTMLElement | undefined {
  const { rows = [] } = row?.closest("table") ?? {};
  let [y, x] = [(row as HTMLTableRowElement).rowIndex + down, cellIndex + right];
  for (let cell = rows[y]?.cells[x]; rows[y] !== undefined; cell = rows[y]?.cells[x]) {
    if (rows[y]?.matches(`.${NOT_DRAWN}`)) return rows[y];
    if (cell === undefined) return undefined;
    const found = cell.querySelector<HTMLElement>(CELLS);
    if (found !== null) return found;
    [y, x] = [y + down, x + right];
  }
  return undefined;
}

/** Unless something is being typed. */
export function useSlash(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isTyping = (event.target as Element).matches("input, select, textarea");
      if (event.key !== "/" || isTyping || hasModifier(event)) return;
      event.preventDefault();
      document.querySelector<HTMLElement>(".filters input")?.focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function hasModifier({ ctrlKey, metaKey, altKey, shiftKey, key }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey || (shiftKey && key !== "/");
}
