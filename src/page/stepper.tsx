// The slider: from one row of the ladder to the next. Down is later, as in the ladder.

import type { JSX } from "preact";
import type { Picture } from "../picture/picture.ts";
import { formatMoment } from "./format.ts";

interface StepperProps {
  readonly picture: Picture;
  readonly row: number;
  readonly select: (row: number) => void;
  readonly label: string;
}

export function Stepper({ picture, row, select, label }: StepperProps): JSX.Element {
  const { rows } = picture;
  const last = rows.length - 1;
  const selected = rows[row];
  const text = selected ? `${formatMoment(selected.atNs)}: ${selected.text}` : "";
  return (
    <div class="stepper">
      <button type="button" aria-label="Earlier" disabled={row <= 0} onClick={() => select(row - 1)}>
        ▲
      </button>
      <button type="button" aria-label="Later" disabled={row >= last} onClick={() => select(row + 1)}>
        ▼
      </button>
      <input
        type="range"
        min={0}
        max={Math.max(0, last)}
        value={row}
        aria-label={label}
        aria-valuetext={text}
        onInput={(event) => select(Number(event.currentTarget.value))}
        onKeyDown={(event) => stepByKey(event, row, last, select)}
      />
      <output>{selected ? formatMoment(selected.atNs) : ""}</output>
    </div>
  );
}

const PAGE = 10;

/** Arrow keys and j, k: one row; Page Up and Down ten; Home and End. Other keys are left alone. */
export function stepByKey(
  event: KeyboardEvent,
  row: number,
  last: number,
  select: (row: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowRight: row + 1,
    j: row + 1,
    ArrowUp: row - 1,
    ArrowLeft: row - 1,
    k: row - 1,
    PageDown: row + PAGE,
    PageUp: row - PAGE,
    Home: 0,
    End: last,
  };
  const to = next[event.key];
  if (to === undefined) return;
  event.preventDefault();
  select(Math.min(last, Math.max(0, to)));
}
