// Runs of the book's sections, as a list in the book's order: a section's clients and faults are its own, so that a table of
// clients against faults would be a diagonal.

import type { JSX } from "preact";
import type { Entry } from "../report/html/content.ts";
import { sanitize } from "../report/sanitize.ts";
import { CellMark } from "./matrix-cell.tsx";
import { type Cell, type MatrixRow, columnName } from "./matrix-cells.ts";
import { moveByArrow } from "./matrix-keys.ts";

interface SectionListProps {
  readonly rows: readonly MatrixRow[];
  readonly open: (run: number) => void;
}

export function SectionList({ rows, open }: SectionListProps): JSX.Element {
  const cells = rows.flatMap((row) => [...row.cells.values()].flat());
  return (
    <div class="scroll" role="region" tabindex={0} aria-label="Runs by section">
      <table class="sections" onKeyDown={moveByArrow}>
        <thead>
          <tr>
            {HEADINGS.map((heading) => (
              <th scope="col" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <Run key={cell.run} cell={cell} open={open} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const HEADINGS = ["section", "run", "fault", "verdict", "statements", "in words"];

interface RunProps {
  readonly cell: Cell;
  readonly open: (run: number) => void;
}

function Run({ cell, open }: RunProps): JSX.Element {
  const { entry } = cell;
  return (
    <tr>
      <th scope="row">{sanitize(entry.scenario)}</th>
      <td>{sanitize(entry.title, 120)}</td>
      <td>{columnName(entry)}</td>
      <td>
        <CellMark cell={cell} open={open} />
      </td>
      <td>{countedStatements(entry)}</td>
      <td>{sanitize(entry.headline)}</td>
    </tr>
  );
}

/** `9 hold, 1 differs`. Of runs that share a mark, the first. */
function countedStatements({ statements }: Entry): string {
  if (statements === undefined) return "";
  const { holds, differs, unknown } = statements;
  const parts = [
    `${holds} ${holds === 1 ? "holds" : "hold"}`,
    ...(differs > 0 ? [`${differs} ${differs === 1 ? "differs" : "differ"}`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  return parts.join(", ");
}
