// Two marks for a run, or for several with the same verdict: how the client noticed, and what it did. They lead to the run.

import type { JSX } from "preact";
import type { Entry } from "../report/html/content.ts";
import { sanitize } from "../report/sanitize.ts";
import { ChangeMark, describeChange } from "./change-mark.tsx";
import { NoticedMark, PatienceMark, ReactionMark } from "./marks.tsx";
import type { Cell } from "./matrix-cells.ts";
import { formatView } from "./view.ts";

export function CellMark({
  cell,
  open,
}: {
  readonly cell: Cell;
  readonly open: (run: number) => void;
}): JSX.Element {
  const { run, entry, times } = cell;
  const outcome = entry.ofSuite?.outcome ?? entry.grade;
  const first = entry.patience ?? `noticed ${entry.noticed}`;
  const change = entry.ofSuite?.change;
  const label = `${outcome}: ${first}, ${entry.reaction}${times > 1 ? `, ${times} runs` : ""}${describeChange(change)}`;
  const follow = (event: MouseEvent): void => {
    if (entry.ofSuite !== undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(run);
  };
  const marks = (
    <>
      {entry.patience === undefined ? (
        <NoticedMark noticed={entry.noticed} />
      ) : (
        <PatienceMark patience={entry.patience} />
      )}
      <ReactionMark reaction={entry.reaction} />
      {change && <ChangeMark change={change.name} />}
      {times > 1 && <span class="times">×{times}</span>}
    </>
  );
  const about = {
    class: `cell ${entry.grade} ${outcome}`,
    "aria-label": label,
    title: `${label}\n${sanitize(entry.headline)}`,
  };
  const href = addressOf(entry, run);
  if (href === undefined) {
    return (
      <span role="img" {...about}>
        {marks}
      </span>
    );
  }
  return (
    <a href={href} onClick={follow} {...about}>
      {marks}
    </a>
  );
}

/** For a case of a suite its own page; undefined if no run was made. */
function addressOf({ ofSuite }: Entry, run: number): string | undefined {
  return ofSuite === undefined ? formatView({ run }) : ofSuite.page;
}
