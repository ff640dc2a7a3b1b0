// The ladder of one client's connection, the newest row in sight unless another was chosen; and how things are now.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Ladder } from "../../page/ladder.tsx";
import { Observations } from "../../page/observations.tsx";
import { Processes, Sockets } from "../../page/snapshot-panel.tsx";
import { StateDiagram } from "../../page/state-diagram.tsx";
import { Legend } from "./legend.tsx";
import { drawUnfinished } from "../../picture/picture.ts";
import { takeLatest } from "../../picture/snapshot.ts";
import { inOrderOfTime } from "../../timeline/in-order.ts";
import type { Observation } from "../../timeline/observation.ts";

interface LiveProps {
  readonly observations: readonly Observation[];
  readonly leftOut: number;
}

export function Live({ observations, leftOut }: LiveProps): JSX.Element {
  const [chosen, choose] = useState<number>();
  const inOrder = useMemo(() => inOrderOfTime(observations), [observations]);
  const picture = useMemo(() => drawUnfinished(inOrder), [inOrder]);
  const latest = useMemo(() => takeLatest(picture, inOrder), [picture, inOrder]);
  const last = Math.max(0, picture.rows.length - 1);
  const row = chosen === undefined || chosen >= last ? last : chosen;
  return (
    <>
      {leftOut > 0 && (
        <p class="note">{`${leftOut} observations are not drawn here: there are too many. All are saved.`}</p>
      )}
      <Ladder
        id="live"
        run={{ title: "what happens now", observations: inOrder }}
        picture={picture}
        row={row}
        select={(next) => choose(next >= last ? undefined : next)}
        takesFocus={false}
      >
        <Legend />
      </Ladder>
      {row < last && (
        <button type="button" class="newest" onClick={() => choose(undefined)}>
          To the newest
        </button>
      )}
      <div class="panels">
        <div class="tables">
          <Sockets snapshot={latest} moment="the last row" />
          <Processes snapshot={latest} />
        </div>
        <StateDiagram client={latest.states.client} server={latest.states.server} />
      </div>
      <Observations
        run={{ title: "what happens now" }}
        picture={picture}
        row={row}
        select={(id) => choose(picture.rows.findIndex((each) => each.id === id))}
      />
    </>
  );
}
