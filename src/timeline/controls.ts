// The control runs that a run is held against: none, one, or several.

import type { ControlRecord } from "./record.ts";

/** Each of them, the first one first. */
export function controlsOf(control: ControlRecord | undefined): readonly ControlRecord[] {
  if (control === undefined || control.none) return [];
  return [control, ...(control.more ?? [])];
}
