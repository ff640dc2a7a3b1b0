// Where the reader is: the part after `#` in the address, so that a moment can be linked to.

import { useEffect, useState } from "preact/hooks";

export interface Place {
  /** The run that is looked at; undefined: the table of all. */
  readonly run?: number | undefined;
  /** The observation selected in it. */
  readonly at?: number | undefined;
  /** A run beside it, and the observation selected there. */
  readonly beside?: number | undefined;
  readonly besideAt?: number | undefined;
}

const keys = ["run", "at", "beside", "besideAt"] as const;

/** `#run=0&at=27&beside=1` */
export function formatPlace(place: Place): string {
  const given = keys.flatMap((key) => (place[key] === undefined ? [] : [`${key}=${place[key]}`]));
  return `#${given.join("&")}`;
}

/** What is no whole number is left out. */
function parsePlace(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  return Object.fromEntries(
    keys.flatMap((key) => (/^\d+$/.test(given.get(key) ?? "") ? [[key, Number(given.get(key))]] : [])),
  );
}

/** Where the reader is, and how to go elsewhere: as a step that Back undoes, or, within a run, in its place. */
export function usePlace(): readonly [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const listen = (): void => setPlace(parsePlace(location.hash));
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  const go = (next: Place): void => {
    const isSamePage = next.run === place.run && next.beside === place.beside;
    history[isSamePage ? "replaceState" : "pushState"](null, "", formatPlace(next));
    setPlace(next);
  };
  return [place, go];
}
