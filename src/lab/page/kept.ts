// What a reader has chosen in a part of the page, of which the lab knows nothing: it is still there when that part comes
// back, after another client was looked at or the page was loaded again. The browser keeps it with this entry of its
// history.

import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";

/** The part of the page: of which run and client it is. */
export const Part: ReturnType<typeof createContext<string>> = createContext("");

type Kept = Readonly<Record<string, unknown>>;

function readKept(): Kept {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null ? (state as Kept) : {};
}

/** As `useState`, with a name that nothing else has in its part. */
export function useKept<T>(name: string, initial: T): readonly [T, (next: T) => void] {
  const key = `${useContext(Part)} ${name}`;
  const [value, set] = useState(() => {
    const kept = readKept();
    return Object.hasOwn(kept, key) ? (kept[key] as T) : initial;
  });
  const choose = (next: T): void => {
    set(() => next);
    history.replaceState({ ...readKept(), [key]: next }, "");
  };
  return [value, choose];
}
