// What concerns the lab as a whole: what is walked, begin again, end and save.

import type { JSX } from "preact";
import type { LabState, PageOrder, WalkOffer } from "../messages.ts";
import { useKept } from "./kept.ts";

interface WholeProps {
  readonly state: LabState;
  readonly offers: readonly WalkOffer[];
  readonly order: (order: PageOrder) => void;
}

export function Whole({ state, offers, order }: WholeProps): JSX.Element {
  const { title, run, walk, phase } = state;
  const isOff = phase === "ending" || phase === "saved";
  return (
    <nav aria-label="The lab">
      <h1 class="title">{title}</h1>
      <span>{`Run ${run}`}</span>
      {walk === undefined ? (
        <button type="button" disabled={isOff} onClick={() => order({ do: "again" })}>
          Begin again
        </button>
      ) : (
        <Begin key={run} {...{ run, walk, offers, isOff, order }} />
      )}
      <button type="button" disabled={isOff} onClick={() => order({ do: "finish" })}>
        End and save
      </button>
    </nav>
  );
}

interface BeginProps extends Pick<WholeProps, "offers" | "order"> {
  readonly run: number;
  readonly walk: string;
  readonly isOff: boolean;
}

/** The same once more, or another one. */
function Begin({ run, walk, offers, isOff, order }: BeginProps): JSX.Element {
  const [chosen, choose] = useKept(`walk after run ${run}`, walk);
  const sections = [...new Set(offers.map(({ section }) => section))];
  return (
    <form
      class="begin"
      onSubmit={(event) => {
        event.preventDefault();
        order({ do: "again", walk: chosen });
      }}
    >
      <select
        aria-label="What to walk"
        disabled={isOff}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {sections.map((section) => {
          const own = offers.filter((offer) => offer.section === section);
          return (
            <optgroup key={section} label={`${section} ${own[0]?.title ?? ""}`}>
              {own.map((offer) => (
                <option key={offer.id} value={offer.id}>
                  {`${section}: ${offer.run}`}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
      <button type="submit" disabled={isOff}>
        {chosen === walk ? "Begin again" : "Begin this"}
      </button>
    </form>
  );
}
