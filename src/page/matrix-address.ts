// The filter of the table, as the part after `#` in the address: `#client=psql&outcome=failed`.

import { useEffect, useState } from "preact/hooks";
import { type Filter, everything } from "./matrix-cells.ts";

const keys = Object.keys(everything) as (keyof Filter)[];

function format(filter: Filter): string {
  const given = keys.flatMap((key) => (filter[key] === "" ? [] : [[key, filter[key]]]));
  return `#${new URLSearchParams(given).toString()}`;
}

function parse(hash: string): Filter {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  return Object.fromEntries(keys.map((key) => [key, given.get(key) ?? ""])) as unknown as Filter;
}

/** The current filter, and a function that changes it: each choice is an entry of the history, each letter typed is not. */
export function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const [filter, setFilter] = useState(() => parse(location.hash));
  useEffect(() => {
    const listen = (): void => setFilter(parse(location.hash));
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  const change = (next: Filter): void => {
    const isTyped = next.text !== filter.text;
    history[isTyped ? "replaceState" : "pushState"](null, "", format(next));
    setFilter(next);
  };
  return [filter, change];
}
