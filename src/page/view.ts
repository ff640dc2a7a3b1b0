// What the reader is looking at, as the part after `#` in the address, so that a moment can be linked to.

import { useEffect, useState } from "preact/hooks";

export interface View {
  /** The run shown; undefined: the table of all. */
  readonly run?: number | undefined;
  /** The observation selected in it. */
  readonly at?: number | undefined;
  /** A second run beside it, and the observation selected there. */
  readonly beside?: number | undefined;
  readonly besideAt?: number | undefined;
}

const keys = ["run", "at", "beside", "besideAt"] as const;

/** `#run=0&at=27&beside=1` */
export function formatView(view: View): string {
  const given = keys.flatMap((key) => (view[key] === undefined ? [] : [`${key}=${view[key]}`]));
  return `#${given.join("&")}`;
}

/** Leaves out whatever is not a whole number. */
function parseView(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  return Object.fromEntries(
    keys.flatMap((key) => (/^\d+$/.test(given.get(key) ?? "") ? [[key, Number(given.get(key))]] : [])),
  );
}

/**
 * The current view, and a function that changes it: with a new history entry, or, within a run, replacing the current one.
 */
export function useView(): readonly [View, (view: View) => void] {
  const [view, setPlace] = useState(() => parseView(location.hash));
  useEffect(() => {
    const listen = (): void => setPlace(parseView(location.hash));
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  const go = (next: View): void => {
    const isSamePage = next.run === view.run && next.beside === view.beside;
    history[isSamePage ? "replaceState" : "pushState"](null, "", formatView(next));
    setPlace(next);
  };
  return [view, go];
}
