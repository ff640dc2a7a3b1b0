// The control runs that a run is held against: none, one, or several.

import type { ControlRecord } from "./record.ts";

/** There was none: whatever the client does counts as a reaction. */
export const NOTHING_TO_COMPARE: ControlRecord = { none: true, lines: [], signs: [], answered: [] };

/** Each of them, the first one first. */
export function controlsOf(control: ControlRecord | undefined): readonly ControlRecord[] {
  if (control === undefined || control.none) return [];
  return [control, ...(control.more ?? [])];
}

/** Without the fault it ends by itself, in one control at least: it does what it was started for. */
export function endsInControl(control: ControlRecord | undefined): boolean {
  return controlsOf(control).some(({ signs }) => signs.some(({ kind }) => kind === "exit"));
}
