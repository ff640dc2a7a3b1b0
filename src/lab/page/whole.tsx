// What concerns the lab as a whole: begin again, with this client or the other one; end and save.

import type { JSX } from "preact";
import type { LabState, PageOrder } from "../messages.ts";

interface WholeProps {
  readonly state: LabState;
  readonly order: (order: PageOrder) => void;
}

export function Whole({ state, order }: WholeProps): JSX.Element {
  const { title, run, client, phase } = state;
  const isOff = phase === "ending" || phase === "saved";
  const again = (label: string, what: PageOrder): JSX.Element => (
    <button type="button" disabled={isOff} onClick={() => order(what)}>
      {label}
    </button>
  );
  return (
    <nav aria-label="The lab">
      <span class="title">{title}</span>
      <span>{`Run ${run}`}</span>
      {client === "own" ? (
        again("Begin again", { do: "again" })
      ) : (
        <>
          {again("Begin again: the section's client", { do: "again", client: "terminal" })}
          {again("Begin again: the select() client", { do: "again", client: "both" })}
        </>
      )}
      {again("End and save", { do: "finish" })}
    </nav>
  );
}
