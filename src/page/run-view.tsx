// One run: the verdict, the ladder, the selected moment, the statements.

import type { JSX } from "preact";
import { useCallback, useMemo } from "preact/hooks";
import { takeSnapshot } from "../picture/snapshot.ts";
import { type Picture, drawRun } from "../picture/picture.ts";
import type { RunRecord } from "../timeline/record.ts";
import { Facts } from "./facts.tsx";
import { Ladder } from "./ladder.tsx";
import { Later } from "./later.tsx";
import { SnapshotPanel } from "./snapshot-panel.tsx";
import { Observations } from "./observations.tsx";
import { Statements } from "./statements.tsx";
import { Stepper } from "./stepper.tsx";
import { VerdictCard } from "./verdict-card.tsx";

interface RunViewProps {
  readonly run: RunRecord;
  /** The observation selected; undefined: the fault. */
  readonly at: number | undefined;
  readonly select: (id: number) => void;
  readonly isMain: boolean;
  /** Distinguishes two on one page. */
  readonly name: string;
}

export function RunView({ run, at, select, isMain, name }: RunViewProps): JSX.Element {
  const picture = useMemo(() => drawRun(run), [run]);
  const row = rowOf(picture, run, at);
  const selectRow = useCallback(
    (next: number): void => {
      const id = picture.rows[next]?.id;
      if (id !== undefined) select(id);
    },
    [picture, select],
  );
  const go = (id: number): void => {
    select(id);
    document.getElementById(`${name}-ladder`)?.scrollIntoView({ block: "nearest" });
  };
  const snapshot = useMemo(() => takeSnapshot(picture, run.observations, row), [picture, run, row]);
  return (
    <article class="run" aria-label={run.title}>
      <VerdictCard run={run} landmarks={picture.landmarks} select={go} />
      <Stepper picture={picture} row={row} select={selectRow} label={`Moment of ${run.title}`} />
      <Ladder
        id={`${name}-ladder`}
        run={run}
        picture={picture}
        row={row}
        select={selectRow}
        takesFocus={isMain}
      />
      <Later>
        <SnapshotPanel run={run} picture={picture} row={row} snapshot={snapshot} />
        <Statements run={run} select={go} />
        <Observations run={run} picture={picture} row={row} select={go} />
        <Facts run={run} />
      </Later>
    </article>
  );
}

/** The row of an observation, or of the nearest before it that has one. */
function rowOf(picture: Picture, run: RunRecord, at: number | undefined): number {
  if (at === undefined)
    return Math.max(
      0,
      picture.rows.findIndex(({ kind }) => kind === "fault"),
    );
  const exact = picture.rows.findIndex(({ id }) => id === at);
  if (exact >= 0) return exact;
  const atNs = run.observations.find(({ id }) => id === at)?.atNs ?? 0;
  return Math.max(0, picture.scale.rowBefore(atNs));
}
