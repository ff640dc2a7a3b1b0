// The pages that look on, and what they are told: that a run has begun, what was seen, how things are, what there is to say.

import type { Observation } from "../../timeline/observation.ts";
import type { LabState } from "../messages.ts";
import { createBatch, createLook } from "./pacing.ts";

export interface LabListener {
  /** A run has begun: nothing that was seen before is of it. */
  readonly began: () => void;
  readonly observed: (observations: readonly Observation[]) => void;
  readonly changed: (state: LabState) => void;
}

export interface Audience {
  /** Returns what ends it. */
  listen(listener: LabListener): () => void;
  /** How things are now. */
  state(): LabState;
  began(): void;
  seen(observation: Observation): void;
  /** Something may have changed. */
  soon(): void;
  /** Something has: they are told at once. */
  now(): void;
  say(text: string): void;
  /** What was said is over: it was about something else. */
  forget(): void;
  /** What was seen until now. */
  flush(): void;
  /** Nothing more will change. */
  close(): void;
}

/** How many of the things that were said are kept. */
const NOTES = 20;

export function createAudience(stateWith: (notes: readonly string[]) => LabState): Audience {
  const listeners = new Set<LabListener>();
  const notes: string[] = [];
  let last = "";
  const state = (): LabState => stateWith(notes);
  const now = (): void => {
    if (listeners.size === 0) return; // to find out how things are costs more, the longer the run
    const told = state();
    const text = JSON.stringify(told);
    if (text === last) return;
    last = text;
    for (const { changed } of listeners) changed(told);
  };
  const look = createLook(now);
  const batch = createBatch<Observation>((seen) => {
    for (const { observed } of listeners) observed(seen);
  });
  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    state,
    began() {
      for (const { began } of listeners) began();
    },
    seen: batch.add,
    soon: look.soon,
    now,
    say(text) {
      notes.push(text);
      if (notes.length > NOTES) notes.shift();
      look.soon();
    },
    forget: () => void notes.splice(0),
    flush: batch.flush,
    close: look.stop,
  };
}
