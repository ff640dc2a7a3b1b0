// The ladder in words: every row of it in a table, a page at a time.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Picture } from "../picture/picture.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatMoment } from "./format.ts";

interface ObservationsProps {
  readonly run: Pick<RunRecord, "title">;
  readonly picture: Picture;
  readonly row: number;
  readonly select: (id: number) => void;
}

const PAGE_ROWS = 200;

export function Observations({ run, picture, row, select }: ObservationsProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [first, setFirst] = useState(0);
  const { rows } = picture;
  const shown = isOpen ? rows.slice(first, first + PAGE_ROWS) : [];
  return (
    <details class="observations" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The ladder in words: {rows.length} observations</summary>
      <div class="scroll" role="region" tabindex={0} aria-label={`Observations of ${run.title}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">time</th>
              <th scope="col">whose</th>
              <th scope="col">what</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, atNs, side, kind, text }, i) => (
              <tr key={id} aria-current={first + i === row ? "true" : undefined}>
                <td>
                  <button type="button" class="evidence" onClick={() => select(id)}>
                    {formatMoment(atNs)}
                  </button>
                </td>
                <td>{side === "both" ? "" : side}</td>
                <td>{kind === "segment" ? `sends ${text}` : text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > PAGE_ROWS && (
        <p>
          <button type="button" disabled={first === 0} onClick={() => setFirst(first - PAGE_ROWS)}>
            Earlier
          </button>{" "}
          <button
            type="button"
            disabled={first + PAGE_ROWS >= rows.length}
            onClick={() => setFirst(first + PAGE_ROWS)}
          >
            Later
          </button>
        </p>
      )}
    </details>
  );
}
