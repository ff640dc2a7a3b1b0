// A row of the table of runs. Its cells are drawn once it comes near what can be seen: of thousands, most never do.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sanitize } from "../report/sanitize.ts";
import { CellMark } from "./matrix-cell.tsx";
import type { MatrixRow } from "./matrix-cells.ts";
import { NEEDED } from "./matrix-keys.ts";

/** So many rows are there at once: more than a window shows. */
export const FIRST_ROWS = 20;
const NEAR = "600px";

interface RowProps {
  readonly row: MatrixRow;
  readonly columns: readonly string[];
  readonly open: (run: number) => void;
  readonly isFirst: boolean;
}

export function Row({ row, columns, open, isFirst }: RowProps): JSX.Element {
  const place = useRef<HTMLTableRowElement>(null);
  const isNear = useNear(place, isFirst);
  return (
    <tr ref={place} class={isNear ? "" : "later"}>
      <th scope="row">{sanitize(row.name, 120)}</th>
      {isNear ? (
        columns.map((column) => (
          <td key={column}>
            {row.cells.get(column)?.map((cell) => (
              <CellMark key={cell.run} cell={cell} open={open} />
            ))}
          </td>
        ))
      ) : (
        <td colspan={columns.length} />
      )}
    </tr>
  );
}

/** What was near once stays drawn. */
function useNear(place: { readonly current: HTMLElement | null }, isFirst: boolean): boolean {
  const [isNear, setNear] = useState(isFirst);
  useEffect(() => {
    const { current: row } = place;
    if (isNear || row === null) return undefined;
    const show = (): void => setNear(true);
    const root = row.closest(".scroll");
    const observer = new IntersectionObserver(
      (seen) => seen.some(({ isIntersecting }) => isIntersecting) && show(),
      { root, rootMargin: NEAR },
    );
    observer.observe(row);
    row.addEventListener(NEEDED, show); // the keyboard wants to go there
    addEventListener("beforeprint", show);
    return () => {
      observer.disconnect();
      row.removeEventListener(NEEDED, show);
      removeEventListener("beforeprint", show);
    };
  }, [isNear]);
  return isNear;
}
