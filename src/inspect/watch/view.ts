// What the user has chosen to see, and what each key does to it. Pure.

import { type Order, type Row, orders } from "./rows.ts";

export interface View {
  /** The chosen row; it stays chosen wherever it moves. */
  readonly chosen?: string;
  /** Where it was last: once it is gone the one that has taken its place is chosen. */
  readonly place: number;
  readonly order: Order;
  readonly all: boolean;
  readonly isPaused: boolean;
  /** Its details are shown, from this line on. */
  readonly open?: number;
}

export const firstView: View = { place: 0, order: "worst", all: false, isPaused: false };

/** How many lines a page has, of the list or of the details. */
export interface Room {
  readonly page: number;
  /** How many lines the details have. */
  readonly lines: number;
}

export function placeOf({ chosen, place }: View, rows: readonly Row[]): number {
  const found = rows.findIndex(({ key }) => key === chosen);
  return found >= 0 ? found : Math.max(0, Math.min(place, rows.length - 1));
}

/** The view after a key, by the name that Node's readline gives it. The same object if the key means nothing. */
export function press(view: View, key: string, rows: readonly Row[], room: Room): View {
  const step = steps[key]?.(room.page);
  if (step !== undefined) return move(view, step, rows, room);
  return actions[key]?.(view, rows) ?? view;
}

type Action = (view: View, rows: readonly Row[]) => View;

const open: Action = (view, rows) =>
  rows.length === 0 || view.open !== undefined
    ? view
    : choose({ ...view, open: 0 }, placeOf(view, rows), rows);
const close: Action = (view) => {
  const { open: _, ...rest } = view;
  return rest;
};
const pause: Action = (view) => ({ ...view, isPaused: !view.isPaused });
const sort: Action = (view, rows) => ({
  ...close(view, rows),
  order: orders[(orders.indexOf(view.order) + 1) % orders.length] ?? "worst",
});
/** Between findings and connections: a row of one is none of the other. */
const showOthers: Action = ({ order, all, isPaused }) => ({ place: 0, order, all: !all, isPaused });

const actions: Readonly<Record<string, Action>> = {
  return: open,
  right: open,
  l: open,
  escape: close,
  left: close,
  h: close,
  backspace: close,
  s: sort,
  a: showOthers,
  p: pause,
  space: pause,
};

const steps: Readonly<Record<string, (page: number) => number>> = {
  up: () => -1,
  k: () => -1,
  down: () => 1,
  j: () => 1,
  pageup: (page) => -page,
  pagedown: (page) => page,
  home: () => -Infinity,
  g: () => -Infinity,
  end: () => Infinity,
};

function move(view: View, step: number, rows: readonly Row[], { page, lines }: Room): View {
  if (view.open === undefined) return choose(view, placeOf(view, rows) + step, rows);
  return { ...view, open: Math.max(0, Math.min(view.open + step, lines - page)) };
}

function choose(view: View, wanted: number, rows: readonly Row[]): View {
  const place = Math.max(0, Math.min(wanted, rows.length - 1));
  const key = rows[place]?.key;
  return key === undefined ? view : { ...view, place, chosen: key };
}
